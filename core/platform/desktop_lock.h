// SPDX-License-Identifier: MIT
#pragma once

namespace lanyard::platform {

/// Asks the system to lock the desktop of this login session, as the person could; it happens, and
/// is told as DesktopEvent::Locked, soon after. False where it cannot be asked. Linux: logind passes
/// it on to the desktop's screen lock, if there is one. Main thread only.
[[nodiscard]] bool lockDesktop();

} // namespace lanyard::platform
