// SPDX-License-Identifier: MIT
#include "core/session/engine_line.h"

/// What happens to the desktop around the session. The rest of Engine is in engine.cpp.

namespace lanyard::session {

namespace {

using namespace Qt::StringLiterals;
using platform::DesktopEvent;

audit::Kind kindOf(DesktopEvent event)
{
    switch (event) {
    case DesktopEvent::Locked:
        return audit::Kind::DesktopLocked;
    case DesktopEvent::Unlocked:
        return audit::Kind::DesktopUnlocked;
    case DesktopEvent::ConsoleDisconnected:
        return audit::Kind::ConsoleDisconnected;
    case DesktopEvent::ConsoleConnected:
        return audit::Kind::ConsoleConnected;
    case DesktopEvent::RemoteDisconnected:
        return audit::Kind::RemoteDisconnected;
    case DesktopEvent::RemoteConnected:
        return audit::Kind::RemoteConnected;
    case DesktopEvent::LoggingOff:
        return audit::Kind::LoggingOff;
    case DesktopEvent::Suspending:
        return audit::Kind::Suspending;
    case DesktopEvent::Resumed:
        return audit::Kind::Resumed;
    case DesktopEvent::ClockChanged:
        return audit::Kind::ClockChanged;
    case DesktopEvent::NetworkLost:
        return audit::Kind::NetworkLost;
    case DesktopEvent::NetworkChanged:
        return audit::Kind::NetworkChanged;
    case DesktopEvent::CardInserted:
        return audit::Kind::CardInserted;
    case DesktopEvent::CardRemoved:
        return audit::Kind::CardRemoved;
    }
    return audit::Kind::DesktopLocked;
}

Error reasonFor(DesktopEvent event)
{
    const auto made = [](const char* code, const QString& detail) {
        return fail(Fault::Cancelled, code, detail).value();
    };
    if (event == DesktopEvent::Locked)
        return made("session.ended_by_lock", u"policy: the desktop was locked"_s);
    if (event == DesktopEvent::Suspending)
        return made("session.ended_by_sleep", u"policy: the computer went to sleep"_s);
    if (event == DesktopEvent::CardRemoved)
        return made("session.ended_by_card", u"policy: the card was removed"_s);
    return made("session.ended_by_disconnect", u"policy: the desktop was left"_s);
}

} // namespace

void Engine::desktopEvent(platform::DesktopEvent event)
{
    const bool isCounted = m_desktopQuota.take(event, m_edges.clock.uptime());
    if (isCounted)
        record(kindOf(event));
    obey(m_presence.take(event, m_policy.desktop), event);
    switch (event) {
    case DesktopEvent::Locked:
    case DesktopEvent::ConsoleDisconnected:
    case DesktopEvent::RemoteDisconnected:
    case DesktopEvent::LoggingOff:
    case DesktopEvent::Suspending:
        if (isCounted)
            rememberActivity(); // Who knows when, and whether, we shall run again.
        reviewPresence();
        break;
    case DesktopEvent::Unlocked:
    case DesktopEvent::ConsoleConnected:
    case DesktopEvent::RemoteConnected:
    case DesktopEvent::Resumed:
    case DesktopEvent::ClockChanged:
        lookAtTheTime();
        reviewPresence();
        break;
    case DesktopEvent::NetworkChanged:
        lookAtTheTime();
        askAgain();
        break;
    case DesktopEvent::CardRemoved:
        reviewPresence();
        break;
    case DesktopEvent::NetworkLost:
    case DesktopEvent::CardInserted:
        break;
    }
}

/// A sign-in that is under way ends with it: it would otherwise finish for whoever comes.
void Engine::obey(policy::DesktopAction action, platform::DesktopEvent event)
{
    using policy::DesktopAction;
    const bool isNobodys =
        std::holds_alternative<SignedOut>(m_state) || std::holds_alternative<Ended>(m_state);
    if (isNobodys)
        return;
    if (action == DesktopAction::Lock && m_edges.lockDesktop()) {
        m_presence.assumeLocked(); // From now on, and not only when it is told.
        return;
    }
    if (action != DesktopAction::SignOut && action != DesktopAction::Lock)
        return;
    const Error why = reasonFor(event);
    handle(Failed{why});
    handle(Lost{why});
}

void Engine::reviewPresence()
{
    if (m_presence.isAway(m_policy.desktop))
        handle(Pause{});
    else
        handle(Continue{});
}

/// Timers stood still, or the clock they were set by has moved: a limit that has passed ends the
/// session, or gives up the sign-in, before anybody asks. Input is not looked at first: that of the
/// person who wakes the computer is no reason to go on with a session that was over by then.
void Engine::lookAtTheTime()
{
    handle(Due{});
    endEmergencyThatIsOver();
    review("time");
    m_line->renewal.lookAgain();
}

/// What waits for the provider need not wait any longer.
void Engine::askAgain()
{
    m_line->resumption.askAgain();
    m_line->ending.askAgain();
    m_line->renewal.networkIsBack();
    for (const auto& line : m_retired)
        line->ending.askAgain();
}

} // namespace lanyard::session
