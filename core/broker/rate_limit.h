// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"

namespace lanyard::broker {

/// So many requests a second, and one second's worth at once (a token bucket). Pure: the time is
/// passed in, and is Clock::uptime(), which nobody can set.
class RateLimit
{
public:
    explicit RateLimit(int perSecond, Milliseconds uptime);

    /// Whether one more may be served now; counts it if so.
    [[nodiscard]] bool admit(Milliseconds uptime);

    /// How long until the next one will be. At least 1 ms.
    [[nodiscard]] Milliseconds wait() const;

    /// From now on.
    void setRate(int perSecond);

private:
    double m_perSecond;
    double m_left;
    Milliseconds m_seen;
};

} // namespace lanyard::broker
