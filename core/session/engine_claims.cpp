// SPDX-License-Identifier: MIT
#include "core/base/log.h"
#include "core/identity/context_builder.h"
#include "core/session/engine_line.h"

#include <utility>

/// What the provider, roles.json or the calendar changes of what a person may do while signed in. The
/// rest of Engine is in engine.cpp.

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

/// The ID token's claims, with the level that a refreshed one left out: it is as it was.
QJsonObject inForce(const oidc::IdTokenClaims& claims)
{
    QJsonObject all = claims.all;
    if (claims.identityLevel > 0) {
        all.insert(u"id_assurance_level"_s, claims.identityLevel);
        all.remove(u"idassurancelevel"_s);
    }
    return all;
}

} // namespace

/// A reading that began under another context says nothing of this one.
void Engine::claimsRead(const ClaimsRead& read)
{
    if (!m_snapshot.context || m_nextContext || read.contextId != m_snapshot.contextId())
        return;
    const identity::Context& before = *m_snapshot.context;
    const bool isChosenHere =
        m_policy.environment.roleSelection == policy::RoleSelection::Local && before.role;
    auto next = identity::readAgain(before,
        {inForce(read.claims),
            read.userinfo,
            m_edges.clock.now(),
            before.expiresAt,
            isChosenHere ? before.role->id : QByteArray()},
        m_rules);
    if (!next) {
        lost(std::move(next).error());
        return;
    }
    changeContext(std::move(*next), "claims");
    watchReview();
}

/// What is lost is lost at once, on record or not. What is gained is on record first (design.md
/// §6.9); while it cannot be, the rest counts, and the next reading tries again.
void Engine::changeContext(identity::Context next, const QByteArray& because)
{
    const identity::Context& before = *m_snapshot.context;
    const auto change = changeBetween(before, next);
    if (change.what.isEmpty()) {
        reviewNextAt(next.reviewAt);
        return;
    }
    const auto recorded = recordChange(next, change, because);
    if (recorded || !change.raises) {
        putInForce(std::move(next));
        return;
    }
    next = withoutGains(before, std::move(next));
    const auto rest = changeBetween(before, next);
    if (rest.what.isEmpty()) {
        reviewNextAt(next.reviewAt);
        return;
    }
    (void)recordChange(next, rest, because); // It says itself why not.
    putInForce(std::move(next));
}

/// Nothing that anybody is told of.
void Engine::reviewNextAt(std::optional<Instant> when)
{
    if (when == m_snapshot.context->reviewAt)
        return;
    auto same = std::make_shared<identity::Context>(*m_snapshot.context);
    same->reviewAt = when;
    m_snapshot.context = std::move(same);
}

Result<> Engine::recordChange(
    const identity::Context& next, const ContextChange& change, const QByteArray& because) const
{
    Snapshot then = m_snapshot;
    then.context = std::make_shared<const identity::Context>(next);
    audit::Event event;
    event.kind = change.raises ? audit::Kind::PrivilegesGained : audit::Kind::PrivilegesChanged;
    event.subject = then.subject();
    event.facts = factsOf(change, *m_snapshot.context, because);
    auto recorded = m_edges.trail.record(event);
    if (!recorded)
        qCCritical(logSession) << "audit:" << recorded.error().code << recorded.error().reference;
    return recorded;
}

} // namespace lanyard::session
