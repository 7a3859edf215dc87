// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

namespace lanyard::agent {

/// Has the agent that serves this login session show its window, for a person who has just started
/// another. Verifies first that it is this user's agent. Blocks, `patience` at most; where the other
/// has only just started and does not listen yet, that long.
///
/// Errors  System "agent.not_shown": the detail says why.
[[nodiscard]] Result<> showTheOther(Milliseconds patience);

} // namespace lanyard::agent
