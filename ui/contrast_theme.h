// SPDX-License-Identifier: MIT
#pragma once

namespace lanyard::ui {

/// Whether the system says that a contrast theme is in use, now. Windows knows, and several of its
/// themes are neither black nor white; other systems do not say, which is "no". Any thread.
[[nodiscard]] bool isContrastThemeInUse();

} // namespace lanyard::ui
