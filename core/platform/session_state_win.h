// SPDX-License-Identifier: MIT
#pragma once

#include "core/platform/desktop_event.h"
#include "core/platform/return_check.h"

namespace lanyard::platform {

/// What Windows says of our own session (WTSINFOEX): whether it is unlocked, or has a screen. Unknown
/// for any other event, and where Windows does not say. Any thread.
[[nodiscard]] ReturnCheck::Word askSessionState(DesktopEvent event);

} // namespace lanyard::platform
