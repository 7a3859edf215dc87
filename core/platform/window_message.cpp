// SPDX-License-Identifier: MIT
#include "core/platform/window_message.h"

namespace lanyard::platform {

namespace {

// Windows' numbers (winuser.h, wtsapi32.h); desktop_events_win.cpp compares them with the headers.
constexpr std::uint32_t queryEndSession = 0x0011;
constexpr std::uint32_t endSession = 0x0016;
constexpr std::uint32_t timeChange = 0x001E;
constexpr std::uint32_t powerBroadcast = 0x0218;
constexpr std::uint32_t sessionChange = 0x02B1;

constexpr std::int64_t closeApp = 0x1;
constexpr std::int64_t critical = 0x40000000;

std::optional<DesktopEvent> sessionEvent(std::uint64_t code)
{
    switch (code) {
    case 0x1:
        return DesktopEvent::ConsoleConnected;
    case 0x2:
        return DesktopEvent::ConsoleDisconnected;
    case 0x3:
        return DesktopEvent::RemoteConnected;
    case 0x4:
        return DesktopEvent::RemoteDisconnected;
    case 0x6:
        return DesktopEvent::LoggingOff;
    case 0x7:
        return DesktopEvent::Locked;
    case 0x8:
        return DesktopEvent::Unlocked;
    default:
        return std::nullopt;
    }
}

/// PBT_APMRESUMEAUTOMATIC comes with every resume, modern standby included. PBT_APMRESUMESUSPEND
/// follows it when a person is there, and would only say it twice.
std::optional<DesktopEvent> powerEvent(std::uint64_t code)
{
    switch (code) {
    case 0x04:
        return DesktopEvent::Suspending;
    case 0x12:
        return DesktopEvent::Resumed;
    default:
        return std::nullopt;
    }
}

std::optional<DesktopEvent> logoffEvent(const WindowMessage& message)
{
    if ((message.lparam & closeApp) != 0)
        return std::nullopt;
    return DesktopEvent::LoggingOff;
}

} // namespace

std::optional<DesktopEvent> eventOf(const WindowMessage& message, std::uint32_t sessionId)
{
    switch (message.message) {
    case sessionChange:
        if (message.lparam != std::int64_t{sessionId})
            return std::nullopt;
        return sessionEvent(message.wparam);
    case powerBroadcast:
        return powerEvent(message.wparam);
    case timeChange:
        return DesktopEvent::ClockChanged;
    case queryEndSession:
        return logoffEvent(message);
    case endSession: // Whether it takes place after all.
        return message.wparam == 0 ? std::nullopt : logoffEvent(message);
    default:
        return std::nullopt;
    }
}

LogoffAnswer answerTo(const WindowMessage& query, bool isBusy)
{
    const bool mayWait = (query.lparam & (critical | closeApp)) == 0;
    return isBusy && mayWait ? LogoffAnswer::Wait : LogoffAnswer::GoAhead;
}

} // namespace lanyard::platform
