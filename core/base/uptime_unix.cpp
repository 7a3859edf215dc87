// SPDX-License-Identifier: MIT
#include "core/base/uptime.h"

#include <ctime>

namespace lanyard {

std::chrono::milliseconds systemUptime() noexcept
{
    timespec time{};
    clock_gettime(CLOCK_BOOTTIME, &time);
    return std::chrono::seconds{time.tv_sec}
    + std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::nanoseconds{time.tv_nsec});
}

} // namespace lanyard
