// SPDX-License-Identifier: MIT
#pragma once

/// In which sessions agents were stopped, kept until they are started again: the old version stops
/// them, and the new one, another program, starts its own.

#include <string>
#include <vector>

#include <windows.h>

namespace lanyard::setup {

/// In a volatile key of HKEY_LOCAL_MACHINE, gone with the next restart of the computer at the latest.
void noteSessions(const std::vector<DWORD>& sessions);
[[nodiscard]] std::vector<DWORD> takeNotedSessions(); ///< And forgets them.

/// Those in which somebody is logged on, connected or not.
[[nodiscard]] std::vector<DWORD> sessionsInUse();

/// Starts the file at `path`, and no other that is called like it, in `session` and as whoever is
/// logged on there. Where we are not the system, only our own session is possible. False: it could
/// not; see GetLastError().
[[nodiscard]] bool startIn(DWORD session, const std::wstring& path);

} // namespace lanyard::setup
