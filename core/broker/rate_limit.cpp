// SPDX-License-Identifier: MIT
#include "core/broker/rate_limit.h"

#include <algorithm>
#include <cmath>

namespace lanyard::broker {

RateLimit::RateLimit(int perSecond, Milliseconds uptime)
    : m_perSecond(std::max(perSecond, 1))
    , m_left(m_perSecond)
    , m_seen(uptime)
{
}

bool RateLimit::admit(Milliseconds uptime)
{
    const std::chrono::duration<double> passed = std::max(uptime - m_seen, Milliseconds{0});
    m_left = std::min(m_perSecond, m_left + passed.count() * m_perSecond);
    m_seen = uptime;
    if (m_left < 1)
        return false;
    m_left -= 1;
    return true;
}

Milliseconds RateLimit::wait() const
{
    const double seconds = std::max(1 - m_left, 0.0) / m_perSecond;
    return std::max(Milliseconds{std::llround(std::ceil(seconds * 1000))}, Milliseconds{1});
}

void RateLimit::setRate(int perSecond)
{
    m_perSecond = std::max(perSecond, 1);
    m_left = std::min(m_left, m_perSecond);
}

} // namespace lanyard::broker
