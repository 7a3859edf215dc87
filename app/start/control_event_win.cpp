// SPDX-License-Identifier: MIT
#include "app/start/control_event_win.h"

namespace lanyard::start {

std::wstring controlEventName(DWORD processId, Control control)
{
    const std::wstring name = LR"(Global\Lanyard.Agent.)" + std::to_wstring(processId);
    return name + (control == Control::Leave ? L".Leave" : L".SignOutAndLeave");
}

} // namespace lanyard::start
