// SPDX-License-Identifier: MIT
#include "tests/bench/fleet/hospital.h"

#include <algorithm>
#include <array>

namespace lanyard::fleet {

namespace {

constexpr double minute = 60;

/// When a ward's shifts hand over: whoever comes signs in, whoever goes signs out.
constexpr std::array handovers{7 * hour + hour / 4, 14 * hour + hour / 4, 20 * hour + hour / 2};
constexpr double handoverSpread = 10 * minute;

struct Habit {
    double signedIn; ///< Mean, in seconds.
    double away; ///< Mean, to the next person.
};

Habit habitOf(Desktop::Kind kind)
{
    switch (kind) {
    case Desktop::Kind::Office:
        return {3.5 * hour, 40 * minute};
    case Desktop::Kind::Clinic:
        return {2 * hour, 15 * minute};
    case Desktop::Kind::Ward:
        return {45 * minute, 12 * minute};
    }
    return {};
}

int opening(Desktop::Kind kind, Chance& chance)
{
    if (kind == Desktop::Kind::Ward)
        return 0;
    const double mean = kind == Desktop::Kind::Office ? 8.75 * hour : 8.25 * hour;
    return static_cast<int>(std::clamp(chance.around(mean, 25 * minute), 0.0, 23.0 * hour));
}

int closing(Desktop::Kind kind, int opens, Chance& chance)
{
    if (kind == Desktop::Kind::Ward)
        return wholeDay;
    return std::min(wholeDay, opens + static_cast<int>(chance.around(8.5 * hour, 40 * minute)));
}

} // namespace

Desktop::Desktop(Kind kind, Chance& chance)
    : m_kind(kind)
    , m_opens(opening(kind, chance))
    , m_closes(closing(kind, m_opens, chance))
{
}

std::optional<Presence> Desktop::next(int now, Chance& chance) const
{
    const Habit habit = habitOf(m_kind);
    const bool isFirst = now <= m_opens;
    // At midnight the wards are in the middle of it.
    const double away = isFirst && m_kind != Kind::Ward ? 0 : chance.once(habit.away);
    double from = std::max(now, m_opens) + away;
    double until = from + chance.once(habit.signedIn);
    if (m_kind == Kind::Ward) {
        for (const int handover : handovers) {
            if (from < handover && until > handover)
                until = std::max(from + minute, chance.around(handover, handoverSpread));
        }
    }
    until = std::min<double>(until, m_closes);
    if (until <= from)
        return std::nullopt;
    return Presence{static_cast<int>(from), static_cast<int>(until)};
}

} // namespace lanyard::fleet
