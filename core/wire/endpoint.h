// SPDX-License-Identifier: MIT
#pragma once

/// Where the agent of this login session listens. The standard library only.

#include <optional>
#include <string>

namespace lanyard::wire {

/// Linux: "$XDG_RUNTIME_DIR/lanyard-<login session>/agent.sock", the session being XDG_SESSION_ID
/// ("default" without one; only letters, digits, '-' and '_' are kept). Nothing when there is no
/// runtime directory, or one that is not this user's alone.
[[nodiscard]] std::optional<std::string> agentEndpoint();

} // namespace lanyard::wire
