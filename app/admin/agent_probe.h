// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QJsonObject>

namespace lanyard::admin {

/// Asks the agent of this login session `agent.hello` and waits for the answer, `deadline` at most.
/// Blocks: for a command line only.
///
/// Errors
///   Unreachable  "agent.not_running"  no agent listens in this login session
///   Untrusted    "agent.untrusted"    what listens is not this user's agent; it was asked nothing
///   TimedOut     "agent.silent"       something is there and does not answer
///   Malformed    "agent.answer"       what it answers is not the protocol
[[nodiscard]] Result<QJsonObject> askAgent(Milliseconds deadline);

/// The same with `diagnostics.get`: {"health": [...]}, the conditions in force in the agent.
[[nodiscard]] Result<QJsonObject> askAgentHealth(Milliseconds deadline);

} // namespace lanyard::admin
