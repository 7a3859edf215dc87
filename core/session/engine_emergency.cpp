// SPDX-License-Identifier: MIT
#include "core/audit/record.h"
#include "core/session/emergency.h"
#include "core/session/engine_line.h"

#include <algorithm>
#include <utility>

/// Break-glass. The rest of Engine is in engine.cpp.

namespace lanyard::session {

using namespace Qt::StringLiterals;

EmergencyOffer Engine::emergencyOffer() const
{
    if (!std::holds_alternative<SignedIn>(m_state))
        return {};
    return emergencyOfferOf(m_policy.emergency, *m_snapshot.context);
}

Result<> Engine::startEmergency(const EmergencyRequest& request, const Requester& by)
{
    auto begun = beginEmergency(request, by);
    if (!begun && by.app.isEmpty()) // What a program is refused, its connection puts on record.
        record(audit::Kind::EmergencyRefused, begun.error());
    return begun;
}

/// Only what is on record is in force (design.md §6.9). The provider has no part in it.
Result<> Engine::beginEmergency(const EmergencyRequest& request, const Requester& by)
{
    LY_CHECK(checkServing());
    LY_CHECK(checkEmergency(request, emergencyOffer(), *m_snapshot.context));
    const auto until = Deadline::after(Moment::of(m_edges.clock), m_policy.emergency.duration);
    identity::Context next = inEmergency(*m_snapshot.context,
        request,
        m_edges.clock.now(),
        std::min(until.wall, m_snapshot.absoluteEndsAt));
    LY_CHECK(recordEmergency(next, request, by));
    m_emergencyUntil = until;
    goOnUnder(std::move(next));
    watchEmergency();
    return {};
}

Result<> Engine::recordEmergency(
    const identity::Context& context, const EmergencyRequest& request, const Requester& by) const
{
    Snapshot next = m_snapshot;
    next.context = std::make_shared<const identity::Context>(context);
    audit::Event event;
    event.kind = audit::Kind::EmergencyStarted;
    event.subject = next.subject();
    event.app = by.app;
    event.correlationId = by.correlationId;
    event.facts = {{u"reference"_s, QString::fromLatin1(context.emergency->reference)},
        {u"permission"_s, QString::fromLatin1(context.emergency->permission)},
        {u"reason_code"_s, QString::fromLatin1(context.emergency->reasonCode)},
        {u"ends_at"_s, audit::toText(context.emergency->endsAt)},
        {u"context_before"_s, QString::fromUtf8(m_snapshot.contextId())}};
    event.note = request.reason;
    return m_edges.trail.record(event);
}

void Engine::endEmergency(const Requester& by)
{
    stopEmergency("asked", by);
}

/// Ending always proceeds, on record or not.
void Engine::stopEmergency(const char* why, const Requester& by)
{
    if (!m_snapshot.context || !m_snapshot.context->emergency)
        return;
    recordEmergencyEnd(m_snapshot, why, by);
    identity::Context next = afterEmergency(*m_snapshot.context, m_edges.clock.now());
    next.expiresAt = m_snapshot.absoluteEndsAt;
    goOnUnder(std::move(next));
}

void Engine::recordEmergencyEnd(const Snapshot& was, const char* why, const Requester& by)
{
    m_emergencyEnd = {};
    audit::Event event;
    event.kind = audit::Kind::EmergencyEnded;
    event.subject = was.subject();
    event.app = by.app;
    event.correlationId = by.correlationId;
    event.facts = {{u"reference"_s, QString::fromLatin1(was.context->emergency->reference)},
        {u"why"_s, QString::fromLatin1(why)}};
    write(event);
}

/// Person, role and organisation are who they were, so their tokens serve on: in an outage there
/// would be no others. A step-up is bound to the context before.
void Engine::goOnUnder(identity::Context context)
{
    m_snapshot.context = std::make_shared<const identity::Context>(std::move(context));
    m_vault.carryOver(m_snapshot.contextId());
    endElevations(
        fail(Fault::AccessDenied, "session.context_changed", u"another context is in force"_s)
            .value());
    Q_EMIT changed();
}

void Engine::watchEmergency()
{
    m_emergencyEnd = {};
    if (!m_snapshot.context || !m_snapshot.context->emergency)
        return;
    const auto left = m_emergencyUntil.left(Moment::of(m_edges.clock));
    // At most a minute: a wall clock that is set forward is noticed.
    m_emergencyEnd =
        m_edges.clock.after(std::min<Milliseconds>(left, std::chrono::minutes{1}), [this] {
            endWhatIsOver();
            watchEmergency();
        });
}

/// Timers stand still while the computer sleeps: this is looked at before anything is served.
void Engine::endEmergencyThatIsOver()
{
    if (m_emergencyUntil.passed(Moment::of(m_edges.clock)))
        stopEmergency("time", {});
}

void Engine::reviewEmergency()
{
    if (!m_policy.emergency.isAllowed)
        stopEmergency("policy", {});
}

} // namespace lanyard::session
