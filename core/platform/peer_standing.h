// SPDX-License-Identifier: MIT
#pragma once

/// Whom a process acts for, and whether ours talks to such a one. Pure; the system is asked by
/// peer_win.cpp.

#include "core/base/result.h"

#include <QByteArray>

#include <cstdint>

namespace lanyard::platform {

struct Standing {
    QByteArray userId; ///< The SID; empty where the system does not tell.
    std::uint32_t session = 0;
    std::uint32_t integrity = 0; ///< Its label's last number; 0 where the system does not tell.

    static constexpr std::uint32_t medium = 0x2000; ///< What programs have that nobody confined.
};

/// Of the same user, the same session, and of no less integrity than ours, medium at the most: an
/// agent does not turn ordinary programs away for having more itself.
///
/// Errors  Untrusted "peer.other_user", "peer.other_session", "peer.low_integrity".
[[nodiscard]] Result<> admit(const Standing& peer, const Standing& ours);

} // namespace lanyard::platform
