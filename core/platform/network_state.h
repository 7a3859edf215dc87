// SPDX-License-Identifier: MIT
#pragma once

/// From addresses to events. Pure. Any thread.

#include "core/platform/desktop_event.h"

#include <QByteArray>

#include <optional>
#include <set>

namespace lanyard::platform {

/// Addresses of this computer, 4 or 16 bytes each, as on the wire.
using Addresses = std::set<QByteArray>;

/// Others could reach it: neither of this computer alone nor of one cable alone.
[[nodiscard]] bool isUsable(const QByteArray& address);

/// Remembers which network there was.
class NetworkState
{
public:
    explicit NetworkState(Addresses now)
        : m_known(std::move(now))
    {
    }

    /// `now` holds usable addresses. Nothing when they are the ones from before.
    [[nodiscard]] std::optional<DesktopEvent> update(Addresses now);

private:
    Addresses m_known;
};

} // namespace lanyard::platform
