// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/fleet/fleet.h"

namespace lanyard::fleet {

/// A part of the day, in seconds since midnight.
struct Window {
    int from = 0;
    int until = 0;
};

/// Refreshes a second for each session that is alive, over the window.
[[nodiscard]] double meanRate(const Day& day, Window window);

/// The busiest second of the window, in the same measure.
[[nodiscard]] double peakRate(const Day& day, Window window);

/// The same of refreshes a second, however many sessions there are.
[[nodiscard]] double meanAsked(const Day& day, Window window);
[[nodiscard]] int peakAsked(const Day& day, Window window);

} // namespace lanyard::fleet
