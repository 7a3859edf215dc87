// SPDX-License-Identifier: MIT
#include "core/identity/context_builder.h"
#include "core/session/engine_line.h"

#include <algorithm>
#include <utility>

/// How long a session may last, and its permissions. The rest of Engine is in engine.cpp.

namespace lanyard::session {

namespace {

/// How often the last input is looked for, and how often a change of it is stored.
constexpr Milliseconds activityInterval = std::chrono::seconds{20};
constexpr Milliseconds lastLook = std::chrono::seconds{1}; ///< Before the idle limit.
constexpr std::chrono::seconds activityGrain{60};

} // namespace

/// A wall clock that was set back does not make an authentication younger.
Instant Engine::sessionNow() const
{
    return std::max(
        m_edges.clock.now(), m_grantedAt.wall + (m_edges.clock.uptime() - m_grantedAt.uptime));
}

/// A limit that passed while nobody looked ends the session before anything else is done.
void Engine::endWhatIsOver()
{
    const auto* const limits = limitsOf(m_state);
    const auto now = Moment::of(m_edges.clock);
    if (limits != nullptr && (limits->idle.passed(now) || limits->absolute.passed(now)))
        handle(Due{});
    endElevationsThatAreOver();
    endEmergencyThatIsOver();
}

Limits Engine::limitsFor(const TokenRecord& record, const identity::SessionLimits& cohort) const
{
    const auto now = Moment::of(m_edges.clock);
    const auto idle = std::min(m_policy.idleLimit, cohort.idle.value_or(m_policy.idleLimit));
    const auto absolute =
        std::min(m_policy.absoluteLimit, cohort.absolute.value_or(m_policy.absoluteLimit));
    const auto end = std::min(record.absoluteEnd, record.signedInAt + absolute);
    return {Deadline::after(now, record.lastActivity + idle - now.wall),
        Deadline::after(now, end - now.wall),
        idle};
}

/// The last input stays where it was; the absolute end can only come nearer.
void Engine::reviewLimits()
{
    const auto* const limits = limitsOf(m_state);
    const auto& record = m_line->renewal.record();
    if (limits == nullptr || !record)
        return;
    const Limits allowed = limitsFor(*record, m_snapshot.context->limits);
    const Milliseconds shift = allowed.idleLimit - limits->idleLimit;
    const Deadline idle{limits->idle.wall + shift, limits->idle.uptime + shift};
    const Limits changed{idle, earlier(limits->absolute, allowed.absolute), allowed.idleLimit};
    if (changed != *limits)
        handle(Limited{changed});
}

/// Whoever is back at work just before the limit is seen in time.
void Engine::watchActivity()
{
    const auto* const limits = limitsOf(m_state);
    if (limits == nullptr)
        return;
    const Milliseconds left = limits->idle.left(Moment::of(m_edges.clock));
    const auto delay = std::clamp(left - lastLook, lastLook, activityInterval);
    m_watching = m_edges.clock.after(delay, [this] {
        noteActivity();
        watchActivity();
    });
}

void Engine::noteActivity()
{
    const auto sinceInput = m_edges.activity.sinceLastInput();
    if (!sinceInput || !std::holds_alternative<SignedIn>(m_state))
        return; // Whoever types a password at a locked screen is not known to be the person.
    handle(Active{*sinceInput});
    const auto& record = m_line->renewal.record();
    if (record && m_edges.clock.now() - *sinceInput >= record->lastActivity + activityGrain)
        m_line->renewal.touch(m_edges.clock.now() - *sinceInput);
}

void Engine::rememberActivity()
{
    if (const auto sinceInput = m_edges.activity.sinceLastInput())
        m_line->renewal.touch(m_edges.clock.now() - *sinceInput);
}

/// A local exception of roles.json ends by time alone.
void Engine::watchReview()
{
    m_reviewing = {};
    if (!m_snapshot.context || !m_snapshot.context->reviewAt)
        return;
    const auto left = *m_snapshot.context->reviewAt - m_edges.clock.now();
    m_reviewing = m_edges.clock.after(
        std::min<Milliseconds>(left, std::chrono::minutes{1}), [this] { review("time"); });
}

void Engine::review(const QByteArray& because)
{
    if (!m_snapshot.context)
        return;
    if (auto context = identity::reviewed(*m_snapshot.context, m_rules, m_edges.clock.now()))
        changeContext(std::move(*context), because);
    watchReview();
}

} // namespace lanyard::session
