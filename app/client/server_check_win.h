// SPDX-License-Identifier: MIT
#pragma once

/// Who serves: what Windows can tell about the other end of the pipe.
///
/// Checks, in this order
///   1. the process that serves runs as this user, in this session, with our integrity or more;
///   2. the pipe belongs to this user: numbers of processes are used again, and its server may have
///      ended, owners are given by the system;
///   3. its program is named lanyard-agent.exe, and is the installed one where there is one: a copy
///      elsewhere loads what lies beside it;
///   4. where the file that this code is in carries a signature that the system trusts, so does the
///      agent's, by the same publisher;
///   5. the process still runs, and the pipe is still open at its end.
/// Does not check  an unsigned build against 4: for development.

#include "app/client/failure.h"

#include <string>

#include <windows.h>

namespace lanyard::client {

/// Errors  LANYARD_UNTRUSTED; LANYARD_NO_AGENT where the process has ended.
[[nodiscard]] Trouble checkServer(HANDLE pipe);

/// Whom a process acts for.
struct Standing {
    std::string user; ///< The SID; empty where the system does not tell.
    DWORD session = 0;
    DWORD integrity = 0; ///< SECURITY_MANDATORY_MEDIUM_RID and so on.
};

/// 1, without the system. Medium integrity is enough for ours when that is more.
///
/// Errors  LANYARD_UNTRUSTED.
[[nodiscard]] Trouble checkStanding(const Standing& server, const Standing& ours);

/// 3, for a program of this name. `installed` is what the installer noted; empty: there is none.
///
/// Errors  LANYARD_UNTRUSTED.
[[nodiscard]] Trouble checkProgram(const std::wstring& image, const std::wstring& installed);

} // namespace lanyard::client
