// SPDX-License-Identifier: MIT
#include "core/platform/session_activity.h"

#include <windows.h>

namespace lanyard::platform {

struct SessionActivity::Display {
};

SessionActivity::SessionActivity() = default;
SessionActivity::~SessionActivity() = default;

std::optional<Milliseconds> SessionActivity::sinceLastInput() const
{
    LASTINPUTINFO last = {sizeof last, 0};
    if (!GetLastInputInfo(&last))
        return std::nullopt;
    // Both count milliseconds in 32 bits and start again after 49.7 days; their difference does not.
    const DWORD since = static_cast<DWORD>(GetTickCount64()) - last.dwTime;
    return Milliseconds{since};
}

} // namespace lanyard::platform
