// SPDX-License-Identifier: MIT
#pragma once

/// One question at a time to the agent, and its answer.
///
/// One thread at a time. The connection is kept between questions; one that has gone wrong in any
/// way is never used again, so an answer that comes too late meets nobody.

#include "app/client/agent_pipe.h"
#include "app/client/json_rpc.h"
#include "app/client/wiped_buffer.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace lanyard::client {

class Channel
{
public:
    Channel();

    /// Asks, and puts the answer into `result`; the "access_token" in it is blank, and token()
    /// has it. Connects first where need be. When a kept connection turns out to have ended with
    /// the agent before, asks the new agent, once: every method here may be asked twice.
    ///
    /// Errors: those of AgentPipe, the agent's own, and
    ///   LANYARD_FAULT  an answer that is not one, or does not fit a line
    [[nodiscard]] Trouble ask(
        std::string_view method, const Json& params, Deadline deadline, Json& result);

    /// The secret of the latest answer, until forget().
    [[nodiscard]] std::string_view token() const noexcept { return m_token.view(); }

    void forget() noexcept;

private:
    Trouble exchange(std::string_view request, Deadline deadline, Message& answer);
    Trouble readAnswer(Deadline deadline, Message& answer);
    Trouble readLine(Deadline deadline, std::size_t& length);

    AgentPipe m_pipe;
    bool m_isIdle = false; ///< Open, and the latest answer was taken to its end.
    WipedBuffer m_input;
    WipedBuffer m_token;
    std::int64_t m_id = 0;
};

} // namespace lanyard::client
