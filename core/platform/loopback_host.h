// SPDX-License-Identifier: MIT
#pragma once

/// Which hosts are this computer.
///
/// Pure. Header only, so that core/net can use it without the rest of this layer.

#include <QStringView>

namespace lanyard::platform {

/// An address literal of the loopback interface. Brackets are not part of a host here: QUrl::host().
[[nodiscard]] inline bool isLoopbackLiteral(QStringView host) noexcept
{
    return host == u"127.0.0.1" || host == u"::1";
}

/// A literal, or the name that browsers resolve to one without asking anybody.
[[nodiscard]] inline bool isLoopbackHost(QStringView host) noexcept
{
    return isLoopbackLiteral(host) || host == u"localhost";
}

} // namespace lanyard::platform
