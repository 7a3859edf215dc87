// SPDX-License-Identifier: MIT
#include "core/base/system_clock.h"

#include "core/base/uptime.h"

#include <QTimer>

#include <algorithm>
#include <memory>
#include <utility>

namespace lanyard {

namespace {

constexpr Milliseconds longestNap = std::chrono::minutes{1};

} // namespace

Instant SystemClock::now() const
{
    return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
}

Milliseconds SystemClock::uptime() const
{
    return systemUptime();
}

Pending SystemClock::after(Milliseconds delay, std::function<void()> due)
{
    // Qt's timers stand still while the machine sleeps, and coarse ones may fire early. So the
    // deadline is kept in uptime, and is looked at once a minute until it has come.
    auto timer = std::make_shared<QTimer>();
    timer->setSingleShot(true);
    const Milliseconds deadline = systemUptime() + std::max(delay, Milliseconds{0});
    const auto arm = [alarm = timer.get(), deadline] {
        alarm->start(std::clamp(deadline - systemUptime(), Milliseconds{0}, longestNap));
    };
    // The timer is kept by its Pending alone; when it fires it has nothing left to withdraw.
    QObject::connect(
        timer.get(), &QTimer::timeout, timer.get(), [deadline, arm, due = std::move(due)] {
            if (systemUptime() < deadline)
                arm();
            else
                due();
        });
    arm();
    return Pending([timer] { timer->stop(); });
}

} // namespace lanyard
