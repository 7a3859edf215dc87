// SPDX-License-Identifier: MIT
#include "core/session/renewal_timer.h"

#include "core/session/renewal_plan.h"

#include <algorithm>
#include <utility>

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

constexpr Milliseconds toldAfter = std::chrono::minutes{2};
constexpr Milliseconds longestWait = std::chrono::minutes{1}; ///< A clock set forward is noticed.

const QByteArray condition = "session.renewal_failing";

} // namespace

RenewalTimer::RenewalTimer(Ports ports)
    : m_ports(std::move(ports))
{
}

void RenewalTimer::begin(Milliseconds lifetime)
{
    m_failures = 0;
    if (m_ports.health != nullptr)
        m_ports.health->clear(condition);
    waitFor(renewalAfterSuccess(lifetime, m_ports.chance()));
}

void RenewalTimer::end()
{
    m_due.reset();
    m_timer = {};
    m_renewing = {};
    m_failures = 0;
    if (m_ports.health != nullptr)
        m_ports.health->clear(condition);
}

void RenewalTimer::lookAgain()
{
    if (m_due && m_due->passed(Moment::of(m_ports.clock)))
        waitFor(renewalAfterReturn(m_ports.chance()));
}

void RenewalTimer::networkIsBack()
{
    if (m_due && m_failures > 0 && m_ports.retryAfter() <= Milliseconds{0})
        waitFor(renewalAfterReturn(m_ports.chance()));
}

void RenewalTimer::waitFor(Milliseconds delay)
{
    m_due = Deadline::after(Moment::of(m_ports.clock), delay);
    arm();
}

/// By both clocks: a timer alone stands still while the computer sleeps (P31).
void RenewalTimer::arm()
{
    const auto left = m_due->left(Moment::of(m_ports.clock));
    m_timer = m_ports.clock.after(std::clamp(left, Milliseconds{0}, longestWait), [this] {
        tellWhereItLasts();
        if (m_due->passed(Moment::of(m_ports.clock)))
            renew();
        else
            arm();
    });
}

void RenewalTimer::renew()
{
    m_due.reset();
    m_renewing = m_ports.renew([this](const Result<>& answer) {
        if (!answer)
            failed(answer.error());
    });
}

/// Of a success begin() is told, as of everybody's.
void RenewalTimer::failed(const Error& error)
{
    if (m_failures++ == 0)
        m_failingSince = m_ports.clock.uptime();
    m_why = error.code;
    tellWhereItLasts();
    waitFor(renewalAfterFailure(m_failures, m_ports.retryAfter(), m_ports.chance()));
}

/// Also while a provider is left alone that asked for it.
void RenewalTimer::tellWhereItLasts()
{
    if (m_ports.health != nullptr && m_failures > 0
        && m_ports.clock.uptime() - m_failingSince >= toldAfter)
        m_ports.health->raise({condition,
            Severity::Warning,
            u"the session could not be renewed: %1"_s.arg(QString::fromLatin1(m_why)),
            u"Check the network and the sign-in service; programs are served while their tokens last."_s,
            {}});
}

} // namespace lanyard::session
