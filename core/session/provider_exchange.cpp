// SPDX-License-Identifier: MIT
#include "core/oidc/granted_scope.h"
#include "core/oidc/token_request.h"
#include "core/oidc/token_response.h"
#include "core/oidc/userinfo.h"
#include "core/session/provider_operation.h"
#include "core/session/provider_operations.h"

#include <optional>

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

oidc::UserinfoForm userinfoFormOf(const policy::Environment& environment)
{
    return environment.signedUserinfo ? oidc::UserinfoForm::Signed : oidc::UserinfoForm::Plain;
}

/// Code to tokens, ID token, scopes, userinfo: all, or an error.
class Exchange final : public Operation<TokenSet>
{
public:
    Exchange(Provider::Core& core, Secret code, SignInRequest request, Completion done)
        : Operation(core, std::move(done))
        , m_code(std::move(code))
        , m_request(std::move(request))
    {
    }

private:
    void discovered() override
    {
        // First the keys: were they out of reach, the code would be spent for nothing.
        wantKeys([this] {
            post(metadata().token,
                oidc::codeExchangeForm(m_code, m_request.redirectUri, m_request.codeVerifier),
                [this](const net::HttpReply& reply) { answered(reply); });
        });
    }

    void answered(const net::HttpReply& reply)
    {
        auto tokens = oidc::readTokenResponse(answerIn(reply));
        if (!tokens)
            return finish(tl::unexpected(std::move(tokens).error()));
        m_tokens = std::move(*tokens);
        m_expiresAt = endOf(m_tokens.lifetime);
        judge();
    }

    void judge()
    {
        if (const auto skew = core().theirs.check(Provider::toleratedSkew); !skew)
            return finish(tl::unexpected(skew.error()));
        auto identity = validated();
        if (!identity && identity.error().code == "jws.unknown_key" && core().keys.mayRefetch())
            return wantNewerKeys([this] { judge(); });
        if (!identity)
            return finish(tl::unexpected(std::move(identity).error()));
        m_identity = std::move(*identity);
        if (const auto granted = oidc::checkGranted(m_tokens.scope, m_request.requiredScopes);
            !granted)
            return finish(tl::unexpected(granted.error()));
        readUserinfo();
    }

    Result<oidc::ValidatedIdToken> validated() const
    {
        if (m_tokens.idToken.isEmpty())
            return fail(Fault::Malformed, "token.id_token", u"no ID token came"_s);
        return oidc::validateIdToken(m_tokens.idToken.view(),
            m_tokens.accessToken,
            keys(),
            m_request.idToken,
            {core().theirs.now(), core().clock.uptime() - m_request.madeAt});
    }

    void readUserinfo()
    {
        if (metadata().userinfo.isEmpty())
            return finish(complete({}));
        get(metadata().userinfo, m_tokens.accessToken, [this](const net::HttpReply& reply) {
            auto claims = oidc::readUserinfo(answerIn(reply),
                keys(),
                {parties(), m_identity->claims().subject, userinfoFormOf(core().environment)},
                core().theirs.now());
            if (!claims)
                return finish(tl::unexpected(std::move(claims).error()));
            finish(complete(std::move(*claims)));
        });
    }

    TokenSet complete(QJsonObject userinfo)
    {
        return {std::move(m_tokens.accessToken),
            m_expiresAt,
            std::move(m_tokens.refreshToken),
            m_tokens.scope.isEmpty() ? m_request.scope : m_tokens.scope,
            std::move(*m_identity),
            std::move(userinfo)};
    }

    Secret m_code;
    SignInRequest m_request;
    oidc::TokenResponse m_tokens;
    Instant m_expiresAt;
    std::optional<oidc::ValidatedIdToken> m_identity;
};

class Userinfo final : public Operation<QJsonObject>
{
public:
    Userinfo(Provider::Core& core, const Secret& accessToken, QByteArray subject, Completion done)
        : Operation(core, std::move(done))
        , m_accessToken(accessToken.view())
        , m_subject(std::move(subject))
    {
    }

private:
    void discovered() override
    {
        if (metadata().userinfo.isEmpty())
            return finish(fail(Fault::Misconfigured,
                "userinfo.unsupported",
                u"the provider has no userinfo endpoint"_s));
        wantKeys([this] { ask(); });
    }

    void ask()
    {
        get(metadata().userinfo, m_accessToken, [this](const net::HttpReply& reply) {
            auto claims = oidc::readUserinfo(answerIn(reply),
                keys(),
                {parties(), m_subject, userinfoFormOf(core().environment)},
                core().theirs.now());
            // New keys: ask once more, now that the answer can be read.
            if (!claims && claims.error().code == "jws.unknown_key" && core().keys.mayRefetch())
                return wantNewerKeys([this] { ask(); });
            finish(std::move(claims));
        });
    }

    Secret m_accessToken;
    QByteArray m_subject;
};

} // namespace

OperationPtr makeExchange(
    Provider::Core& core, Secret code, SignInRequest request, Provider::ExchangeCompletion done)
{
    return std::make_unique<Exchange>(core, std::move(code), std::move(request), std::move(done));
}

OperationPtr makeUserinfo(Provider::Core& core,
    const Secret& accessToken,
    QByteArray subject,
    Provider::UserinfoCompletion done)
{
    return std::make_unique<Userinfo>(core, accessToken, std::move(subject), std::move(done));
}

} // namespace lanyard::session
