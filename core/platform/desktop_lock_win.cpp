// SPDX-License-Identifier: MIT
#include "core/platform/desktop_lock.h"

#include <windows.h>

namespace lanyard::platform {

bool lockDesktop()
{
    return LockWorkStation() != FALSE;
}

} // namespace lanyard::platform
