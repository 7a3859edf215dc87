// SPDX-License-Identifier: MIT
#pragma once

/// How fast the agent starts and what memory it takes at rest, beside the least program that has
/// a window.

#include "tests/bench/samples.h"

#include <optional>
#include <string>

namespace lanyard::bench {

/// Of one kind of program.
struct Life {
    Samples startMs;
    Samples rssKiB;
    Samples pssKiB;
};

struct Lives {
    Life agent;
    Life widgets;
};

/// Of `runs` agents, each in a login session of its own, so that no other is disturbed. Nothing
/// where sessions cannot be made, as on Windows. Ends the program where a figure cannot be had.
[[nodiscard]] std::optional<Lives> measureLives(
    const std::string& agent, const std::string& configDirectory, int runs);

/// Says so and ends the program.
[[noreturn]] void giveUp(const std::string& sentence);

} // namespace lanyard::bench
