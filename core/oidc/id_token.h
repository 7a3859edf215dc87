// SPDX-License-Identifier: MIT
#pragma once

/// The ID token: who signed in, when, how, and whether the token says so to us.
///
/// In this file § means OpenID Connect Core 1.0 unless another document is named.
/// Pure: no clock, no I/O, no globals. Reentrant.

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/jose/jwk_set.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QJsonObject>

#include <chrono>
#include <optional>

namespace lanyard::oidc {

/// What the token says, read. A plain value: only ValidatedIdToken is a promise that it is true.
struct IdTokenClaims {
    QByteArray issuer; ///< iss, §2.
    QByteArray subject; ///< sub, §2; 1 to 255 bytes.
    QByteArrayList audience; ///< aud, §2; a string becomes a list of one.
    Instant expiresAt; ///< exp, by the provider's clock.
    Instant issuedAt; ///< iat, by the provider's clock.
    std::optional<Instant> authenticatedAt; ///< auth_time, by the provider's clock.
    QByteArray nonce; ///< Empty where there is none.
    QByteArray acr; ///< The class that was satisfied, not the method: decide nothing by it.
    QByteArrayList methods; ///< amr.
    int authenticationLevel = 0; ///< authentication_assurance_level; 0: not said.
    int identityLevel = 0; ///< id_assurance_level, or idassurancelevel; 0: not said.
    QByteArray sessionId; ///< sid (Back-Channel Logout 1.0 §2.1); empty where there is none.
    QJsonObject all; ///< Every claim, for core/identity.
};

/// An ID token that passed every rule below. Only validateIdToken() and validateRefreshed() make
/// one, so that a function that takes it cannot be given anything else.
class ValidatedIdToken
{
public:
    [[nodiscard]] const IdTokenClaims& claims() const noexcept { return m_claims; }

    /// The token itself: an id_token_hint, or a subject token. As good as a credential.
    [[nodiscard]] const Secret& raw() const noexcept { return m_raw; }

private:
    friend class IdTokenJudge;

    ValidatedIdToken(IdTokenClaims claims, QByteArrayView raw)
        : m_claims(std::move(claims))
        , m_raw(raw)
    {
    }

    IdTokenClaims m_claims;
    Secret m_raw;
};

/// How far a time in a token may be off beside the measured offset (design.md §6.1).
inline constexpr std::chrono::minutes timeTolerance{5};

/// What auth_time may lack: it and iat come from the same token, and so mostly from one clock.
/// The rest is for a gateway that hands on the auth_time of another provider.
inline constexpr std::chrono::seconds authenticationTolerance{60};

/// Who the token must come from and be for. The same for every token of an environment.
struct IdTokenParties {
    QByteArray issuer; ///< As policy has it, byte for byte: CIS2's contains ":443".
    QByteArray clientId;
};

/// What the authorization request asked for, and what its token must therefore say.
struct IdTokenExpectation {
    IdTokenParties parties;
    QByteArray nonce; ///< Never empty.
    std::optional<std::chrono::seconds> maxAge; ///< When max_age was sent.
    bool freshLogin = false; ///< prompt=login was sent.
    int minimumAuthenticationLevel = 0; ///< 0: not demanded.
    int minimumIdentityLevel = 0; ///< 0: not demanded.
    QByteArrayList acrValues =
        {}; ///< Not empty: acr must be one of them (classes without a level).
    QByteArray subject; ///< Not empty: only this person will do (same-person rule).
};

/// When the token is looked at.
struct IdTokenMoment {
    Instant now; ///< By the provider's clock: ours, corrected by the measured offset.
    Milliseconds sinceRequest{0}; ///< Since the authorization request was made, by uptime.
};

/// Validates the ID token of a code exchange.
///
/// `accessToken` is the one it came with. Not checked: c_hash (§3.3.2.11 is the hybrid flow's).
///
/// Checks, in this order (§3.1.3.7 has the same ones, numbered differently):
///    1. signature, by an RS, PS or ES algorithm and a key of `keys` (rules 6 to 8), and a `typ`, if
///       there, of JWT (RFC 8725 §3.11);
///    2. the claims that §2 requires are there and of their types: iss, sub, aud, exp, iat;
///    3. iss is the configured issuer, as raw bytes (rule 2);
///    4. aud names us, and nobody else (rule 3: we trust no other audience);
///    5. azp, if there, is us (rule 5; rule 4's several audiences are refused by 4);
///    6. exp is not past (rule 9);
///    7. iat is not in the future, and not before the request (rule 10);
///    8. nonce is ours (rule 11);
///    9. at_hash, if there, is the access token's (§3.1.3.8);
///   10. auth_time is there and recent enough, if max_age or prompt=login was sent (rule 13): the
///       person authenticated after the request, or at most max_age before it;
///   11. the assurance levels are there and high enough, where demanded (rule 12; CIS2 wants the
///       decision made on the level, not on acr). Their absence is how a gateway that drops
///       acr_values is noticed; acr is one of the classes asked for, where these have no level;
///   12. sub is 1 to 255 bytes, and the expected person if one is expected.
///
/// Errors
///   Malformed  1: "jws.form", "jws.header", "jws.crit", "jws.claims"; 2: "id_token.claims".
///   Untrusted  1: "jws.*", among them "jws.unknown_key" (fetch the keys again, once);
///              "id_token.type", "id_token.issuer", "id_token.audience", "id_token.azp", "id_token.expired",
///              "id_token.issued_in_future", "id_token.issued_before_request", "id_token.nonce",
///              "id_token.at_hash", "id_token.auth_time", "id_token.assurance",
///              "id_token.subject", "id_token.another_person".
[[nodiscard]] Result<ValidatedIdToken> validateIdToken(QByteArrayView token,
    const Secret& accessToken,
    const jose::JwkSet& keys,
    const IdTokenExpectation& expected,
    const IdTokenMoment& moment);

/// Validates the ID token that came with a refresh (§12.2) against the one it follows.
///
/// Checks 1 to 6, 9 and 12 of validateIdToken(), the first half of 7, and then
///   13. sub is the same;
///   14. aud is the same;
///   15. auth_time, if both have it, is the same;
///   16. nonce, if both have it, is the same;
///   17. the assurance levels, if there, are not lower than before.
/// What such a token may leave out (auth_time, nonce, acr, amr, levels, sid) the result has from
/// `previous`, but for IdTokenClaims::all, which is the token's own.
///
/// Errors  as validateIdToken(); 13 is "id_token.another_person", 14 "id_token.audience",
///         15 "id_token.auth_time", 16 "id_token.nonce", 17 "id_token.assurance".
[[nodiscard]] Result<ValidatedIdToken> validateRefreshed(QByteArrayView token,
    const Secret& accessToken,
    const jose::JwkSet& keys,
    const IdTokenParties& parties,
    const IdTokenClaims& previous,
    Instant now);

/// Reads the claims of an ID token that this agent validated before and has kept sealed since: to
/// resume a session. Checks no signature and no time: trust comes from the seal, so never call it
/// with anything that came over a network.
///
/// Errors  Malformed "id_token.claims".
[[nodiscard]] Result<IdTokenClaims> readKeptIdToken(const Secret& token);

} // namespace lanyard::oidc
