// SPDX-License-Identifier: MIT
#include "core/platform/desktop_event.h"

namespace lanyard::platform {

QByteArray nameOf(DesktopEvent event)
{
    switch (event) {
    case DesktopEvent::Locked:
        return "locked";
    case DesktopEvent::Unlocked:
        return "unlocked";
    case DesktopEvent::ConsoleDisconnected:
        return "console_disconnected";
    case DesktopEvent::ConsoleConnected:
        return "console_connected";
    case DesktopEvent::RemoteDisconnected:
        return "remote_disconnected";
    case DesktopEvent::RemoteConnected:
        return "remote_connected";
    case DesktopEvent::LoggingOff:
        return "logging_off";
    case DesktopEvent::Suspending:
        return "suspending";
    case DesktopEvent::Resumed:
        return "resumed";
    case DesktopEvent::ClockChanged:
        return "clock_changed";
    case DesktopEvent::NetworkLost:
        return "network_lost";
    case DesktopEvent::NetworkChanged:
        return "network_changed";
    case DesktopEvent::CardInserted:
        return "card_inserted";
    case DesktopEvent::CardRemoved:
        return "card_removed";
    }
    return "unknown";
}

} // namespace lanyard::platform
