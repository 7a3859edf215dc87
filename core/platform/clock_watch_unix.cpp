// SPDX-License-Identifier: MIT
#include "core/platform/clock_watch_unix.h"

#include <cerrno>
#include <cstdint>
#include <limits>
#include <sys/timerfd.h>

namespace lanyard::platform {

ClockWatch::ClockWatch()
    : m_timer(::timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC))
{
    if (m_timer.number < 0)
        return;
    m_notifier = std::make_unique<QSocketNotifier>(m_timer.number, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &ClockWatch::look);
    arm();
}

void ClockWatch::arm()
{
    itimerspec never = {};
    never.it_value.tv_sec = std::numeric_limits<time_t>::max();
    ::timerfd_settime(m_timer.number, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, nullptr);
}

void ClockWatch::look()
{
    std::uint64_t ignored = 0;
    const bool isCancelled =
        ::read(m_timer.number, &ignored, sizeof ignored) < 0 && errno == ECANCELED;
    if (!isCancelled)
        return;
    arm();
    Q_EMIT noticed();
}

} // namespace lanyard::platform
