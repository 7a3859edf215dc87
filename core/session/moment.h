// SPDX-License-Identifier: MIT
#pragma once

/// Time that people cannot bend: every limit is kept on the wall clock and on the uptime both,
/// and has passed when either says so (design.md §6.10). Pure.

#include "core/base/clock.h"

#include <algorithm>

namespace lanyard::session {

struct Moment {
    Instant wall;
    Milliseconds uptime{0};

    [[nodiscard]] static Moment of(const Clock& clock) { return {clock.now(), clock.uptime()}; }
};

struct Deadline {
    Instant wall;
    Milliseconds uptime{0};

    [[nodiscard]] static Deadline after(Moment now, Milliseconds delay)
    {
        return {now.wall + delay, now.uptime + delay};
    }

    [[nodiscard]] bool passed(Moment now) const { return left(now) <= Milliseconds{0}; }

    /// The shorter of what the two clocks say; negative once it has passed.
    [[nodiscard]] Milliseconds left(Moment now) const
    {
        return std::min(wall - now.wall, uptime - now.uptime);
    }

    friend bool operator==(const Deadline&, const Deadline&) = default;
};

/// The earlier of two, clock by clock.
[[nodiscard]] inline Deadline earlier(const Deadline& one, const Deadline& other)
{
    return {std::min(one.wall, other.wall), std::min(one.uptime, other.uptime)};
}

} // namespace lanyard::session
