// SPDX-License-Identifier: MIT
#include "core/oidc/id_token.h"

#include "core/jose/hash.h"
#include "core/jose/jws.h"
#include "core/oidc/algorithms.h"
#include "core/oidc/id_token_claims.h"
#include "core/oidc/json_member.h"

#include <QJsonObject>

#include <algorithm>

namespace lanyard::oidc {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestSubject = 255; // §2.

tl::unexpected<Error> untrusted(const char* code, const QString& detail)
{
    return fail(Fault::Untrusted, code, detail);
}

Result<> checkIssuer(const IdTokenClaims& claims, const IdTokenParties& parties)
{
    if (claims.issuer != parties.issuer)
        return untrusted("id_token.issuer", u"iss is not the configured issuer"_s);
    return {};
}

Result<> checkAudience(const IdTokenClaims& claims, const IdTokenParties& parties)
{
    const bool isOursAlone = std::all_of(claims.audience.begin(),
        claims.audience.end(),
        [&parties](const QByteArray& audience) { return audience == parties.clientId; });
    if (!isOursAlone)
        return untrusted("id_token.audience", u"aud is not this client alone"_s);
    return {};
}

Result<> checkAuthorizedParty(const IdTokenClaims& claims, const IdTokenParties& parties)
{
    if (claims.all.contains("azp"_L1) && textMember(claims.all, "azp") != parties.clientId)
        return untrusted("id_token.azp", u"azp is not this client"_s);
    return {};
}

Result<> checkExpiry(const IdTokenClaims& claims, Instant now)
{
    if (now >= claims.expiresAt + timeTolerance)
        return untrusted("id_token.expired", u"exp is past, by the provider's clock too"_s);
    return {};
}

Result<> checkIssuedBy(const IdTokenClaims& claims, Instant now)
{
    if (claims.issuedAt > now + timeTolerance)
        return untrusted(
            "id_token.issued_in_future", u"iat is to come, by the provider's clock too"_s);
    return {};
}

Result<> checkIssuedSince(const IdTokenClaims& claims, const IdTokenMoment& moment)
{
    if (claims.issuedAt < moment.now - moment.sinceRequest - timeTolerance)
        return untrusted("id_token.issued_before_request", u"iat is before the request"_s);
    return {};
}

Result<> checkNonce(const IdTokenClaims& claims, const QByteArray& nonce)
{
    if (nonce.isEmpty() || !sameBytes(claims.nonce, nonce))
        return untrusted("id_token.nonce", u"nonce is not the one we sent"_s);
    return {};
}

Result<> checkAccessTokenHash(const jose::Jwt& jwt, const Secret& accessToken)
{
    if (!jwt.claims.contains("at_hash"_L1))
        return {};
    if (!sameBytes(textMember(jwt.claims, "at_hash"),
            jose::leftHalfHash(jwt.algorithm, accessToken.view())))
        return untrusted("id_token.at_hash", u"at_hash is another access token's"_s);
    return {};
}

/// Compares auth_time with iat, not with our clock: both were written by the provider, so that no
/// offset can make an old authentication look new. The request was made `sinceRequest` before now,
/// and the token issued between the two.
Result<> checkAuthentication(
    const IdTokenClaims& claims, const IdTokenExpectation& expected, const IdTokenMoment& moment)
{
    if (!expected.maxAge && !expected.freshLogin)
        return {};
    if (!claims.authenticatedAt)
        return untrusted("id_token.auth_time",
            u"auth_time is missing, though max_age or prompt=login was sent"_s);
    const std::chrono::seconds age =
        expected.freshLogin ? std::chrono::seconds{0} : *expected.maxAge;
    const Instant earliest = claims.issuedAt - moment.sinceRequest - age - authenticationTolerance;
    if (*claims.authenticatedAt < earliest)
        return untrusted(
            "id_token.auth_time", u"the person authenticated longer ago than was asked for"_s);
    if (*claims.authenticatedAt > claims.issuedAt + timeTolerance)
        return untrusted("id_token.auth_time", u"auth_time is after iat"_s);
    return {};
}

Result<> checkLevel(const QString& name, int level, int minimum)
{
    if (minimum > 0 && level == 0)
        return untrusted("id_token.assurance", u"%1 is missing, though demanded"_s.arg(name));
    if (level < minimum)
        return untrusted("id_token.assurance",
            u"%1 is %2, and %3 is demanded"_s.arg(name).arg(level).arg(minimum));
    return {};
}

Result<> checkAssurance(const IdTokenClaims& claims, const IdTokenExpectation& expected)
{
    LY_CHECK(checkLevel(u"authentication_assurance_level"_s,
        claims.authenticationLevel,
        expected.minimumAuthenticationLevel));
    LY_CHECK(
        checkLevel(u"id_assurance_level"_s, claims.identityLevel, expected.minimumIdentityLevel));
    if (!expected.acrValues.isEmpty() && !expected.acrValues.contains(claims.acr))
        return untrusted("id_token.assurance", u"acr is none of the classes asked for"_s);
    return {};
}

Result<> checkSubject(const IdTokenClaims& claims)
{
    const QByteArray& subject = claims.subject;
    const bool isAscii =
        std::all_of(subject.begin(), subject.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
    if (subject.isEmpty() || subject.size() > longestSubject || !isAscii)
        return untrusted("id_token.subject", u"sub is empty, too long or not ASCII"_s);
    return {};
}

Result<> checkSamePerson(const IdTokenClaims& claims, const QByteArray& subject)
{
    if (claims.subject != subject)
        return untrusted("id_token.another_person", u"sub is another person's"_s);
    return {};
}

Result<> checkExpectedPerson(const IdTokenClaims& claims, const IdTokenExpectation& expected)
{
    return expected.subject.isEmpty() ? Result<>() : checkSamePerson(claims, expected.subject);
}

/// What a refreshed token repeats, OpenID Connect Core §12.2.
Result<> checkContinuity(const IdTokenClaims& claims, const IdTokenClaims& previous)
{
    // 13.
    LY_CHECK(checkSamePerson(claims, previous.subject));

    // 14. "MUST include the original audience"; check 4 allows no other.
    if (claims.audience.first() != previous.audience.value(0))
        return untrusted("id_token.audience", u"aud changed with the refresh"_s);

    // 15. "MUST represent the time of the original authentication".
    if (claims.authenticatedAt && previous.authenticatedAt
        && claims.authenticatedAt != previous.authenticatedAt)
        return untrusted("id_token.auth_time", u"auth_time changed with the refresh"_s);

    // 16. "SHOULD NOT have a nonce"; if it has, the same. A kept token may itself be one without.
    if (claims.all.contains("nonce"_L1) && !previous.nonce.isEmpty()
        && !sameBytes(claims.nonce, previous.nonce))
        return untrusted("id_token.nonce", u"nonce changed with the refresh"_s);

    // 17. Ours: authority must not quietly outlive the authentication it came from.
    if ((claims.authenticationLevel > 0
            && claims.authenticationLevel < previous.authenticationLevel)
        || (claims.identityLevel > 0 && claims.identityLevel < previous.identityLevel))
        return untrusted("id_token.assurance", u"an assurance level fell with the refresh"_s);
    return {};
}

/// What a refreshed token leaves out is as it was: else the token after it would be compared with
/// nothing.
void inherit(IdTokenClaims& claims, const IdTokenClaims& previous)
{
    if (!claims.authenticatedAt)
        claims.authenticatedAt = previous.authenticatedAt;
    if (claims.nonce.isEmpty())
        claims.nonce = previous.nonce;
    if (claims.acr.isEmpty())
        claims.acr = previous.acr;
    if (claims.methods.isEmpty())
        claims.methods = previous.methods;
    if (claims.authenticationLevel == 0)
        claims.authenticationLevel = previous.authenticationLevel;
    if (claims.identityLevel == 0)
        claims.identityLevel = previous.identityLevel;
    if (claims.sessionId.isEmpty())
        claims.sessionId = previous.sessionId;
}

/// 1.
Result<jose::Jwt> verify(QByteArrayView token, const jose::JwkSet& keys)
{
    LY_TRY(jose::Jwt jwt, jose::verifyJwt(token, keys, allowedAlgorithms()));
    // RFC 8725 §3.11: an access or logout token of the same issuer is no ID token.
    if (!jwt.typ.isEmpty() && jwt.typ.toLower() != "jwt")
        return untrusted("id_token.type", u"typ says that this is another kind of token"_s);
    return jwt;
}

} // namespace

/// The one maker of ValidatedIdToken.
class IdTokenJudge
{
public:
    static ValidatedIdToken accept(IdTokenClaims claims, QByteArrayView token)
    {
        return {std::move(claims), token};
    }
};

Result<ValidatedIdToken> validateIdToken(QByteArrayView token,
    const Secret& accessToken,
    const jose::JwkSet& keys,
    const IdTokenExpectation& expected,
    const IdTokenMoment& moment)
{
    LY_TRY(const jose::Jwt jwt, verify(token, keys)); // 1.
    LY_TRY(IdTokenClaims claims, readClaims(jwt.claims)); // 2.
    LY_CHECK(checkIssuer(claims, expected.parties)); // 3.
    LY_CHECK(checkAudience(claims, expected.parties)); // 4.
    LY_CHECK(checkAuthorizedParty(claims, expected.parties)); // 5.
    LY_CHECK(checkExpiry(claims, moment.now)); // 6.
    LY_CHECK(checkIssuedBy(claims, moment.now)); // 7a.
    LY_CHECK(checkIssuedSince(claims, moment)); // 7b.
    LY_CHECK(checkNonce(claims, expected.nonce)); // 8.
    LY_CHECK(checkAccessTokenHash(jwt, accessToken)); // 9.
    LY_CHECK(checkAuthentication(claims, expected, moment)); // 10.
    LY_CHECK(checkAssurance(claims, expected)); // 11.
    LY_CHECK(checkSubject(claims)); // 12a.
    LY_CHECK(checkExpectedPerson(claims, expected)); // 12b.
    return IdTokenJudge::accept(std::move(claims), token);
}

Result<ValidatedIdToken> validateRefreshed(QByteArrayView token,
    const Secret& accessToken,
    const jose::JwkSet& keys,
    const IdTokenParties& parties,
    const IdTokenClaims& previous,
    Instant now)
{
    LY_TRY(const jose::Jwt jwt, verify(token, keys)); // 1.
    LY_TRY(IdTokenClaims claims, readClaims(jwt.claims)); // 2.
    LY_CHECK(checkIssuer(claims, parties)); // 3.
    LY_CHECK(checkAudience(claims, parties)); // 4.
    LY_CHECK(checkAuthorizedParty(claims, parties)); // 5.
    LY_CHECK(checkExpiry(claims, now)); // 6.
    LY_CHECK(checkIssuedBy(claims, now)); // 7a.
    LY_CHECK(checkAccessTokenHash(jwt, accessToken)); // 9.
    LY_CHECK(checkSubject(claims)); // 12a.
    LY_CHECK(checkContinuity(claims, previous)); // 13 to 17.
    inherit(claims, previous);
    return IdTokenJudge::accept(std::move(claims), token);
}

} // namespace lanyard::oidc
