// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

namespace lanyard::bench {

/// Durations in microseconds of calls made one after the other.
using Samples = std::vector<double>;

[[nodiscard]] double percentile(Samples samples, double share); ///< 0.99; 0 of none.
[[nodiscard]] double median(const Samples& samples);
[[nodiscard]] double perSecond(const Samples& samples); ///< Calls a second, back to back.

/// Of several runs, each figure's own median: one disturbed run does not show.
struct Figures {
    double p50 = 0;
    double p99 = 0;
    double perSecond = 0;
};

[[nodiscard]] Figures figuresOf(const std::vector<Samples>& runs);

} // namespace lanyard::bench
