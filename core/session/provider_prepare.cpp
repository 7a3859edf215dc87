// SPDX-License-Identifier: MIT
#include "core/base/random.h"
#include "core/oidc/acr.h"
#include "core/oidc/authorization_request.h"
#include "core/oidc/granted_scope.h"
#include "core/oidc/pkce.h"
#include "core/session/provider_operation.h"
#include "core/session/provider_operations.h"

#include <algorithm>

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

const QByteArray& chosen(const QByteArray& asked, const QByteArray& byPolicy)
{
    return asked.isEmpty() ? byPolicy : asked;
}

/// Fills what the caller left open from the environment.
SignInParameters completed(SignInParameters asked, const policy::Environment& environment)
{
    asked.scope = chosen(asked.scope, environment.scope);
    asked.acrValues = chosen(asked.acrValues, environment.acrValues);
    asked.prompt = chosen(asked.prompt, environment.prompt);
    if (!asked.maxAge && environment.maxAge > std::chrono::seconds{0})
        asked.maxAge = environment.maxAge;
    // What acr_values asks for is demanded too: a gateway may have dropped the parameter.
    asked.minimumAuthenticationLevel = std::max({asked.minimumAuthenticationLevel,
        environment.minimumAuthenticationLevel,
        oidc::leastLevelOf(asked.acrValues)});
    asked.minimumIdentityLevel =
        std::max(asked.minimumIdentityLevel, environment.minimumIdentityLevel);
    if (asked.requiredScopes.isEmpty()) {
        asked.requiredScopes = oidc::scopesIn(asked.scope);
        asked.requiredScopes.removeAll("offline_access");
    }
    return asked;
}

Result<> checkParameters(const SignInParameters& parameters)
{
    if (parameters.redirectUri.isEmpty())
        return fail(Fault::Misconfigured, "sign_in.parameters", u"no redirect URI"_s);
    if (!oidc::scopesIn(parameters.scope).contains("openid"))
        return fail(Fault::Misconfigured, "sign_in.parameters", u"the scope lacks openid"_s);
    return {};
}

class Metadata final : public Operation<std::shared_ptr<const oidc::ProviderMetadata>>
{
public:
    using Operation::Operation;

private:
    void discovered() override
    {
        finish(std::make_shared<const oidc::ProviderMetadata>(metadata()));
    }
};

class Prepare final : public Operation<SignInRequest>
{
public:
    Prepare(Provider::Core& core, SignInParameters parameters, Completion done)
        : Operation(core, std::move(done))
        , m_parameters(completed(std::move(parameters), core.environment))
    {
    }

private:
    void discovered() override { finish(made()); }

    Result<SignInRequest> made() const
    {
        LY_CHECK(checkParameters(m_parameters));
        LY_CHECK(core().theirs.check(Provider::toleratedSkew));

        SignInRequest request;
        request.codeVerifier = Secret(randomToken());
        request.redirectUri = m_parameters.redirectUri;
        request.redirect = {randomToken(), metadata().issuer, metadata().issuerInResponse};
        request.requiredScopes = m_parameters.requiredScopes;
        request.scope = m_parameters.scope;
        request.madeAt = core().clock.uptime();
        request.idToken = expectation();
        request.url = address(request);
        return request;
    }

    [[nodiscard]] oidc::IdTokenExpectation expectation() const
    {
        return {.parties = parties(),
            .nonce = randomToken(),
            .maxAge = m_parameters.maxAge,
            .freshLogin = oidc::scopesIn(m_parameters.prompt).contains("login"),
            .minimumAuthenticationLevel = m_parameters.minimumAuthenticationLevel,
            .minimumIdentityLevel = m_parameters.minimumIdentityLevel,
            .acrValues = oidc::leastLevelOf(m_parameters.acrValues) > 0
                ? QByteArrayList()
                : oidc::scopesIn(m_parameters.acrValues),
            .subject = m_parameters.samePerson};
    }

    [[nodiscard]] QUrl address(const SignInRequest& request) const
    {
        return oidc::authorizationUrl(metadata().authorization,
            {.clientId = core().environment.clientId,
                .redirectUri = request.redirectUri,
                .scope = m_parameters.scope,
                .state = request.redirect.state,
                .nonce = request.idToken.nonce,
                .codeChallenge = oidc::codeChallenge(request.codeVerifier.view()),
                .acrValues = m_parameters.acrValues,
                .maxAge = m_parameters.maxAge,
                .prompt = m_parameters.prompt,
                .loginHint = m_parameters.loginHint,
                .resources = m_parameters.resources});
    }

    SignInParameters m_parameters;
};

} // namespace

OperationPtr makeMetadata(Provider::Core& core, Provider::MetadataCompletion done)
{
    return std::make_unique<Metadata>(core, std::move(done));
}

OperationPtr makePrepare(
    Provider::Core& core, SignInParameters parameters, Provider::PrepareCompletion done)
{
    return std::make_unique<Prepare>(core, std::move(parameters), std::move(done));
}

} // namespace lanyard::session
