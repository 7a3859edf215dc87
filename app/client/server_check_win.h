// SPDX-License-Identifier: MIT
#pragma once

/// Who serves: what Windows can tell about the other end of the pipe.
///
/// Checks, in this order
///   1. the process that serves runs as this user, in this session, with our integrity or more;
///   2. its program is named lanyard-agent.exe;
///   3. where the file that this code is in carries a signature that the system trusts, so does the
///      agent's, by the same publisher.
/// Does not check  an unsigned build against anything but 1 and 2: for development.

#include "app/client/failure.h"

#include <windows.h>

namespace lanyard::client {

/// Errors  LANYARD_UNTRUSTED; LANYARD_NO_AGENT where the process has ended.
[[nodiscard]] Trouble checkServer(HANDLE pipe);

} // namespace lanyard::client
