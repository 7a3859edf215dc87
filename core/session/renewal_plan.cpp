// SPDX-License-Identifier: MIT
#include "core/session/renewal_plan.h"

#include <algorithm>

namespace lanyard::session {

namespace {

using namespace std::chrono_literals;

/// Of five minutes, three and three quarters at most: there is time left for an attempt that times
/// out (Provider::patience) and for the first retry.
constexpr Milliseconds longestLifetime = 5min;
constexpr double leastShare = 0.55;
constexpr double mostShare = 0.75;

/// A provider whose tokens live for seconds is not asked every second by everybody.
constexpr Milliseconds leastInterval = 30s;

constexpr Milliseconds firstRetry = 15s;

/// Doubled up to here: with an attempt that times out, five minutes after an outage at the most.
constexpr Milliseconds longestRetry = 4min;

/// All who were sent away at one moment would be back at one moment; but not an hour later.
constexpr double asideShare = 0.5;
constexpr Milliseconds longestAside = 5min;

/// A ward's computers get their network back in the same second.
constexpr Milliseconds returnSpread = 10s;

Milliseconds times(Milliseconds time, double factor)
{
    return std::chrono::duration_cast<Milliseconds>(time * factor);
}

} // namespace

Milliseconds renewalAfterSuccess(Milliseconds lifetime, double chance)
{
    const Milliseconds known =
        lifetime > 0ms ? std::min(lifetime, longestLifetime) : longestLifetime;
    return std::max(leastInterval, times(known, leastShare + chance * (mostShare - leastShare)));
}

Milliseconds renewalAfterFailure(int failures, Milliseconds retryAfter, double chance)
{
    Milliseconds most = firstRetry;
    for (int i = 1; i < failures && most < longestRetry; ++i)
        most = std::min(2 * most, longestRetry);
    const Milliseconds aside = std::min(times(retryAfter, asideShare), longestAside);
    const Milliseconds asked = retryAfter > 0ms ? retryAfter + times(aside, chance) : 0ms;
    return std::max(times(most, (1 + chance) / 2), asked);
}

Milliseconds renewalAfterReturn(double chance)
{
    return times(returnSpread, chance);
}

} // namespace lanyard::session
