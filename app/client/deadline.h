// SPDX-License-Identifier: MIT
#pragma once

/// The moment by which a call has returned, whatever the agent does.

#include <algorithm>
#include <chrono>

namespace lanyard::client {

/// Unaffected by changes of the wall clock. A value: copy it.
class Deadline
{
public:
    using Clock = std::chrono::steady_clock;

    explicit Deadline(std::chrono::milliseconds budget)
        : m_at(Clock::now() + budget)
    {
    }

    [[nodiscard]] Clock::time_point at() const noexcept { return m_at; }

    /// Rounded up, so that waiting for it never ends early; zero when it has passed.
    [[nodiscard]] std::chrono::milliseconds left() const
    {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_at - Clock::now());
        return std::max(left, std::chrono::milliseconds::zero());
    }

    [[nodiscard]] bool hasPassed() const { return Clock::now() >= m_at; }

private:
    Clock::time_point m_at;
};

} // namespace lanyard::client
