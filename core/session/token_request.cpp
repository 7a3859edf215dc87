// SPDX-License-Identifier: MIT
#include "core/session/token_request.h"

#include "core/oidc/acr.h"

#include <QSet>

#include <algorithm>

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

QSet<QByteArray> words(const QByteArray& list)
{
    const auto parts = list.split(' ');
    QSet<QByteArray> set(parts.begin(), parts.end());
    set.remove({});
    return set;
}

/// Past every level where `acr` is not one of CIS2's classes: nothing is known to satisfy it.
int neededFor(const QByteArray& acr)
{
    constexpr int unknown = 99;
    const int level = oidc::leastLevelOf(acr);
    return level > 0 ? level : unknown;
}

} // namespace

Result<Want> readWant(const TokenRequest& request, const policy::Environment& environment)
{
    const auto found = environment.audiences.constFind(request.audience);
    if (found == environment.audiences.constEnd())
        return fail(
            Fault::AccessDenied, "session.audience_unknown", u"policy does not map the audience"_s);
    const policy::Audience& audience = *found;
    const QByteArray scope = request.scope.isEmpty() ? audience.scope : request.scope;
    if (!words(audience.scope).contains(words(scope)))
        return fail(
            Fault::AccessDenied, "session.scope", u"more scope than policy gives the audience"_s);
    const QByteArray resource = audience.resource.isEmpty() ? request.audience : audience.resource;

    Want want{request.audience, request.scope, {}};
    const bool isExchanged = audience.method == policy::AudienceMethod::Exchange
        || audience.method == policy::AudienceMethod::NhsApi;
    if (isExchanged && environment.live && !environment.directExemption)
        return fail(Fault::AccessDenied,
            "session.live_exchange",
            u"a live issuer's tokens are not exchanged on the desktop"_s);
    switch (audience.method) {
    case policy::AudienceMethod::Scope:
        want.target.scope = scope;
        break;
    case policy::AudienceMethod::Resource:
        want.target.resource = resource;
        want.target.scope = scope;
        break;
    case policy::AudienceMethod::Exchange:
        want.exchange = ExchangeTarget{ExchangeTarget::Subject::AccessToken, resource, {}, scope};
        break;
    case policy::AudienceMethod::NhsApi:
        want.platform = PlatformTarget{audience.tokenUrl,
            audience.clientId,
            audience.clientKeyFile,
            audience.clientKeyId,
            audience.clientSecretFile};
        break;
    }
    return want;
}

Result<> checkGranted(const TokenRequest& request,
    const Want& want,
    const QByteArray& scope,
    const policy::Environment& environment)
{
    LY_TRY(const Want now, readWant(request, environment));
    if (!want.isForWhom(now))
        return fail(Fault::ProviderBusy,
            "session.audience_moved",
            u"policy has the audience from elsewhere now: ask again"_s);
    if (words(scope).contains("openid"))
        return fail(Fault::Misconfigured,
            "session.userinfo_token",
            u"the provider did not narrow the token: it reads userinfo"_s);
    return {};
}

Result<> checkAssurance(
    const TokenRequest& request, const identity::Assurance& assurance, Instant now)
{
    if (!request.acr.isEmpty() && assurance.authentication < neededFor(request.acr))
        return fail(Fault::AccessDenied,
            "session.elevation_required",
            u"the sign-in was not strong enough"_s);
    if (request.maxAge && assurance.authenticatedAt + *request.maxAge < now)
        return fail(Fault::AccessDenied, "session.elevation_required", u"the sign-in is too old"_s);
    return {};
}

Result<> checkLevels(const policy::Environment& environment, const identity::Assurance& assurance)
{
    const int authentication =
        std::max(environment.minimumAuthenticationLevel, oidc::leastLevelOf(environment.acrValues));
    if (assurance.authentication < authentication
        || assurance.identity < environment.minimumIdentityLevel)
        return fail(Fault::AccessDenied,
            "session.assurance_raised",
            u"policy asks for a stronger sign-in than this one was"_s);
    return {};
}

} // namespace lanyard::session
