// SPDX-License-Identifier: MIT
#pragma once

/// Who serves: what Linux can tell about the other end of the socket.
///
/// Checks, in this order
///   1. the socket's folder is a real folder, ours, and closed to everybody else;
///   2. the process that listens runs as this user (SO_PEERCRED);
///   3. its executable is named lanyard-agent;
///   4. and belongs to root or to this user, and nobody else may write it.
/// Does not check  where that executable lies, or who signed it: Linux has no publisher to ask.
///                 A program of the same user can therefore stand in for the agent; it could as
///                 well read that user's files or debug the agent.

#include "app/client/failure.h"

#include <string>

namespace lanyard::client {

[[nodiscard]] Trouble checkFolder(const std::string& socketPath); ///< 1; NO_AGENT without folder.
[[nodiscard]] Trouble checkServer(int socket); ///< 2 to 4, of a connected socket.

} // namespace lanyard::client
