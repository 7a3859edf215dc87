// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/pending.h"

#include <QtGlobal>

#include <chrono>
#include <functional>

namespace lanyard {

using Milliseconds = std::chrono::milliseconds;

/// A moment of wall-clock time, UTC.
using Instant = std::chrono::sys_time<Milliseconds>;

/// The only source of time. Wall time can be set by people; uptime cannot, and goes on counting
/// while the machine sleeps. A limit that must hold compares both.
class Clock
{
public:
    Clock() = default;
    virtual ~Clock();
    Q_DISABLE_COPY_MOVE(Clock)

    [[nodiscard]] virtual Instant now() const = 0;

    /// Since boot, sleep included. Never goes back.
    [[nodiscard]] virtual Milliseconds uptime() const = 0;

    /// Calls `due` once, from the event loop of this thread, no earlier than `delay` from now,
    /// unless the Pending is destroyed first. A machine that slept calls it on waking.
    virtual Pending after(Milliseconds delay, std::function<void()> due) = 0;
};

} // namespace lanyard
