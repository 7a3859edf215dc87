// SPDX-License-Identifier: MIT
#include "core/base/kill_point.h"
#include "core/oidc/granted_scope.h"
#include "core/oidc/revocation_request.h"
#include "core/oidc/token_request.h"
#include "core/oidc/token_response.h"
#include "core/session/provider_operation.h"
#include "core/session/provider_operations.h"

#include <optional>

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

using Identity = Result<std::optional<oidc::ValidatedIdToken>>;

class Refresh final : public Operation<RefreshedTokens>
{
public:
    Refresh(Provider::Core& core,
        const Secret& refreshToken,
        RefreshTarget target,
        oidc::IdTokenClaims previous,
        Completion done)
        : Operation(core, std::move(done))
        , m_refreshToken(refreshToken.view())
        , m_target(std::move(target))
        , m_previous(std::move(previous))
    {
    }

private:
    void discovered() override
    {
        // First the keys: once the answer is here, nothing may stand between it and its keeping.
        wantKeys([this] {
            post(metadata().token,
                oidc::refreshForm(m_refreshToken, {m_target.scope, m_target.resource}),
                [this](const net::HttpReply& reply) { answered(reply); });
        });
    }

    void answered(const net::HttpReply& reply)
    {
        killPoint(KillPoint::AnswerReceived);
        auto tokens = oidc::readTokenResponse(answerIn(reply));
        if (!tokens)
            return finish(tl::unexpected(std::move(tokens).error()));
        auto identity = judged(*tokens);
        finish(RefreshedTokens{std::move(tokens->accessToken),
            endOf(tokens->lifetime),
            tokens->scope.isEmpty() ? scopeInSilence() : tokens->scope,
            std::move(tokens->refreshToken),
            std::move(identity)});
    }

    /// RFC 6749 §6: what was asked for; where nothing was, all that the person had granted.
    [[nodiscard]] QByteArray scopeInSilence() const
    {
        return m_target.scope.isEmpty() ? core().environment.scope : m_target.scope;
    }

    Identity judged(const oidc::TokenResponse& tokens)
    {
        LY_CHECK(oidc::checkGranted(tokens.scope, oidc::scopesIn(m_target.scope)));
        if (tokens.idToken.isEmpty()) // OIDC Core §12.2: "might not contain an id_token".
            return std::nullopt;
        LY_CHECK(core().theirs.check(Provider::correctedSkew));
        auto token = oidc::validateRefreshed(tokens.idToken.view(),
            tokens.accessToken,
            keys(),
            parties(),
            m_previous,
            core().theirs.now());
        if (!token && token.error().code == "jws.unknown_key" && core().keys.mayRefetch())
            return keysPending();
        if (!token)
            return tl::unexpected(std::move(token).error());
        return std::move(*token);
    }

    /// Has the new keys fetched behind this operation's back; the next refresh finds them.
    Identity keysPending()
    {
        core().keys.refetch([](const Result<Keys>& /*keys*/) {}).withdraw();
        return fail(Fault::Unreachable,
            "id_token.keys_pending",
            u"the provider signs with new keys, which are being fetched"_s);
    }

    Secret m_refreshToken;
    RefreshTarget m_target;
    oidc::IdTokenClaims m_previous;
};

class ExchangeFor final : public Operation<AudienceToken>
{
public:
    ExchangeFor(
        Provider::Core& core, const Secret& subjectToken, ExchangeTarget target, Completion done)
        : Operation(core, std::move(done))
        , m_subjectToken(subjectToken.view())
        , m_target(std::move(target))
    {
    }

private:
    void discovered() override
    {
        const auto type = m_target.subject == ExchangeTarget::Subject::IdToken
            ? oidc::TokenType::IdToken
            : oidc::TokenType::AccessToken;
        post(metadata().token,
            oidc::tokenExchangeForm(
                m_subjectToken, {type, m_target.audience, m_target.resource, m_target.scope}),
            [this](const net::HttpReply& reply) { finish(read(reply)); });
    }

    Result<AudienceToken> read(const net::HttpReply& reply) const
    {
        // A refresh token that comes along is forgotten: the session has the one it needs.
        LY_TRY(auto tokens, oidc::readExchangeResponse(answerIn(reply)));
        LY_CHECK(oidc::checkGranted(tokens.scope, oidc::scopesIn(m_target.scope)));
        return AudienceToken{std::move(tokens.accessToken),
            endOf(tokens.lifetime),
            tokens.scope.isEmpty() ? m_target.scope : tokens.scope};
    }

    Secret m_subjectToken;
    ExchangeTarget m_target;
};

class Revoke final : public Operation<void>
{
public:
    Revoke(Provider::Core& core, const Secret& token, TokenHint hint, Completion done)
        : Operation(core, std::move(done))
        , m_token(token.view())
        , m_hint(hint)
    {
    }

private:
    void discovered() override
    {
        if (metadata().revocation.isEmpty())
            return finish(fail(Fault::Misconfigured,
                "revocation.unsupported",
                u"the provider has no revocation endpoint"_s));
        const auto hint = m_hint == TokenHint::RefreshToken ? oidc::RevocationHint::RefreshToken
                                                            : oidc::RevocationHint::AccessToken;
        post(metadata().revocation,
            oidc::revocationForm(m_token, hint),
            [this](const net::HttpReply& reply) {
                finish(oidc::readRevocationResponse(answerIn(reply)));
            });
    }

    Secret m_token;
    TokenHint m_hint;
};

} // namespace

OperationPtr makeRefresh(Provider::Core& core,
    const Secret& refreshToken,
    RefreshTarget target,
    oidc::IdTokenClaims previous,
    Provider::RefreshCompletion done)
{
    return std::make_unique<Refresh>(
        core, refreshToken, std::move(target), std::move(previous), std::move(done));
}

OperationPtr makeExchangeFor(Provider::Core& core,
    const Secret& subjectToken,
    ExchangeTarget target,
    Provider::AudienceCompletion done)
{
    return std::make_unique<ExchangeFor>(core, subjectToken, std::move(target), std::move(done));
}

OperationPtr makeRevoke(
    Provider::Core& core, const Secret& token, TokenHint hint, Provider::Completion done)
{
    return std::make_unique<Revoke>(core, token, hint, std::move(done));
}

} // namespace lanyard::session
