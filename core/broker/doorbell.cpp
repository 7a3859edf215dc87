// SPDX-License-Identifier: MIT
#include "core/broker/doorbell.h"

#include <utility>

namespace lanyard::broker {

Doorbell::Doorbell(Clock& clock, std::function<void()> ring)
    : m_clock(clock)
    , m_ring(std::move(ring))
{
}

std::optional<Milliseconds> Doorbell::press()
{
    const Milliseconds now = m_clock.uptime();
    if (m_rungAt && now - *m_rungAt < pause)
        return pause - (now - *m_rungAt);
    m_rungAt = now;
    m_ring();
    return std::nullopt;
}

} // namespace lanyard::broker
