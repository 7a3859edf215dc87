// SPDX-License-Identifier: MIT
#include "core/base/kill_now.h"

#include <cstdlib>

#include <windows.h>

namespace lanyard {

void killNow()
{
    TerminateProcess(GetCurrentProcess(), 9);
    std::abort(); // Not reached.
}

} // namespace lanyard
