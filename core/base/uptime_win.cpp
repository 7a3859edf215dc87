// SPDX-License-Identifier: MIT
#include "core/base/uptime.h"

#include <windows.h>

namespace lanyard {

std::chrono::milliseconds systemUptime() noexcept
{
    // GetTickCount64 counts through sleep, at 10 to 16 ms, which is finer than any of our limits.
    return std::chrono::milliseconds{GetTickCount64()};
}

} // namespace lanyard
