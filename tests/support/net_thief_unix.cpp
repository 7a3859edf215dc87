// SPDX-License-Identifier: MIT
#include "tests/support/net_thief.h"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lanyard::test {

NetThief::NetThief(Place place, quint16 port, Sharing sharing)
    : m_socket(static_cast<quintptr>(::socket(AF_INET, SOCK_STREAM, 0)))
{
    const int socket = static_cast<int>(m_socket);
    const int yes = 1;
    if (sharing == Sharing::Address || sharing == Sharing::Both)
        ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (sharing == Sharing::Port || sharing == Sharing::Both)
        ::setsockopt(socket, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    where.sin_addr.s_addr = htonl(place == Place::Loopback ? INADDR_LOOPBACK : INADDR_ANY);
    m_isBound = ::bind(socket, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
}

NetThief::~NetThief()
{
    ::close(static_cast<int>(m_socket));
}

bool NetThief::listens()
{
    return ::listen(static_cast<int>(m_socket), 8) == 0;
}

bool NetThief::isTaken(int native)
{
    return native == EADDRINUSE;
}

} // namespace lanyard::test
