// SPDX-License-Identifier: MIT
#include "core/broker/sign_in_desk.h"

#include <utility>

namespace lanyard::broker {

using namespace Qt::StringLiterals;
using session::Phase;

SignInDesk::SignInDesk(session::Session& session, Clock& clock)
    : m_session(session)
    , m_clock(clock)
{
}

Result<> SignInDesk::admit() const
{
    const session::Snapshot& now = m_session.snapshot();
    if (now.phase == Phase::SigningIn || now.phase == Phase::SignedIn)
        return {}; // No browser will open for this.
    if (m_lastFailure && m_clock.uptime() < m_coolUntil) {
        if (m_lastFailure->fault != Fault::Cancelled)
            return tl::unexpected<Error>(*m_lastFailure);
        return fail(Fault::Cancelled, "sign_in.cooling_down", u"the person has just said no"_s);
    }
    return {};
}

Result<Pending> SignInDesk::join(
    const QByteArray& app, const QByteArray& correlationId, Completion done)
{
    if (!m_isUnderWay) {
        LY_CHECK(admit());
    }
    const quint64 ticket = m_next++;
    m_waiting->emplace(ticket, std::move(done));
    if (!m_isUnderWay) {
        m_isUnderWay = true;
        m_signIn = m_session.signIn(
            {app, correlationId}, [this](const Result<>& result) { finish(result); });
    }
    return Pending([ticket, waiting = std::weak_ptr(m_waiting)] {
        if (const auto alive = waiting.lock())
            alive->erase(ticket);
    });
}

void SignInDesk::finish(const Result<>& result)
{
    // NOLINTNEXTLINE(performance-unnecessary-copy-initialization)
    const Result<> answer = result; // The session's may go while those who wait are told.
    m_isUnderWay = false;
    if (!answer)
        noteFailure(answer.error());
    // Whoever joins because of this answer waits for the next; whoever leaves is not called.
    const quint64 later = m_next;
    while (!m_waiting->empty() && m_waiting->begin()->first < later) {
        const auto one = m_waiting->extract(m_waiting->begin());
        one.mapped()(answer);
    }
}

void SignInDesk::noteFailure(const Error& error)
{
    const Milliseconds now = m_clock.uptime();
    if (m_failures == 0 || now - m_failingSince >= coolDown) {
        m_failingSince = now;
        m_failures = 0;
    }
    ++m_failures;
    m_lastFailure = error;
    if (error.fault == Fault::Cancelled || m_failures >= mostFailures)
        m_coolUntil = now + coolDown;
}

} // namespace lanyard::broker
