// SPDX-License-Identifier: MIT
#pragma once

/// When people are signed in at their desktops, in a day of a health service: clinics and offices by
/// day, wards round the clock with their handovers. Made up, within reason: shift times as rosters
/// commonly have them. All times are seconds since midnight.

#include "tests/bench/fleet/chance.h"

#include <cstdint>
#include <optional>

namespace lanyard::fleet {

inline constexpr int hour = 3600;
inline constexpr int wholeDay = 24 * hour;

struct Presence {
    int from = 0;
    int until = 0; ///< Signed out, or idle for too long.
};

/// One desktop's day.
class Desktop
{
public:
    enum class Kind : std::uint8_t { Office, Clinic, Ward };

    Desktop(Kind kind, Chance& chance);

    /// The next time that somebody is signed in, not before `now`; nothing for the rest of the day.
    [[nodiscard]] std::optional<Presence> next(int now, Chance& chance) const;

private:
    Kind m_kind;
    int m_opens; ///< The time it is first used, and the last.
    int m_closes;
};

} // namespace lanyard::fleet
