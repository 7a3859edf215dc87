// SPDX-License-Identifier: MIT
#include "core/base/kill_point.h"
#include "core/session/engine.h"
#include "core/session/engine_line.h"

#include <algorithm>
#include <utility>

namespace lanyard::session {

using namespace Qt::StringLiterals;

Pending Engine::token(TokenRequest request, TokenCompletion done)
{
    const auto later = [&](Result<TokenGrant> answer) {
        return m_edges.clock.after(Milliseconds{0},
            [done = std::move(done),
                answer = std::make_shared<Result<TokenGrant>>(std::move(answer))] {
                done(std::move(*answer));
            });
    };
    auto asked = admit(std::move(request));
    if (!asked)
        return later(tl::unexpected<Error>(std::move(asked).error()));
    const TokenRequest& wanted = asked->request;
    const auto elevated = asked->elevated.lock();
    TokenVault& vault = elevated ? elevated->vault() : m_vault;
    if (auto kept = vault.find(wanted.audience, wanted.scope, wanted.minValid, m_edges.clock.now()))
        return later(std::move(*kept));

    const Want want = asked->want;
    const QByteArray contextId = asked->contextId;
    auto had = [this, asked = std::move(*asked), done = std::move(done)](
                   const Result<Renewal::Token>& answer) { done(grantFor(asked, answer)); };
    if (elevated)
        return elevated->request(want, contextId, std::move(had));
    return want.platform ? m_line->platform.request(want, contextId, std::move(had))
                         : m_line->renewal.request(want, std::move(had));
}

/// What can be said before the provider is asked.
Result<Engine::Asked> Engine::admit(TokenRequest request)
{
    LY_CHECK(checkServing());
    const auto& context = m_snapshot.context;
    if (!request.contextId.isEmpty() && request.contextId != context->id)
        return fail(
            Fault::AccessDenied, "session.context_changed", u"another context is in force"_s);
    Asked asked{{}, {}, context->id, m_policyVersion};
    if (const auto enough = checkAssurance(request, context->assurance, sessionNow()); !enough) {
        const auto elevated = elevatedFor(request.app, request.acr, request.maxAge);
        if (!elevated)
            return tl::unexpected<Error>(enough.error());
        asked.isElevated = true;
        asked.elevated = elevated;
    }
    LY_TRY(asked.want, readWant(request, m_policy.environment));
    asked.request = std::move(request);
    return asked;
}

/// When a token that has just been had is served no more.
Instant Engine::endOf(const Asked& asked, Instant expiresAt) const
{
    const auto limit = m_policy.environment.audiences.value(asked.request.audience).tokenLimit;
    if (limit.count() > 0)
        expiresAt = std::min<Instant>(expiresAt, m_edges.clock.now() + limit);
    const auto elevated = asked.elevated.lock();
    return elevated ? std::min(expiresAt, elevated->by().elevation.endsAt) : expiresAt;
}

/// What was true when the token was asked for may not be when it comes.
Result<TokenGrant> Engine::grantFor(const Asked& asked, const Result<Renewal::Token>& answer)
{
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    LY_CHECK(checkServing());
    if (m_snapshot.contextId() != asked.contextId) // Rule 6: never under an old context.
        return fail(Fault::AccessDenied,
            "session.context_changed",
            u"the context changed while the token was renewed"_s);
    const auto elevated = asked.elevated.lock();
    if (asked.isElevated && !elevated)
        return fail(Fault::AccessDenied,
            "session.elevation_required",
            u"the step-up that this was asked under is over"_s);
    const Renewal::Token& token = *answer;
    LY_CHECK(checkGranted(asked.request, asked.want, token->scope, m_policy.environment));
    TokenGrant grant{std::shared_ptr<const Secret>(token, &token->accessToken),
        "Bearer",
        endOf(asked, token->expiresAt),
        token->scope,
        asked.contextId};
    if (asked.policyVersion == m_policyVersion) // Another policy may map the audience otherwise.
        (elevated ? elevated->vault() : m_vault)
            .keep(asked.request.audience, asked.request.scope, grant, m_edges.clock.now());
    killPoint(KillPoint::TokenKept);
    return grant;
}

/// Whether somebody is signed in, and within the limits.
Result<> Engine::checkServing()
{
    endWhatIsOver();
    if (std::holds_alternative<SignedIn>(m_state))
        return {};
    return tl::unexpected<Error>(whyNotServed());
}

Error Engine::whyNotServed() const
{
    if (m_snapshot.phase == Phase::Paused)
        return fail(Fault::AccessDenied, "session.paused", u"the computer is locked or left"_s)
            .value();
    return fail(Fault::AccessDenied, "session.signed_out", u"nobody is signed in"_s).value();
}

} // namespace lanyard::session
