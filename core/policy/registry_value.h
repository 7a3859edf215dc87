// SPDX-License-Identifier: MIT
#pragma once

/// The data of single registry values. Pure; private to this layer.

#include "core/policy/registry_key.h"

#include <QStringList>

#include <optional>

namespace lanyard::policy {

/// Of REG_DWORD data; nothing where that is not four bytes.
[[nodiscard]] std::optional<quint32> numberIn(const RegistryValue& value);

/// Of REG_SZ data, with or without its terminator; nothing for half a character or text that goes
/// on behind a terminator, which one reader would see and another would not.
[[nodiscard]] std::optional<QString> textIn(const RegistryValue& value);

/// Of REG_MULTI_SZ data, with or without its last terminators; nothing for half a character or
/// text behind an empty member.
[[nodiscard]] std::optional<QStringList> textsIn(const RegistryValue& value);

} // namespace lanyard::policy
