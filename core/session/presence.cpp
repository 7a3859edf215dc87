// SPDX-License-Identifier: MIT
#include "core/session/presence.h"

namespace lanyard::session {

using platform::DesktopEvent;
using policy::DesktopAction;

DesktopAction Presence::take(DesktopEvent event, const policy::DesktopRules& rules)
{
    switch (event) {
    case DesktopEvent::Locked:
        m_isLocked = true;
        return rules.locked;
    case DesktopEvent::Unlocked:
        m_isLocked = false;
        break;
    case DesktopEvent::ConsoleDisconnected:
    case DesktopEvent::RemoteDisconnected:
        m_isDisconnected = true;
        return rules.disconnected;
    case DesktopEvent::ConsoleConnected: // From one to the other, too: the session is seen again.
    case DesktopEvent::RemoteConnected:
        m_isDisconnected = false;
        break;
    case DesktopEvent::Suspending:
        m_isSuspended = true;
        return rules.suspended;
    case DesktopEvent::Resumed:
        m_isSuspended = false;
        break;
    case DesktopEvent::CardRemoved:
        return rules.cardRemoved;
    case DesktopEvent::CardInserted:
    case DesktopEvent::LoggingOff:
    case DesktopEvent::ClockChanged:
    case DesktopEvent::NetworkLost:
    case DesktopEvent::NetworkChanged:
        break;
    }
    return DesktopAction::Keep;
}

bool Presence::isAway(const policy::DesktopRules& rules) const
{
    return (m_isLocked && rules.locked != DesktopAction::Keep)
        || (m_isDisconnected && rules.disconnected != DesktopAction::Keep)
        || (m_isSuspended && rules.suspended != DesktopAction::Keep);
}

} // namespace lanyard::session
