// SPDX-License-Identifier: MIT
#include "core/net/loopback_socket.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lanyard::net {

using namespace Qt::StringLiterals;

namespace {

/// As many as the system allows: one that is full makes the browser wait a second to try again.
constexpr int backlog = SOMAXCONN;

/// Closes unless taken.
class Descriptor
{
public:
    explicit Descriptor(int number) noexcept
        : m_number(number)
    {
    }

    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }

    Q_DISABLE_COPY_MOVE(Descriptor)

    [[nodiscard]] int number() const noexcept { return m_number; }

    int take() noexcept { return std::exchange(m_number, -1); }

private:
    int m_number;
};

struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

Address loopback(LoopbackFamily family, quint16 port)
{
    Address address;
    if (family == LoopbackFamily::V4) {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.size = sizeof v4;
        std::memcpy(&address.storage, &v4, sizeof v4);
    } else {
        sockaddr_in6 v6{};
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        v6.sin6_addr = in6addr_loopback;
        address.size = sizeof v6;
        std::memcpy(&address.storage, &v6, sizeof v6);
    }
    return address;
}

tl::unexpected<Error> failure(int error)
{
    if (error == EAFNOSUPPORT || error == EADDRNOTAVAIL)
        return fail(Fault::System, "loopback.family", u"no such loopback address here"_s, error);
    return fail(Fault::System, "loopback.port", u"the port cannot be had"_s, error);
}

} // namespace

Result<std::unique_ptr<QTcpServer>> listenOnLoopback(LoopbackFamily family, quint16 port)
{
    const int domain = family == LoopbackFamily::V4 ? AF_INET : AF_INET6;
    Descriptor socket(::socket(domain, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
    if (socket.number() < 0)
        return failure(errno);

    // On Linux SO_REUSEADDR does not share a port that someone listens on: it only looks past
    // connections in TIME_WAIT, without which a second sign-in within a minute would fail. Of two
    // that bind before either listens, the second to listen fails. SO_REUSEPORT, which does share,
    // needs every holder to set it, and we never do.
    const int yes = 1;
    ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (family == LoopbackFamily::V6)
        ::setsockopt(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);

    const Address address = loopback(family, port);
    const auto* const raw = reinterpret_cast<const sockaddr*>(&address.storage);
    if (::bind(socket.number(), raw, address.size) != 0 || ::listen(socket.number(), backlog) != 0)
        return failure(errno);

    auto server = std::make_unique<QTcpServer>();
    if (!server->setSocketDescriptor(socket.number()))
        return failure(EBADF);
    socket.take(); // The server closes it now.
    return server;
}

void finishSending(const QTcpSocket& socket)
{
    ::shutdown(static_cast<int>(socket.socketDescriptor()), SHUT_WR);
}

} // namespace lanyard::net
