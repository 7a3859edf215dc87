// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"

namespace lanyard {

/// The machine's own clocks and Qt's timers. Main thread only.
class SystemClock final : public Clock
{
public:
    [[nodiscard]] Instant now() const override;
    [[nodiscard]] Milliseconds uptime() const override;
    Pending after(Milliseconds delay, std::function<void()> due) override;
};

} // namespace lanyard
