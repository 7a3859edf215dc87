// SPDX-License-Identifier: MIT
#include "core/platform/network_watch.h"

#include <QMetaObject>

#include <vector>

// These headers want this order.
// clang-format off
#include <winsock2.h>
#include <windows.h>
#include <ws2ipdef.h>
#include <iphlpapi.h>
#include <netioapi.h>

// clang-format on

namespace lanyard::platform {

namespace {

QByteArray bytesOf(const SOCKET_ADDRESS& address)
{
    if (address.lpSockaddr->sa_family == AF_INET) {
        const auto* const v4 = reinterpret_cast<const sockaddr_in*>(address.lpSockaddr);
        return {reinterpret_cast<const char*>(&v4->sin_addr), sizeof v4->sin_addr};
    }
    if (address.lpSockaddr->sa_family == AF_INET6) {
        const auto* const v6 = reinterpret_cast<const sockaddr_in6*>(address.lpSockaddr);
        return {reinterpret_cast<const char*>(&v6->sin6_addr), sizeof v6->sin6_addr};
    }
    return {};
}

constexpr ULONG onlyAddresses = GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST
    | GAA_FLAG_SKIP_DNS_SERVER | GAA_FLAG_SKIP_FRIENDLY_NAME;

} // namespace

Addresses usableAddresses()
{
    std::vector<std::byte> buffer;
    ULONG size = 16 * 1024;
    ULONG status = ERROR_BUFFER_OVERFLOW;
    for (int tries = 0; status == ERROR_BUFFER_OVERFLOW && tries < 4; ++tries) {
        buffer.resize(size);
        status = GetAdaptersAddresses(AF_UNSPEC,
            onlyAddresses,
            nullptr,
            reinterpret_cast<IP_ADAPTER_ADDRESSES*>(buffer.data()),
            &size);
    }
    Addresses found;
    if (status != ERROR_SUCCESS)
        return found;
    const auto* adapter = reinterpret_cast<const IP_ADAPTER_ADDRESSES*>(buffer.data());
    for (; adapter != nullptr; adapter = adapter->Next) {
        const auto* each =
            adapter->OperStatus == IfOperStatusUp ? adapter->FirstUnicastAddress : nullptr;
        for (; each != nullptr; each = each->Next) {
            const auto address = bytesOf(each->Address);
            if (isUsable(address))
                found.insert(address);
        }
    }
    return found;
}

struct NetworkWatch::Source {
    HANDLE notification = nullptr;

    ~Source()
    {
        if (notification != nullptr)
            CancelMibChangeNotify2(notification); // Returns when no call is under way any more.
    }
};

namespace {

/// In a thread of the system's.
VOID WINAPI addressChanged(
    PVOID watch, PMIB_UNICASTIPADDRESS_ROW /*row*/, MIB_NOTIFICATION_TYPE /*type*/)
{
    auto* const to = static_cast<NetworkWatch*>(watch);
    QMetaObject::invokeMethod(to, &NetworkWatch::noticed, Qt::QueuedConnection);
}

} // namespace

NetworkWatch::NetworkWatch()
    : m_source(std::make_unique<Source>())
{
    if (NotifyUnicastIpAddressChange(
            AF_UNSPEC, &addressChanged, this, FALSE, &m_source->notification)
        != NO_ERROR)
        m_source->notification = nullptr;
}

NetworkWatch::~NetworkWatch() = default;

} // namespace lanyard::platform
