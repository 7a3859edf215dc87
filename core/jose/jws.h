// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/result.h"
#include "core/jose/algorithm.h"
#include "core/jose/jwk_set.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonObject>
#include <QList>

namespace lanyard::jose {

/// A compact JWS whose signature holds.
struct Jws {
    Algorithm algorithm = Algorithm::RS256;
    QByteArray kid; ///< Empty where the header has none.
    QByteArray typ; ///< As written; empty where there is none. RFC 8725 §3.11: for the caller.
    QJsonObject header;
    QByteArray payload;
};

/// A JWT whose signature holds. Its claims are what the signer said, and nothing more: issuer,
/// audience and times are still to be checked.
struct Jwt {
    Algorithm algorithm = Algorithm::RS256;
    QByteArray kid;
    QByteArray typ;
    QJsonObject header;
    QJsonObject claims;
};

/// Longest JWS that is looked at.
inline constexpr qsizetype maxJwsBytes = qsizetype{32} * 1024;

/// Verifies a JWS in compact serialization (RFC 7515 §5.2), as RFC 8725 would have it.
///
/// `allowed` is the caller's list of algorithms, chosen by policy and never by the token.
///
/// Checks, in this order:
///   1. it is at most 32 KiB, has exactly three parts, each strict base64url, none but the payload
///      empty (§3.1, §7.1);
///   2. the header is a JSON object that repeats no name (§4), its `kid` and `typ` are strings;
///   3. it has no `crit` (§4.1.11: we understand no extension) and no `b64` (RFC 7797);
///   4. `alg` is in `allowed` (RFC 8725 §3.1);
///   5. `keys` holds a key for it: see keysFor();
///   6. the signature holds under that key: ECDSA as R || S of the curve's length with both in
///      1..n-1 (RFC 7518 §3.4), PSS with a salt as long as the hash (§3.5).
/// `jwk`, `jku`, `x5u`, `x5c` and `x5t` are never looked at: a token does not choose its key.
///
/// Errors
///   Malformed  "jws.form" (1), "jws.header" (2), "jws.crit" (3).
///   Untrusted  "jws.algorithm" (4), "jws.unknown_key" (5: fetch the key set again, once),
///              "jws.key", "jws.no_kid" (5), "jws.signature" (6).
[[nodiscard]] Result<Jws> verifyJws(
    QByteArrayView compact, const JwkSet& keys, const QList<Algorithm>& allowed);

/// verifyJws(), and the payload is a JSON object that repeats no name, at most 16 deep (RFC 7519
/// §7.2). Nested tokens (`cty`: "JWT") are not unwrapped.
///
/// Errors  those of verifyJws(); Malformed "jws.claims".
[[nodiscard]] Result<Jwt> verifyJwt(
    QByteArrayView compact, const JwkSet& keys, const QList<Algorithm>& allowed);

} // namespace lanyard::jose
