// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace lanyard::fleet {

/// SplitMix64 (Steele, Lea, Flood 2014): fast, and the same in every run.
class Chance
{
public:
    explicit Chance(std::uint64_t seed)
        : m_state(seed)
    {
    }

    /// Uniform in [0, 1).
    double operator()()
    {
        m_state += 0x9E3779B97F4A7C15U;
        std::uint64_t bits = m_state;
        bits = (bits ^ (bits >> 30U)) * 0xBF58476D1CE4E5B9U;
        bits = (bits ^ (bits >> 27U)) * 0x94D049BB133111EBU;
        return static_cast<double>((bits ^ (bits >> 31U)) >> 11U) * 0x1p-53;
    }

    /// Box and Muller's normal distribution.
    double around(double mean, double deviation)
    {
        const double radius = std::sqrt(-2 * std::log(1 - (*this)()));
        return mean + deviation * radius * std::cos(2 * std::numbers::pi * (*this)());
    }

    /// The time to what happens once in `mean`, on average.
    double once(double mean) { return -mean * std::log(1 - (*this)()); }

private:
    std::uint64_t m_state;
};

} // namespace lanyard::fleet
