// SPDX-License-Identifier: MIT
#include "core/net/loopback_socket.h"

#include <cstring>

#include <winsock2.h>

#include <ws2tcpip.h>

namespace lanyard::net {

using namespace Qt::StringLiterals;

namespace {

/// The sockets library counts its users; Qt starts it too, but only with its first socket.
class SocketsLibrary
{
public:
    SocketsLibrary() { m_isStarted = WSAStartup(MAKEWORD(2, 2), &m_data) == 0; }

    ~SocketsLibrary()
    {
        if (m_isStarted)
            WSACleanup();
    }

    Q_DISABLE_COPY_MOVE(SocketsLibrary)

private:
    WSADATA m_data = {};
    bool m_isStarted;
};

/// Closes unless taken.
class Socket
{
public:
    explicit Socket(SOCKET raw) noexcept
        : m_raw(raw)
    {
    }

    ~Socket()
    {
        if (m_raw != INVALID_SOCKET)
            closesocket(m_raw);
    }

    Q_DISABLE_COPY_MOVE(Socket)

    [[nodiscard]] SOCKET raw() const noexcept { return m_raw; }

    SOCKET take() noexcept { return std::exchange(m_raw, INVALID_SOCKET); }

private:
    SOCKET m_raw;
};

struct Address {
    sockaddr_storage storage{};
    int size = 0;
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

tl::unexpected<Error> failure()
{
    const int error = WSAGetLastError();
    if (error == WSAEAFNOSUPPORT || error == WSAEADDRNOTAVAIL)
        return fail(Fault::System, "loopback.family", u"no such loopback address here"_s, error);
    return fail(Fault::System, "loopback.port", u"the port cannot be had"_s, error);
}

bool set(SOCKET socket, int level, int option)
{
    const DWORD yes = 1;
    return setsockopt(socket, level, option, reinterpret_cast<const char*>(&yes), sizeof yes) == 0;
}

} // namespace

Result<std::unique_ptr<QTcpServer>> listenOnLoopback(LoopbackFamily family, quint16 port)
{
    static const SocketsLibrary library;
    const int domain = family == LoopbackFamily::V4 ? AF_INET : AF_INET6;
    Socket socket(WSASocketW(domain,
        SOCK_STREAM,
        IPPROTO_TCP,
        nullptr,
        0,
        WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT));
    if (socket.raw() == INVALID_SOCKET)
        return failure();

    // Windows lets a second program bind a port that is in use if it asks with SO_REUSEADDR, unless
    // the first had asked for this. Connections in TIME_WAIT are no obstacle to it.
    if (!set(socket.raw(), SOL_SOCKET, SO_EXCLUSIVEADDRUSE))
        return failure();
    if (family == LoopbackFamily::V6)
        set(socket.raw(), IPPROTO_IPV6, IPV6_V6ONLY);

    const Address address = loopback(family, port);
    const auto* const raw = reinterpret_cast<const sockaddr*>(&address.storage);
    u_long notBlocking = 1;
    if (bind(socket.raw(), raw, address.size) != 0 || listen(socket.raw(), SOMAXCONN) != 0
        || ioctlsocket(socket.raw(), static_cast<long>(FIONBIO), &notBlocking) != 0)
        return failure();

    auto server = std::make_unique<QTcpServer>();
    if (!server->setSocketDescriptor(static_cast<qintptr>(socket.raw())))
        return fail(Fault::System, "loopback.port", u"Qt did not take the socket"_s);
    socket.take(); // The server closes it now.
    return server;
}

void finishSending(const QTcpSocket& socket)
{
    shutdown(static_cast<SOCKET>(socket.socketDescriptor()), SD_SEND);
}

} // namespace lanyard::net
