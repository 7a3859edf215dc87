// SPDX-License-Identifier: MIT
#include "core/platform/desktop_events.h"

namespace lanyard::platform {

DesktopEvents::~DesktopEvents() = default;

} // namespace lanyard::platform
