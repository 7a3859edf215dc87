// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

class QWidget;

namespace lanyard::ui {

/// Has a screen reader say `text`, wherever the focus is. `source` is what it is about.
void announce(QWidget& source, const QString& text);

} // namespace lanyard::ui
