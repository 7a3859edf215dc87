// SPDX-License-Identifier: MIT
#include "tests/bench/echo.h"

#include <array>
#include <chrono>
#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace lanyard::bench {

namespace {

/// Up to and with a line feed; false at the end of the stream.
bool readLine(int socket)
{
    std::array<char, 65536> bytes = {};
    for (;;) {
        const ssize_t count = recv(socket, bytes.data(), bytes.size(), 0);
        if (count <= 0)
            return false;
        if (std::memchr(bytes.data(), '\n', static_cast<std::size_t>(count)) != nullptr)
            return true;
    }
}

bool sendAll(int socket, const std::string& line)
{
    std::size_t sent = 0;
    while (sent < line.size()) {
        const ssize_t count = send(socket, line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        sent += static_cast<std::size_t>(count);
    }
    return true;
}

} // namespace

EchoServer::EchoServer(std::size_t answerSize)
{
    std::array<int, 2> ends = {-1, -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return;
    const pid_t child = fork();
    if (child == 0) {
        ::close(ends[0]);
        const std::string answer = lineOf(answerSize);
        while (readLine(ends[1]) && sendAll(ends[1], answer)) { }
        _exit(0);
    }
    ::close(ends[1]);
    m_connection = ends[0];
    m_child = child;
}

EchoServer::~EchoServer()
{
    ::close(static_cast<int>(m_connection)); // The child reads the end of the stream, and goes.
    if (m_child > 0)
        waitpid(static_cast<pid_t>(m_child), nullptr, 0);
}

std::optional<Samples> EchoServer::measure(int count, std::size_t requestSize) const
{
    const int socket = static_cast<int>(m_connection);
    const std::string request = lineOf(requestSize);
    Samples samples;
    for (int i = 0; i < count; ++i) {
        const auto start = std::chrono::steady_clock::now();
        if (m_child <= 0 || !sendAll(socket, request) || !readLine(socket))
            return std::nullopt;
        const std::chrono::duration<double, std::micro> took =
            std::chrono::steady_clock::now() - start;
        samples.push_back(took.count());
    }
    return samples;
}

std::optional<int> actAsEcho(int /*argc*/, char** /*argv*/)
{
    return std::nullopt;
}

} // namespace lanyard::bench
