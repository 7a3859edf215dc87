// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"

#include <QString>

namespace lanyard::ui {

/// In the person's time zone and on a 24-hour clock, as clinical records have it: "14:05".
[[nodiscard]] QString timeOfDay(Instant moment);

/// Rounded up to minutes: "3 h 5 min", "4 min", "less than a minute".
[[nodiscard]] QString durationText(Milliseconds duration);

} // namespace lanyard::ui
