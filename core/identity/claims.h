// SPDX-License-Identifier: MIT
#pragma once

/// Reading claims as CIS2 and gateways really write them: one object where a list was meant,
/// numbers as strings, blanks for what is missing. Nothing here fails; what cannot be read is not
/// there.
///
/// Pure. Any thread.

#include "core/base/clock.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace lanyard::identity {

/// The members of a list, or the one value that stands for a list of one. Null is no member.
[[nodiscard]] QList<QJsonValue> members(const QJsonValue& value);

/// The objects among members().
[[nodiscard]] QList<QJsonObject> objects(const QJsonValue& value);

/// A string without surrounding white space, or a whole number in decimal; otherwise empty.
[[nodiscard]] QString text(const QJsonValue& value);

/// text() of each member, blanks left out.
[[nodiscard]] QStringList texts(const QJsonValue& value);

/// Codes and identifiers: text() in UTF-8.
[[nodiscard]] QByteArray code(const QJsonValue& value);
[[nodiscard]] QByteArrayList codes(const QJsonValue& value);

/// An assurance level: 3 or "3", never negative; nothing for anything else.
[[nodiscard]] std::optional<int> level(const QJsonValue& value);

/// Seconds since 1970 (RFC 7519 §2 NumericDate), as number or string; a fraction is dropped.
[[nodiscard]] std::optional<Instant> moment(const QJsonValue& value);

/// The last segment of a path such as `"Clinical":"Clinical Provision":"Nurse Access Role"`,
/// without quotes. A colon within quotes does not separate.
[[nodiscard]] QString lastSegment(const QString& path);

} // namespace lanyard::identity
