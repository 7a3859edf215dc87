// SPDX-License-Identifier: MIT
#include "tests/bench/fleet/figures.h"

#include <algorithm>
#include <numeric>

namespace lanyard::fleet {

namespace {

template <class Each>
void forEachSecond(Window window, Each each)
{
    for (int second = window.from; second < window.until; ++second)
        each(static_cast<std::size_t>(second));
}

} // namespace

double meanRate(const Day& day, Window window)
{
    double asked = 0;
    double alive = 0;
    forEachSecond(window, [&](std::size_t second) {
        asked += day.asked[second];
        alive += day.alive[second];
    });
    return alive > 0 ? asked / alive : 0;
}

double peakRate(const Day& day, Window window)
{
    double peak = 0;
    forEachSecond(window, [&](std::size_t second) {
        if (day.alive[second] > 0)
            peak = std::max(peak, static_cast<double>(day.asked[second]) / day.alive[second]);
    });
    return peak;
}

double meanAsked(const Day& day, Window window)
{
    double asked = 0;
    forEachSecond(window, [&](std::size_t second) { asked += day.asked[second]; });
    return asked / (window.until - window.from);
}

int peakAsked(const Day& day, Window window)
{
    int peak = 0;
    forEachSecond(window, [&](std::size_t second) { peak = std::max(peak, day.asked[second]); });
    return peak;
}

} // namespace lanyard::fleet
