// SPDX-License-Identifier: MIT
#pragma once

/// A day of many desktops that renew as core/session/renewal_plan.h says: those very functions decide
/// each moment. Only time and chance are made up.

#include <chrono>
#include <cstdint>
#include <vector>

namespace lanyard::fleet {

/// The provider is out of order.
struct Outage {
    int from = 0; ///< Seconds since midnight; from == until: none.
    int until = 0;
    std::chrono::seconds hangs{0}; ///< Before an attempt fails.
    std::chrono::seconds retryAfter{0}; ///< What it says then; 0: nothing.
};

struct Settings {
    int desktops = 1'500'000;
    std::chrono::seconds tokenLifetime{300};
    Outage outage;
    std::uint64_t seed = 1;
};

/// By the second, of one day.
struct Day {
    std::vector<int> asked; ///< Refreshes that reached the provider, answered or not.
    std::vector<int> alive; ///< Sessions.
};

[[nodiscard]] Day simulate(const Settings& settings);

} // namespace lanyard::fleet
