// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace lanyard {

/// Time since boot, sleep included (CLOCK_BOOTTIME; QueryInterruptTime on Windows). Any thread.
[[nodiscard]] std::chrono::milliseconds systemUptime() noexcept;

} // namespace lanyard
