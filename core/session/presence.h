// SPDX-License-Identifier: MIT
#pragma once

#include "core/platform/desktop_event.h"
#include "core/policy/desktop_rules.h"

namespace lanyard::session {

/// Whether the person may be at the computer, from what happened to the desktop, and what policy
/// makes of it (design.md §6.10). Pure.
class Presence
{
public:
    /// What is to be done about `event` at once. Of Pause nothing: that is what isAway() says from
    /// then on.
    [[nodiscard]] policy::DesktopAction take(
        platform::DesktopEvent event, const policy::DesktopRules& rules);

    /// The desktop was locked for us, or is about to be.
    void assumeLocked() { m_isLocked = true; }

    /// Something that pauses the session has happened, and is not over. Several may overlap.
    [[nodiscard]] bool isAway(const policy::DesktopRules& rules) const;

private:
    bool m_isLocked = false;
    bool m_isDisconnected = false; ///< Neither at the console nor by remote desktop.
    bool m_isSuspended = false;
};

} // namespace lanyard::session
