// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/result.h"

#include <QByteArrayView>
#include <QJsonObject>

#include <optional>

namespace lanyard {

/// What a reader is willing to take from a stranger.
struct JsonLimits {
    qsizetype bytes = qsizetype{1024} * 1024;
    int depth = 16; ///< Nested arrays and objects, the outermost included.
};

/// Reads one JSON object (RFC 8259).
///
/// Errors  Malformed: "json.too_large", "json.too_deep", "json.repeated" (a name twice in one
///         object: two readers could see two documents), "json.syntax", "json.not_an_object".
[[nodiscard]] Result<QJsonObject> parseJsonObject(
    QByteArrayView text, const JsonLimits& limits = {});

/// One canonical line: compact, names sorted, no line feed. QJsonObject sorts names itself.
[[nodiscard]] QByteArray toJsonLine(const QJsonObject& object);

/// A whole number written as a JSON number or as a decimal string (CIS2 does both); nothing for
/// anything else: a fraction, white space, a plus sign, or a number past 2^53.
[[nodiscard]] std::optional<qint64> lenientInteger(const QJsonValue& value);

} // namespace lanyard
