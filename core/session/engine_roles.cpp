// SPDX-License-Identifier: MIT
#include "core/identity/context_builder.h"
#include "core/session/engine_line.h"

#include <algorithm>
#include <utility>

/// Under which role the person acts. The rest of Engine is in engine.cpp.

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

bool hasRole(const identity::Context& context, const QByteArray& roleId)
{
    return std::any_of(context.roles.begin(), context.roles.end(), [&](const auto& role) {
        return role.id == roleId;
    });
}

} // namespace

Pending Engine::selectRole(RoleChoice choice, Requester by, RoleCompletion done)
{
    return answerOrJoin(chooseRole(choice, by), std::move(done));
}

/// True when the role is in force; false when the person is on the way to the provider for it.
Result<bool> Engine::chooseRole(const RoleChoice& choice, const Requester& by)
{
    LY_CHECK(checkServing());
    const identity::Context& context = *m_snapshot.context;
    if (!choice.contextId.isEmpty() && choice.contextId != context.id)
        return fail(
            Fault::AccessDenied, "session.context_changed", u"another context is in force"_s);
    if (!hasRole(context, choice.roleId))
        return fail(Fault::AccessDenied,
            "identity.role_unknown",
            u"the role that was asked for is not one of this person's"_s);
    if (m_errand && m_errand->purpose == Purpose::RoleSwitch && m_errand->roleId == choice.roleId)
        return false;
    if (context.role && context.role->id == choice.roleId)
        return true;
    LY_CHECK(checkNoErrand());
    if (m_policy.environment.roleSelection == policy::RoleSelection::Local) {
        LY_TRY(auto next, identity::withRole(context, choice.roleId, m_rules, m_edges.clock.now()));
        LY_CHECK(recordRole(next, by, choice.roleId));
        putInForce(std::move(next));
        return true;
    }
    if (!choice.mayAsk)
        return fail(Fault::AccessDenied,
            "session.interaction_required",
            u"the provider changes the role, in the browser"_s);
    LY_CHECK(checkMayOpen(by));
    ErrandInHand errand;
    errand.roleId = choice.roleId;
    errand.by = by;
    setOut(std::move(errand));
    return m_errand == nullptr;
}

/// The lock of the stored entry is held. From here on there is no way back: it is on record, and
/// the new tokens are being stored.
Result<Renewal::Replacement> Engine::commitErrand(int serial)
{
    if (!m_errand || !m_errand->received || serial != m_errandSerial)
        return fail(Fault::Cancelled, "session.errand_cancelled", u"it is not wanted any more"_s);
    LY_CHECK(recordRole(*m_errand->context, m_errand->by, m_errand->roleId));
    TokenSet tokens = *std::exchange(m_errand->received, std::nullopt);
    const auto& claims = tokens.idToken.claims();
    const auto& before = *m_line->renewal.record();
    if (!isSameProviderSession(claims, m_line->renewal.claims()))
        m_replacedToken = Secret(before.refreshToken.view());
    TokenRecord record = copyOf(before);
    record.refreshToken = Secret(tokens.refreshToken.view());
    record.isAsked = false; // The grant before may have been; this one is new.
    record.idToken = Secret(tokens.idToken.raw().view());
    record.authenticatedAt = claims.authenticatedAt.value_or(claims.issuedAt);
    record.lastActivity = m_edges.clock.now();
    m_nextContext = std::exchange(m_errand->context, std::nullopt);
    m_replacing = std::move(m_step);
    return Renewal::Replacement{std::move(record),
        claims,
        std::make_shared<const AudienceToken>(
            AudienceToken{std::move(tokens.accessToken), tokens.expiresAt, tokens.scope})};
}

void Engine::errandReplaced(const Result<>& replaced)
{
    if (!replaced) {
        handle(Failed{replaced.error()});
        return;
    }
    m_line->ending.revoke(std::exchange(m_replacedToken, {}), m_snapshot.subject());
    noteEndOfTokens();
    putInForce(*std::exchange(m_nextContext, std::nullopt));
    returned();
}

Result<> Engine::recordRole(
    const identity::Context& context, const Requester& by, const QByteArray& asked) const
{
    Snapshot next = m_snapshot;
    next.context = std::make_shared<const identity::Context>(context);
    audit::Event event;
    const bool isAgain = m_errand && m_errand->purpose == Purpose::SignInAgain;
    event.kind = isAgain ? audit::Kind::SignedInAgain : audit::Kind::RoleChanged;
    event.subject = next.subject();
    event.app = by.app;
    event.correlationId = by.correlationId;
    event.facts = {{u"asked_for"_s, QString::fromUtf8(asked)},
        {u"role_before"_s, QString::fromUtf8(m_snapshot.subject().roleId)},
        {u"context_before"_s, QString::fromUtf8(m_snapshot.contextId())}};
    return m_edges.trail.record(event);
}

/// Nothing of the context before is served from here on (design.md §6.6).
void Engine::putInForce(identity::Context context)
{
    if (m_snapshot.context->emergency && !context.emergency)
        recordEmergencyEnd(m_snapshot, "context", {});
    context.expiresAt = m_snapshot.absoluteEndsAt;
    if (const auto& record = m_line->renewal.record()) // A cohort may end it sooner.
        context.expiresAt =
            std::min(context.expiresAt, limitsFor(*record, context.limits).absolute.wall);
    if (context.emergency)
        context.expiresAt = std::min(context.expiresAt, context.emergency->endsAt);
    m_snapshot.context = std::make_shared<const identity::Context>(std::move(context));
    m_vault.clear(); // Its answers name the context they were given under.
    endElevations(
        fail(Fault::AccessDenied, "session.context_changed", u"another context is in force"_s)
            .value());
    Q_EMIT changed();
    reviewLimits();
    watchReview();
}

} // namespace lanyard::session
