// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/result.h"
#include "core/jose/algorithm.h"
#include "core/jose/key.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <optional>

namespace lanyard::jose {

/// A key the provider signs with.
struct Jwk {
    QByteArray kid; ///< Opaque: CIS2's contain '/', '+' and '='. Empty where the key has none.
    std::optional<Algorithm> algorithm; ///< `alg`: the one algorithm this key is for.
    Key key;
};

/// What a provider publishes at its jwks_uri, cut to the keys that could verify a signature. A
/// value; never changes. Keeping, ageing and refetching one is the caller's work.
struct JwkSet {
    QList<Jwk> keys;
    int skipped = 0; ///< Entries that were not usable: for diagnostics.

    static constexpr qsizetype maxBytes = qsizetype{256} * 1024;
    static constexpr qsizetype maxKeys = 64; ///< CIS2 has three; a rollover doubles them.
};

/// Reads a JWK Set (RFC 7517 §5).
///
/// A key we cannot use (another type or curve, `use` other than "sig", `key_ops` without "verify",
/// an unknown `alg`, too small, ill-formed) is skipped, as §5 asks: a set of which none is left is
/// still a set.
///
/// Errors  Malformed "jwks.form" (not an object with an array `keys`), "jwks.too_many_keys", and
///         those of parseJsonObject.
[[nodiscard]] Result<JwkSet> parseJwkSet(QByteArrayView json);

/// The keys that a signature with `algorithm` under `kid` may be checked with.
///
/// With a kid: all keys of that kid, compared byte for byte, that fit the algorithm. There is
/// normally one; §4.5 tolerates several, and then each may be tried.
/// Without one (`kid` empty; RFC 7515 §4.1.4 leaves it optional; OIDC Core §10.1 only for sets of
/// one key): the one key that fits the algorithm. Two would make us guess, so they are refused.
///
/// Errors  Untrusted "jws.unknown_key" (no key of that kid, or none that fits a token without kid:
///         fetch the set again, once), "jws.key" (the kid's keys are for other algorithms),
///         "jws.no_kid" (no kid, and several keys fit).
[[nodiscard]] Result<QList<Jwk>> keysFor(
    const JwkSet& set, QByteArrayView kid, Algorithm algorithm);

} // namespace lanyard::jose
