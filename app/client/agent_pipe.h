// SPDX-License-Identifier: MIT
#pragma once

/// The stream to the agent of this login session, once it is known to be the agent.
///
/// One thread at a time. Nothing here waits longer than the deadline it is given, and a peer that
/// hangs up never raises a signal.

#include "app/client/deadline.h"
#include "app/client/failure.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace lanyard::client {

class AgentPipe
{
public:
    AgentPipe() = default;
    AgentPipe(const AgentPipe&) = delete;
    AgentPipe& operator=(const AgentPipe&) = delete;
    AgentPipe(AgentPipe&&) = delete;
    AgentPipe& operator=(AgentPipe&&) = delete;

    ~AgentPipe() { close(); }

    /// Finds the agent, connects, and verifies who serves, before any byte is sent.
    ///
    /// Errors
    ///   LANYARD_NO_AGENT   nothing listens; told at once, without waiting
    ///   LANYARD_UNTRUSTED  something does, but it is not this user's agent
    ///   LANYARD_TIMED_OUT  it does not take connections
    [[nodiscard]] Trouble open(Deadline deadline);

    void close() noexcept;

    /// Whether an idle pipe is open, and still is one: the agent has not hung up, and has sent nothing unasked.
    [[nodiscard]] bool isQuiet() const;

    /// Sends everything. LANYARD_NO_AGENT when the agent has hung up.
    [[nodiscard]] Trouble write(std::string_view bytes, Deadline deadline);

    /// Waits for some bytes; `count` is 0 when the agent has hung up. `into` is not empty.
    [[nodiscard]] Trouble read(std::span<char> into, std::size_t& count, Deadline deadline);

private:
    static constexpr std::intptr_t closed = -1;

    std::intptr_t m_handle = closed; ///< A descriptor or a HANDLE.
};

} // namespace lanyard::client
