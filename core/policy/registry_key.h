// SPDX-License-Identifier: MIT
#pragma once

/// A registry key as it was read, for code that runs on every platform.
///
/// Pure. Any thread.

#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>
#include <optional>
#include <vector>

namespace lanyard::policy {

/// The registry's own numbers for the types of its values.
namespace registry_type {
inline constexpr quint32 text = 1; ///< REG_SZ
inline constexpr quint32 expandableText = 2; ///< REG_EXPAND_SZ
inline constexpr quint32 number = 4; ///< REG_DWORD
inline constexpr quint32 texts = 7; ///< REG_MULTI_SZ
} // namespace registry_type

struct RegistryValue {
    QString name; ///< Empty: the key's default value.
    quint32 type = 0;
    QByteArray data; ///< As stored: numbers little-endian, text UTF-16LE.
};

struct RegistryKey {
    QString name; ///< Without those above it; as it was created: its case carries no meaning.
    QList<RegistryValue> values;
    std::vector<RegistryKey> keys;
};

/// Reads one key with everything below it; nothing where there is no such key.
using ReadRegistry = std::function<Result<std::optional<RegistryKey>>()>;

/// "REG_SZ", also for the types that no setting has; "type 42" for an unknown one.
[[nodiscard]] QString registryTypeName(quint32 type);

} // namespace lanyard::policy
