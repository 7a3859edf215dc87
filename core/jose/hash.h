// SPDX-License-Identifier: MIT
#pragma once

#include "core/jose/algorithm.h"

#include <QByteArray>
#include <QByteArrayView>

namespace lanyard::jose {

/// 32 bytes, not text. Any thread.
[[nodiscard]] QByteArray sha256(QByteArrayView bytes);

/// The hash that belongs to `algorithm`: 32, 48 or 64 bytes.
[[nodiscard]] QByteArray hashWith(Algorithm algorithm, QByteArrayView bytes);

/// What at_hash (for an access token) or c_hash (for a code) must be in an ID token signed with
/// `algorithm`: the left half of the hash of `value`'s octets, base64url (OIDC Core §3.1.3.6,
/// §3.3.2.11). Compare with sameBytes().
[[nodiscard]] QByteArray leftHalfHash(Algorithm algorithm, QByteArrayView value);

} // namespace lanyard::jose
