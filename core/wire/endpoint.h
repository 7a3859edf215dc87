// SPDX-License-Identifier: MIT
#pragma once

/// Where the agent of this login session listens. The standard library only. Any thread.

#include <optional>
#include <string>

namespace lanyard::wire {

/// Linux: "$XDG_RUNTIME_DIR/lanyard-<login session>/agent.sock", the session being XDG_SESSION_ID
/// ("default" without one; only letters, digits, '-' and '_' are kept). Nothing when there is no
/// runtime directory, or one that is not this user's alone.
///
/// Windows: the named pipe that the agent of this session published, "\\.\pipe\lanyard-<random>".
/// Nothing when none did. Whoever publishes could be anything of this user's: verify the server.
[[nodiscard]] std::optional<std::string> agentEndpoint();

/// Where an agent that starts should listen. Linux: agentEndpoint(). Windows: a name that nobody
/// can have guessed and taken before, new with every call.
[[nodiscard]] std::optional<std::string> newAgentEndpoint();

/// Lets agentEndpoint() find an agent that listens at `endpoint`, until this user logs off or it is
/// withdrawn. False when the system refused. Linux: nothing to do.
[[nodiscard]] bool publishAgentEndpoint(const std::string& endpoint);

/// Undoes it, if it is still this one that is published.
void withdrawAgentEndpoint(const std::string& endpoint);

} // namespace lanyard::wire
