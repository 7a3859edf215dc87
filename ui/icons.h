// SPDX-License-Identifier: MIT
#pragma once

#include "ui/tray_view.h"

#include <QIcon>
#include <QPixmap>

namespace lanyard::ui {

/// Rendered here, from resources: no icon plug-in and no theme of the desktop is needed.
[[nodiscard]] QIcon appIcon();

/// One drawing per kind; with a warning sign over its corner where `hasProblem`.
[[nodiscard]] QIcon iconFor(IconKind kind, bool hasProblem = false);

/// Square, `side` device-independent pixels.
[[nodiscard]] QPixmap pixmapFor(IconKind kind, int side, qreal pixelRatio);
[[nodiscard]] QPixmap warningPixmap(int side, qreal pixelRatio);

} // namespace lanyard::ui
