// SPDX-License-Identifier: MIT
#pragma once

/// Members of a JSON object, as bytes.
///
/// Pure. Reentrant.

#include <QByteArray>
#include <QByteArrayList>
#include <QJsonObject>

namespace lanyard::oidc {

/// The member `name` in UTF-8; empty where it is missing or no string.
[[nodiscard]] QByteArray textMember(const QJsonObject& object, const char* name);

/// The strings of the array `name`; a single string is a list of one. Other elements are left out.
[[nodiscard]] QByteArrayList listMember(const QJsonObject& object, const char* name);

} // namespace lanyard::oidc
