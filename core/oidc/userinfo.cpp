// SPDX-License-Identifier: MIT
#include "core/oidc/userinfo.h"

#include "core/base/json.h"
#include "core/jose/jws.h"
#include "core/oidc/algorithms.h"
#include "core/oidc/json_member.h"

namespace lanyard::oidc {

using namespace Qt::StringLiterals;

namespace {

/// 1.
Result<> checkStatus(const Answer& answer)
{
    // Before the look at the body: an Apigee or ForgeRock 401 may well be a page.
    if (answer.status == 401 || answer.status == 403)
        return fail(Fault::AccessDenied,
            "userinfo.refused",
            u"the provider refused the access token (%1)"_s.arg(answer.status),
            answer.status);
    LY_CHECK(checkAnswered(answer, "userinfo"));
    if (answer.status != 200)
        return fail(Fault::Misconfigured,
            "userinfo.status",
            u"the provider answered %1"_s.arg(answer.status),
            answer.status);
    return {};
}

/// 4.
Result<> checkEnvelope(const QJsonObject& claims, const IdTokenParties& parties, Instant now)
{
    if (claims.contains("iss"_L1) && textMember(claims, "iss") != parties.issuer)
        return fail(Fault::Untrusted, "userinfo.issuer", u"iss is not the configured issuer"_s);
    if (claims.contains("aud"_L1) && !listMember(claims, "aud").contains(parties.clientId))
        return fail(Fault::Untrusted, "userinfo.audience", u"aud is not this client"_s);
    if (claims.contains("exp"_L1)) {
        const auto seconds = lenientInteger(claims.value("exp"_L1));
        if (!seconds || now >= Instant{std::chrono::seconds{*seconds}} + timeTolerance)
            return fail(Fault::Untrusted, "userinfo.expired", u"exp is past"_s);
    }
    return {};
}

Result<QJsonObject> readSigned(const Answer& answer,
    const jose::JwkSet& keys,
    const UserinfoExpectation& expected,
    Instant now)
{
    // 3.
    LY_TRY(jose::Jwt jwt, jose::verifyJwt(answer.body.trimmed(), keys, allowedAlgorithms()));
    LY_CHECK(checkEnvelope(jwt.claims, expected.parties, now));
    return jwt.claims;
}

Result<QJsonObject> readEither(const Answer& answer,
    const jose::JwkSet& keys,
    const UserinfoExpectation& expected,
    Instant now)
{
    if (answer.mediaType() == "application/jwt")
        return readSigned(answer, keys, expected, now);

    // 2.
    if (expected.form == UserinfoForm::Signed)
        return fail(Fault::Misconfigured,
            "userinfo.unsigned",
            u"userinfo is not signed, though policy says it is"_s);
    return readJsonAnswer(answer, "userinfo");
}

} // namespace

Result<QJsonObject> readUserinfo(const Answer& answer,
    const jose::JwkSet& keys,
    const UserinfoExpectation& expected,
    Instant now)
{
    LY_CHECK(checkStatus(answer)); // 1.
    LY_TRY(QJsonObject claims, readEither(answer, keys, expected, now)); // 2 to 4.

    // 5.
    if (expected.subject.isEmpty() || textMember(claims, "sub") != expected.subject)
        return fail(Fault::Untrusted, "userinfo.subject", u"sub is not the ID token's"_s);
    return claims;
}

} // namespace lanyard::oidc
