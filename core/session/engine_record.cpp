// SPDX-License-Identifier: MIT
#include "core/base/log.h"
#include "core/session/engine_line.h"

#include <utility>

/// What of it is put on record. The rest of Engine is in engine.cpp.

namespace lanyard::session {

namespace {

/// What is said of going from `before` to `now`; nothing where the rest of Engine has said it.
std::optional<audit::Kind> kindOf(const State& before, const State& now, bool isForAReason)
{
    const bool isOut = std::holds_alternative<SignedOut>(now);
    if (limitsOf(now) != nullptr || before.index() == now.index())
        return std::nullopt; // A pause is told by the desktop's event.
    if (limitsOf(before) != nullptr)
        return isOut ? audit::Kind::SignedOut : audit::Kind::SessionEnded;
    if (std::holds_alternative<Resuming>(before))
        return isOut && !isForAReason ? audit::Kind::SignedOut : audit::Kind::SessionEnded;
    if (isSigningIn(before) && isOut)
        return isForAReason ? audit::Kind::SignInFailed : audit::Kind::SignInCancelled;
    return std::nullopt;
}

} // namespace

/// Ending and refusing always proceed, on record or not (rule 9 asks that they be noticed).
void Engine::recordTransition(const State& before, const Snapshot& was, const Requester& by) const
{
    const auto kind = kindOf(before, m_state, m_snapshot.reason.has_value());
    if (!kind)
        return;
    audit::Event event;
    event.kind = *kind;
    event.subject = was.subject();
    event.app = by.app;
    event.correlationId = by.correlationId;
    event.error = m_snapshot.reason;
    const auto& record = m_line->renewal.record();
    if (std::holds_alternative<Resuming>(before) && record)
        event.subject.sessionId = record->sessionId;
    write(event);
}

void Engine::record(audit::Kind kind, std::optional<Error> error) const
{
    audit::Event event;
    event.kind = kind;
    event.subject = m_snapshot.subject();
    event.error = std::move(error);
    write(event);
}

Result<> Engine::recordRequest(const Requester& by) const
{
    audit::Event event;
    event.kind = audit::Kind::SignInRequested;
    event.subject = m_snapshot.subject();
    event.app = by.app;
    event.correlationId = by.correlationId;
    return m_edges.trail.record(event);
}

void Engine::write(const audit::Event& event) const
{
    if (const auto written = m_edges.trail.record(event); !written)
        qCCritical(logSession) << "audit:" << written.error().code << written.error().reference;
}

} // namespace lanyard::session
