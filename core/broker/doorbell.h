// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"

#include <functional>
#include <optional>

namespace lanyard::broker {

/// Brings the agent's window up for whoever asks: a second start of the agent, above all. Not more
/// often than once in a `pause`, for all programs together: one that asks again and again would
/// keep a person from working. Main thread only.
class Doorbell
{
public:
    /// `ring` shows the window. The clock outlives this.
    Doorbell(Clock& clock, std::function<void()> ring);

    /// Rings, or says how long until it may again.
    [[nodiscard]] std::optional<Milliseconds> press();

    static constexpr Milliseconds pause = std::chrono::seconds{3};

private:
    Clock& m_clock;
    std::function<void()> m_ring;
    std::optional<Milliseconds> m_rungAt; ///< Clock::uptime().
};

} // namespace lanyard::broker
