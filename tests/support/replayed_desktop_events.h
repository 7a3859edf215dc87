// SPDX-License-Identifier: MIT
#pragma once

#include "core/platform/desktop_events.h"

namespace lanyard::test {

/// A desktop on which happens what a test says.
class ReplayedDesktopEvents final : public platform::DesktopEvents
{
public:
    void replay(platform::DesktopEvent event) { Q_EMIT happened(event); }

    /// What a logoff that began now would be told.
    [[nodiscard]] bool holdsLogoff() const { return isLogoffToWait(); }
};

} // namespace lanyard::test
