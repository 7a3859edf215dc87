// SPDX-License-Identifier: MIT
#include "tests/support/net_thief.h"

#include <winsock2.h>

namespace lanyard::test {

NetThief::NetThief(Place place, quint16 port, Sharing sharing)
{
    WSADATA data = {}; // Given back with the process.
    WSAStartup(MAKEWORD(2, 2), &data);
    m_socket = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, WSA_FLAG_OVERLAPPED);
    const DWORD yes = 1;
    if (sharing != Sharing::None)
        setsockopt(
            m_socket, SOL_SOCKET, SO_REUSEADDR, reinterpret_cast<const char*>(&yes), sizeof yes);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    where.sin_addr.s_addr = htonl(place == Place::Loopback ? INADDR_LOOPBACK : INADDR_ANY);
    m_isBound = bind(m_socket, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
}

NetThief::~NetThief()
{
    closesocket(m_socket);
}

bool NetThief::listens()
{
    return listen(m_socket, 8) == 0;
}

bool NetThief::isTaken(int native)
{
    // The second where either side has asked for exclusive use.
    return native == WSAEADDRINUSE || native == WSAEACCES;
}

} // namespace lanyard::test
