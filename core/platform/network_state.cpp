// SPDX-License-Identifier: MIT
#include "core/platform/network_state.h"

#include <utility>

namespace lanyard::platform {

namespace {

constexpr qsizetype ipv4Size = 4;
constexpr qsizetype ipv6Size = 16;

bool isUsableV4(const QByteArray& address)
{
    const bool isLoopback = address.startsWith('\x7F');
    const bool isLinkLocal = address.startsWith("\xA9\xFE"); // 169.254: DHCP did not answer.
    return !isLoopback && !isLinkLocal && address != QByteArray(ipv4Size, '\0');
}

bool isUsableV6(const QByteArray& address)
{
    const auto first = static_cast<unsigned char>(address[0]);
    const auto second = static_cast<unsigned char>(address[1]);
    const bool isLinkLocal = first == 0xFE && (second & 0xC0) == 0x80;
    // :: and ::1.
    const bool isOwn = address.startsWith(QByteArray(ipv6Size - 1, '\0'));
    return !isLinkLocal && !isOwn;
}

} // namespace

bool isUsable(const QByteArray& address)
{
    if (address.size() == ipv4Size)
        return isUsableV4(address);
    return address.size() == ipv6Size && isUsableV6(address);
}

std::optional<DesktopEvent> NetworkState::update(Addresses now)
{
    if (now == m_known)
        return std::nullopt;
    m_known = std::move(now);
    return m_known.empty() ? DesktopEvent::NetworkLost : DesktopEvent::NetworkChanged;
}

} // namespace lanyard::platform
