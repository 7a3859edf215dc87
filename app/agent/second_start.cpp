// SPDX-License-Identifier: MIT
#include "app/agent/second_start.h"

#include "app/client/channel.h"
#include "core/wire/protocol.h"

#include <thread>

namespace lanyard::agent {

namespace {

constexpr Milliseconds betweenTries{50};

} // namespace

Result<> showTheOther(Milliseconds patience)
{
    const client::Deadline deadline(patience);
    client::Channel channel;
    client::Json answer;
    auto trouble = channel.ask(wire::method::agentShow, client::Json::object(), deadline, answer);
    while (trouble && trouble->status == LANYARD_NO_AGENT && !deadline.hasPassed()) {
        std::this_thread::sleep_for(betweenTries);
        trouble = channel.ask(wire::method::agentShow, client::Json::object(), deadline, answer);
    }
    if (!trouble || trouble->status == LANYARD_BUSY) // Busy: it has just been shown.
        return {};
    return fail(Fault::System, "agent.not_shown", QString::fromStdString(trouble->message));
}

} // namespace lanyard::agent
