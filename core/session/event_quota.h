// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/platform/desktop_event.h"

#include <map>

namespace lanyard::session {

/// How many desktop events of each kind are worth a line of the audit trail and a write to the
/// store: any program of the person's can feign them, and none may fill the disk. One kind uses up
/// nothing of another's. Pure.
class EventQuota
{
public:
    static constexpr int perMinute = 10;

    /// `uptime` is now. False when there were enough within this minute.
    [[nodiscard]] bool take(platform::DesktopEvent event, Milliseconds uptime);

private:
    struct Used {
        Milliseconds since{0};
        int count = 0;
    };

    std::map<platform::DesktopEvent, Used> m_used;
};

} // namespace lanyard::session
