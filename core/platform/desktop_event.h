// SPDX-License-Identifier: MIT
#pragma once

/// What happens to the login session around us. Values only.

#include <QByteArray>
#include <QMetaType>

#include <array>
#include <cstdint>

namespace lanyard::platform {

enum class DesktopEvent : std::uint8_t {
    Locked,
    Unlocked,
    ConsoleDisconnected, ///< Another user has the screen: fast user switching.
    ConsoleConnected,
    RemoteDisconnected, ///< RDP and the like.
    RemoteConnected,
    LoggingOff, ///< Or shutting down: it begins, and may yet be stopped. There are seconds left.
    Suspending,
    Resumed,
    ClockChanged, ///< Somebody set the wall clock, or the time zone.
    NetworkLost, ///< There is no address left that others could reach.
    NetworkChanged, ///< There is a network, and not the one from before.
    CardInserted, ///< A smartcard, into any reader.
    CardRemoved, ///< Or the reader with the card in it.
};

inline constexpr std::array allDesktopEvents{
    DesktopEvent::Locked,
    DesktopEvent::Unlocked,
    DesktopEvent::ConsoleDisconnected,
    DesktopEvent::ConsoleConnected,
    DesktopEvent::RemoteDisconnected,
    DesktopEvent::RemoteConnected,
    DesktopEvent::LoggingOff,
    DesktopEvent::Suspending,
    DesktopEvent::Resumed,
    DesktopEvent::ClockChanged,
    DesktopEvent::NetworkLost,
    DesktopEvent::NetworkChanged,
    DesktopEvent::CardInserted,
    DesktopEvent::CardRemoved,
};

[[nodiscard]] QByteArray nameOf(DesktopEvent event); ///< "remote_disconnected".

} // namespace lanyard::platform

Q_DECLARE_METATYPE(lanyard::platform::DesktopEvent)
