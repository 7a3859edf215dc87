// SPDX-License-Identifier: MIT
#include "core/session/event_quota.h"

namespace lanyard::session {

bool EventQuota::take(platform::DesktopEvent event, Milliseconds uptime)
{
    Used& used = m_used[event];
    if (used.count == 0 || uptime - used.since >= std::chrono::minutes{1})
        used = {uptime, 0};
    if (used.count == perMinute)
        return false;
    ++used.count;
    return true;
}

} // namespace lanyard::session
