// SPDX-License-Identifier: MIT
#include "core/oidc/id_token_claims.h"

#include "core/base/base64url.h"
#include "core/base/json.h"
#include "core/oidc/json_member.h"

#include <QJsonArray>
#include <QJsonValue>

#include <algorithm>
#include <array>
#include <cmath>

namespace lanyard::oidc {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> badClaim(const char* name)
{
    return fail(Fault::Malformed,
        "id_token.claims",
        u"%1 is missing or of the wrong type"_s.arg(QLatin1StringView(name)));
}

/// RFC 7519 §2, NumericDate: seconds since 1970, perhaps with a fraction. Up to the year 9999.
std::optional<Instant> readDate(const QJsonValue& value)
{
    constexpr double last = 253402300799.0;
    const double seconds = value.toDouble(-1.0);
    if (!(seconds >= 0.0 && seconds <= last))
        return std::nullopt;
    return Instant{Milliseconds{static_cast<qint64>(std::floor(seconds * 1000.0))}};
}

/// A list whose every element is a string, or a string as a list of one; else empty.
QByteArrayList readAudience(const QJsonValue& value)
{
    const QJsonArray array = value.isString() ? QJsonArray{value} : value.toArray();
    QByteArrayList audience;
    for (const auto& element : array) {
        if (!element.isString() || element.toString().isEmpty())
            return {};
        audience += element.toString().toUtf8();
    }
    return audience;
}

/// CIS2 writes a level as a number here and in quotes there; what is no level counts as not said.
int readLevel(const QJsonValue& value)
{
    constexpr qint64 highest = 9;
    const auto level = lenientInteger(value);
    return level && *level > 0 && *level <= highest ? static_cast<int>(*level) : 0;
}

/// The ID token says id_assurance_level, userinfo idassurancelevel, and some tokens both. Where
/// they differ the lower one counts.
int readIdentityLevel(const QJsonObject& all)
{
    constexpr std::array names{"id_assurance_level"_L1, "idassurancelevel"_L1};
    int lowest = 0;
    for (const QLatin1StringView name : names) {
        if (!all.contains(name))
            continue;
        const int level = readLevel(all.value(name));
        if (level == 0)
            return 0;
        lowest = lowest == 0 ? level : std::min(lowest, level);
    }
    return lowest;
}

} // namespace

Result<IdTokenClaims> readClaims(const QJsonObject& all)
{
    IdTokenClaims claims;
    claims.all = all;
    claims.issuer = textMember(all, "iss");
    if (claims.issuer.isEmpty())
        return badClaim("iss");
    if (!all.value("sub"_L1).isString())
        return badClaim("sub");
    claims.subject = textMember(all, "sub");
    claims.audience = readAudience(all.value("aud"_L1));
    if (claims.audience.isEmpty())
        return badClaim("aud");

    const auto expiresAt = readDate(all.value("exp"_L1));
    if (!expiresAt)
        return badClaim("exp");
    claims.expiresAt = *expiresAt;
    const auto issuedAt = readDate(all.value("iat"_L1));
    if (!issuedAt)
        return badClaim("iat");
    claims.issuedAt = *issuedAt;
    claims.authenticatedAt = readDate(all.value("auth_time"_L1));
    if (all.contains("auth_time"_L1) && !claims.authenticatedAt)
        return badClaim("auth_time");

    claims.nonce = textMember(all, "nonce");
    claims.acr = textMember(all, "acr");
    claims.methods = listMember(all, "amr");
    claims.authenticationLevel = readLevel(all.value("authentication_assurance_level"_L1));
    claims.identityLevel = readIdentityLevel(all);
    claims.sessionId = textMember(all, "sid");
    return claims;
}

Result<IdTokenClaims> readKeptIdToken(const Secret& token)
{
    const auto parts = token.view().toByteArray().split('.');
    if (parts.size() != 3)
        return badClaim("the token");
    LY_TRY(const QByteArray payload, fromBase64Url(parts.at(1)));
    const auto all = parseJsonObject(payload);
    if (!all)
        return badClaim("the payload");
    return readClaims(*all);
}

} // namespace lanyard::oidc
