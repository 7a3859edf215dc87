// SPDX-License-Identifier: MIT
#include "core/base/system_clock.h"

#include "core/base/uptime.h"

#include <QTimer>

#include <memory>
#include <utility>

namespace lanyard {

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
    auto timer = std::make_shared<QTimer>();
    timer->setSingleShot(true);
    timer->setTimerType(Qt::CoarseTimer);
    // The timer is kept by its Pending alone; when it fires it has nothing left to withdraw.
    QObject::connect(timer.get(), &QTimer::timeout, timer.get(), [due = std::move(due)] { due(); });
    timer->start(std::max(delay, Milliseconds{0}));
    return Pending([timer] { timer->stop(); });
}

} // namespace lanyard
