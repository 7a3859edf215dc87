// SPDX-License-Identifier: MIT
#include "app/client/channel.h"

#include "app/client/token_lift.h"
#include "core/wire/protocol.h"

#include <utility>

namespace lanyard::client {

namespace {

Failure nonsense()
{
    return failure(LANYARD_FAULT, "the agent's answer is not one of the protocol");
}

} // namespace

Channel::Channel()
    : m_input(wire::maxLine)
    , m_token(wire::maxLine)
{
}

void Channel::forget() noexcept
{
    m_token.clear();
    m_input.clear();
}

Trouble Channel::ask(std::string_view method, const Json& params, Deadline deadline, Json& result)
{
    const std::string request = requestLine(++m_id, method, params);
    if (request.size() > wire::maxLine)
        return failure(LANYARD_BAD_ARGUMENT, "the request does not fit a line of the protocol");

    Message answer;
    Trouble trouble = failure(LANYARD_NO_AGENT, {});
    if (m_isIdle && m_pipe.isQuiet())
        trouble = exchange(request, deadline, answer);
    if (trouble && trouble->status == LANYARD_NO_AGENT) {
        m_isIdle = false;
        trouble = m_pipe.open(deadline);
        if (!trouble)
            trouble = exchange(request, deadline, answer);
    }
    if (trouble)
        return trouble;
    if (answer.kind == Message::Kind::Error)
        return std::move(answer.failure);
    result = std::move(answer.result);
    return std::nullopt;
}

Trouble Channel::exchange(std::string_view request, Deadline deadline, Message& answer)
{
    forget();
    m_isIdle = false;
    Trouble trouble = m_pipe.write(request, deadline);
    if (!trouble)
        trouble = readAnswer(deadline, answer);
    m_isIdle = !trouble && m_input.view().empty(); // Bytes after the answer are unasked for.
    if (!m_isIdle)
        m_pipe.close();
    m_input.clear();
    return trouble;
}

Trouble Channel::readAnswer(Deadline deadline, Message& answer)
{
    for (;;) {
        std::size_t length = 0;
        if (Trouble trouble = readLine(deadline, length))
            return trouble;
        const std::span<char> line = m_input.bytes().first(length);
        if (!liftAccessToken(line, m_token))
            return nonsense();
        answer = readMessage({line.data(), line.size()}, m_id);
        m_input.drop(length + 1);
        if (answer.kind == Message::Kind::Nonsense)
            return nonsense();
        if (answer.kind != Message::Kind::Notification)
            return std::nullopt;
        m_token.clear();
    }
}

/// Has a whole line at the front of the input, of `length` bytes without its line feed.
Trouble Channel::readLine(Deadline deadline, std::size_t& length)
{
    std::size_t searched = 0;
    for (;;) {
        length = m_input.view().find('\n', searched);
        if (length != std::string_view::npos)
            return std::nullopt;
        searched = m_input.view().size();
        if (m_input.room().empty())
            return nonsense();
        std::size_t count = 0;
        if (Trouble trouble = m_pipe.read(m_input.room(), count, deadline))
            return trouble;
        if (count == 0)
            return failure(LANYARD_NO_AGENT, "the agent hung up before it had answered");
        m_input.grow(count);
    }
}

} // namespace lanyard::client
