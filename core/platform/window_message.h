// SPDX-License-Identifier: MIT
#pragma once

/// What Windows says to a window about its session. Pure, and compiled everywhere, so that its rules
/// are tested everywhere. Any thread.

#include "core/platform/desktop_event.h"

#include <cstdint>
#include <optional>

namespace lanyard::platform {

/// As a window procedure gets it.
struct WindowMessage {
    std::uint32_t message = 0;
    std::uint64_t wparam = 0;
    std::int64_t lparam = 0;
};

/// What it means, if anything. `sessionId` is that of this process: WM_WTSSESSION_CHANGE names the
/// session it is about. A logoff is one from WM_QUERYENDSESSION on: after WM_ENDSESSION, which says
/// that it takes place, there is no time left.
[[nodiscard]] std::optional<DesktopEvent> eventOf(
    const WindowMessage& message, std::uint32_t sessionId);

/// What WM_QUERYENDSESSION is answered.
enum class LogoffAnswer : std::uint8_t { GoAhead, Wait };

/// Where the system insists (ENDSESSION_CRITICAL) it is not asked to wait, nor where Setup wants a
/// file replaced (ENDSESSION_CLOSEAPP): that is not a logoff.
[[nodiscard]] LogoffAnswer answerTo(const WindowMessage& query, bool isBusy);

} // namespace lanyard::platform
