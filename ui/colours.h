// SPDX-License-Identifier: MIT
#pragma once

#include <QPalette>

namespace lanyard::ui {

/// True where a contrast theme is in use: where the system says so (contrast_theme.h), and where
/// windows and buttons alike are pure black or white. Then no colour is ours. Main thread only.
[[nodiscard]] bool isHighContrast(const QPalette& palette);

/// For the strip that names the state: white on the NHS's blue, or the system's selection colours.
[[nodiscard]] QPalette headerPalette(const QPalette& palette);

/// For "not live": dark on warm yellow, or the system's.
[[nodiscard]] QPalette bannerPalette(const QPalette& palette);

/// Contrast of two colours by WCAG 2.1, 1 to 21.
[[nodiscard]] double contrastOf(const QColor& one, const QColor& other);

} // namespace lanyard::ui
