// SPDX-License-Identifier: MIT
#include "core/platform/descriptor_unix.h"
#include "core/platform/network_watch.h"

#include <QSocketNotifier>

#include <array>
#include <ifaddrs.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lanyard::platform {

namespace {

QByteArray bytesOf(const sockaddr* address)
{
    if (address == nullptr)
        return {};
    if (address->sa_family == AF_INET) {
        const auto* const v4 = reinterpret_cast<const sockaddr_in*>(address);
        return {reinterpret_cast<const char*>(&v4->sin_addr), sizeof v4->sin_addr};
    }
    if (address->sa_family == AF_INET6) {
        const auto* const v6 = reinterpret_cast<const sockaddr_in6*>(address);
        return {reinterpret_cast<const char*>(&v6->sin6_addr), sizeof v6->sin6_addr};
    }
    return {};
}

/// -1 where the system does not give one.
int openNetlink()
{
    const int socket = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    sockaddr_nl address = {};
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
    if (socket < 0
        || ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return socket;
    ::close(socket);
    return -1;
}

} // namespace

Addresses usableAddresses()
{
    Addresses found;
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0)
        return found;
    for (const auto* each = list; each != nullptr; each = each->ifa_next) {
        const bool isRunning = (each->ifa_flags & IFF_RUNNING) != 0;
        const auto address = bytesOf(each->ifa_addr);
        if (isRunning && isUsable(address))
            found.insert(address);
    }
    ::freeifaddrs(list);
    return found;
}

struct NetworkWatch::Source {
    explicit Source(int opened)
        : socket(opened)
        , notifier(opened, QSocketNotifier::Read)
    {
    }

    /// What is said is asked of the system itself; that something is said is all that counts. A
    /// full buffer (ENOBUFS) says so too.
    void drain() const
    {
        std::array<char, 4096> ignored = {};
        while (::recv(socket.number, ignored.data(), ignored.size(), 0) > 0) { }
    }

    Descriptor socket;
    QSocketNotifier notifier;
};

NetworkWatch::NetworkWatch()
{
    const int socket = openNetlink();
    if (socket < 0)
        return;
    m_source = std::make_unique<Source>(socket);
    connect(&m_source->notifier, &QSocketNotifier::activated, this, [this] {
        m_source->drain();
        Q_EMIT noticed();
    });
}

NetworkWatch::~NetworkWatch() = default;

} // namespace lanyard::platform
