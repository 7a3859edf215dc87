// SPDX-License-Identifier: MIT
#pragma once

/// How setup asks a running agent for something: an event of Windows for each thing, named for the
/// agent's process. The agent makes them (quit_signals_win.cpp) and lets its own user, administrators
/// and the system set them; setup finds the process first, by its file, and then the event.

#include <string>

#include <windows.h>

namespace lanyard::start {

enum class Control : unsigned char {
    Leave, ///< End; whoever is signed in is found again by the next agent.
    SignOutAndLeave, ///< Revoke, erase, end: the program is being removed.
};

/// In the namespace of all sessions: setup runs in none of the agents'.
[[nodiscard]] std::wstring controlEventName(DWORD processId, Control control);

} // namespace lanyard::start
