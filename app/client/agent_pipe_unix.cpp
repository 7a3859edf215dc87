// SPDX-License-Identifier: MIT
#include "app/client/agent_pipe.h"
#include "app/client/server_check_unix.h"
#include "core/wire/endpoint.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace lanyard::client {

namespace {

Failure noAgent(const char* message)
{
    return failure(LANYARD_NO_AGENT, message);
}

Failure timedOut()
{
    return failure(LANYARD_TIMED_OUT, "the agent did not answer in time");
}

Failure systemFault(const char* call)
{
    return failure(LANYARD_FAULT, std::string(call) + " failed: " + std::to_string(errno));
}

int descriptor(std::intptr_t handle)
{
    return static_cast<int>(handle);
}

/// Waits for `events`. A signal that some other part of the program handles is not an answer.
Trouble waitFor(int socket, short events, Deadline deadline)
{
    constexpr std::int64_t longest = std::numeric_limits<int>::max();
    pollfd wanted = {.fd = socket, .events = events, .revents = 0};
    for (;;) {
        const std::int64_t left = std::min<std::int64_t>(deadline.left().count(), longest);
        const int ready = poll(&wanted, 1, static_cast<int>(left));
        if (ready > 0)
            return std::nullopt;
        if (ready == 0 && deadline.hasPassed())
            return timedOut();
        if (ready < 0 && errno != EINTR)
            return systemFault("poll");
    }
}

/// Nothing where connect(2) is worth another try.
Trouble whyNotConnected(int error)
{
    switch (error) {
    case EINTR:
    case EAGAIN:
        return std::nullopt;
    case ENOENT:
    case ECONNREFUSED:
        return noAgent("no agent runs in this login session");
    case EACCES:
    case EPERM:
        return failure(LANYARD_UNTRUSTED, "this user may not use the agent's socket");
    default:
        return systemFault("connect");
    }
}

/// A Unix socket never connects in the background: it connects, or its queue is full. So the
/// system itself is asked to wait for a place in the queue, until the deadline and no longer.
Trouble connectBy(int socket, const sockaddr_un& address, Deadline deadline)
{
    for (;;) {
        const auto left = std::max<std::int64_t>(deadline.left().count(), 1);
        const timeval wait = {.tv_sec = left / 1000, .tv_usec = (left % 1000) * 1000};
        if (setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait) != 0)
            return systemFault("setsockopt");
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the sockets interface.
        if (connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
            return std::nullopt;
        if (Trouble trouble = whyNotConnected(errno))
            return trouble;
        if (deadline.hasPassed())
            return timedOut();
    }
}

} // namespace

Trouble AgentPipe::open(Deadline deadline)
{
    close();
    const std::optional<std::string> path = wire::agentEndpoint();
    if (!path)
        return noAgent("this login session has no runtime folder of its own");
    sockaddr_un address = {};
    if (path->size() >= sizeof address.sun_path)
        return noAgent("the path of the runtime folder is too long for a socket");
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path->data(), path->size());

    if (Trouble trouble = checkFolder(*path))
        return trouble;
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0)
        return systemFault("socket");
    m_handle = socket;
    Trouble trouble = connectBy(socket, address, deadline);
    if (!trouble)
        trouble = checkServer(socket);
    if (!trouble && fcntl(socket, F_SETFL, O_NONBLOCK) != 0)
        trouble = systemFault("fcntl");
    if (trouble)
        close();
    return trouble;
}

void AgentPipe::close() noexcept
{
    const int socket = descriptor(std::exchange(m_handle, closed));
    if (socket >= 0)
        ::close(socket);
}

bool AgentPipe::isQuiet() const
{
    pollfd idle = {.fd = descriptor(m_handle), .events = POLLIN, .revents = 0};
    return m_handle != closed && poll(&idle, 1, 0) == 0;
}

// NOLINTNEXTLINE(readability-make-member-function-const): what it changes is the pipe.
Trouble AgentPipe::write(std::string_view bytes, Deadline deadline)
{
    while (!bytes.empty()) {
        const ssize_t sent =
            send(descriptor(m_handle), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN) {
            if (Trouble trouble = waitFor(descriptor(m_handle), POLLOUT, deadline))
                return trouble;
        } else if (errno == EPIPE || errno == ECONNRESET) {
            return noAgent("the agent hung up before it was asked");
        } else if (errno != EINTR) {
            return systemFault("send");
        }
    }
    return std::nullopt;
}

// NOLINTNEXTLINE(readability-make-member-function-const): what it changes is the pipe.
Trouble AgentPipe::read(std::span<char> into, std::size_t& count, Deadline deadline)
{
    for (;;) {
        if (deadline.hasPassed())
            return timedOut();
        const ssize_t got = recv(descriptor(m_handle), into.data(), into.size(), MSG_DONTWAIT);
        if (got >= 0 || errno == ECONNRESET) {
            count = got > 0 ? static_cast<std::size_t>(got) : 0;
            return std::nullopt;
        }
        if (errno == EAGAIN) {
            if (Trouble trouble = waitFor(descriptor(m_handle), POLLIN, deadline))
                return trouble;
        } else if (errno != EINTR) {
            return systemFault("recv");
        }
    }
}

} // namespace lanyard::client
