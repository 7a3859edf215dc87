// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QByteArrayView>

namespace lanyard {

/// RFC 4648 §5 without padding, as JOSE and PKCE use it (RFC 7515 §2).
[[nodiscard]] QByteArray toBase64Url(QByteArrayView bytes);

/// Strict: padding, white space, foreign characters and stray trailing bits are Malformed
/// ("base64url.invalid").
[[nodiscard]] Result<QByteArray> fromBase64Url(QByteArrayView text);

} // namespace lanyard
