// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"

#include <chrono>

namespace lanyard::broker {

/// What one program, and all together, may take up.
struct Limits {
    int connections = 64; ///< policy::Policy::maxConnections.
    int connectionsOfOneProcess = 32; ///< So that one program cannot keep all others out.
    int requestsPerSecond = 50; ///< Of one process; an app's own rule may say otherwise.
    int inFlight = 16; ///< Unanswered requests of one connection.
    Milliseconds unfinishedLine = std::chrono::seconds{30}; ///< From its first byte to its last.
    Milliseconds unreadAnswer = std::chrono::seconds{30}; ///< Until the peer has read everything.
};

} // namespace lanyard::broker
