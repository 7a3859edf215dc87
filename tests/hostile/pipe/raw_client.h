// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace lanyard::test {

/// A program that talks to the agent's socket with nothing but system calls. Never blocks.
class RawClient
{
public:
    RawClient() = default;

    explicit RawClient(const QByteArray& path)
        : m_socket(unconnected())
    {
        error = connectTo(path);
    }

    RawClient(RawClient&& other) noexcept
        : error(other.error)
        , m_socket(std::exchange(other.m_socket, -1))
    {
    }

    RawClient& operator=(RawClient&& other) noexcept
    {
        std::swap(m_socket, other.m_socket);
        error = other.error;
        return *this;
    }

    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    ~RawClient() { close(); }

    [[nodiscard]] static RawClient notYetConnected()
    {
        RawClient client;
        client.m_socket = unconnected();
        return client;
    }

    /// 0, or errno.
    int connectTo(const QByteArray& path) const
    {
        sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.constData(), static_cast<std::size_t>(path.size()));
        const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
        return ::connect(m_socket, generic, sizeof address) == 0 ? 0 : errno;
    }

    /// How many bytes the socket took; -1 once it is closed by the agent.
    ssize_t write(const QByteArray& bytes) const
    {
        return ::send(m_socket,
            bytes.constData(),
            static_cast<std::size_t>(bytes.size()),
            MSG_NOSIGNAL | MSG_DONTWAIT);
    }

    /// Reads what is there into `read`; sets `isClosed` at the end.
    void poll()
    {
        std::array<char, 65536> buffer = {};
        for (;;) {
            const ssize_t count = ::recv(m_socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
            if (count == 0 || (count < 0 && errno != EAGAIN))
                isClosed = true;
            if (count <= 0)
                return;
            read.append(buffer.data(), count);
        }
    }

    void shutdownWriting() const { ::shutdown(m_socket, SHUT_WR); }

    void close()
    {
        if (m_socket >= 0)
            ::close(std::exchange(m_socket, -1));
    }

    int error = 0;
    QByteArray read;
    bool isClosed = false;

private:
    static int unconnected() { return ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); }

    int m_socket = -1;
};

} // namespace lanyard::test
