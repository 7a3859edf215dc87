// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

namespace lanyard::test {

/// A clock that moves only when told. Timers that fall due are called from advance(), in order.
class FakeClock final : public Clock
{
public:
    explicit FakeClock(Instant start = Instant{std::chrono::seconds{1'790'000'000}})
        : m_now(start)
    {
    }

    [[nodiscard]] Instant now() const override { return m_now; }

    [[nodiscard]] Milliseconds uptime() const override { return m_uptime; }

    Pending after(Milliseconds delay, std::function<void()> due) override
    {
        const auto key = std::pair(m_uptime + std::max(delay, Milliseconds{0}), m_next++);
        m_timers->emplace(key, std::move(due));
        return Pending([key, timers = std::weak_ptr(m_timers)] {
            if (const auto alive = timers.lock())
                alive->erase(key);
        });
    }

    /// Time passes, awake: both clocks move, and what falls due is called at its own moment.
    void advance(Milliseconds by)
    {
        const Milliseconds end = m_uptime + by;
        while (!m_timers->empty() && m_timers->begin()->first.first <= end) {
            auto timer = m_timers->extract(m_timers->begin());
            pass(timer.key().first - m_uptime);
            timer.mapped()();
        }
        pass(end - m_uptime);
    }

    /// Somebody set the wall clock.
    void setWallClock(Instant now) { m_now = now; }

    [[nodiscard]] std::size_t timers() const { return m_timers->size(); }

    /// Whether something falls due within `time`.
    [[nodiscard]] bool isDueWithin(Milliseconds time) const
    {
        return !m_timers->empty() && m_timers->begin()->first.first <= m_uptime + time;
    }

private:
    void pass(Milliseconds by)
    {
        by = std::max(by, Milliseconds{0});
        m_now += by;
        m_uptime += by;
    }

    using Timers = std::map<std::pair<Milliseconds, int>, std::function<void()>>;

    Instant m_now;
    Milliseconds m_uptime = std::chrono::hours{1};
    int m_next = 0;
    std::shared_ptr<Timers> m_timers = std::make_shared<Timers>();
};

} // namespace lanyard::test
