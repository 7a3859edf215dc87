// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QHash>

namespace lanyard {

using Form = QHash<QByteArray, QByteArray>;

/// Decodes application/x-www-form-urlencoded, once: '+' is a space, %XX a byte.
///
/// Spec    RFC 6749 appendix B; §3.1: a parameter MUST NOT appear twice.
/// Errors  Malformed: a repeated name, or a '%' without two hex digits.
[[nodiscard]] Result<Form> parseForm(QByteArrayView encoded);

} // namespace lanyard
