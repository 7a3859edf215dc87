// SPDX-License-Identifier: MIT
#pragma once

/// One entry of policy's list of redirect URIs (RFC 8252 §7.3).
///
/// Pure.

#include "core/base/result.h"

#include <QByteArray>
#include <QByteArrayView>

#include <cstdint>
#include <optional>

namespace lanyard::net {

/// A loopback redirect URI as the administrator wrote it. Never normalised: providers compare it
/// byte for byte with the one they have registered.
struct RedirectUri {
    enum class Host : std::uint8_t {
        V4, ///< 127.0.0.1
        V6, ///< [::1]
        Localhost, ///< Whichever the browser tries first, so both must be ours (P4).
    };

    Host host = Host::V4;
    std::optional<quint16> port; ///< Nothing: any port (`*`).
    QByteArray path; ///< Begins with '/'; still percent-encoded.

    /// What an honest browser sends as its Host header once `boundPort` is ours.
    [[nodiscard]] QByteArray authority(quint16 boundPort) const;

    /// The redirect_uri to send.
    [[nodiscard]] QByteArray text(quint16 boundPort) const;
};

/// Reads `http://` host `:` port path, where the host is 127.0.0.1, [::1] or localhost, the port
/// 1 to 65535 or `*`, and the path what a browser will send back unchanged.
///
/// Errors  Misconfigured "loopback.uri": anything else, a query, a fragment, a user name, an
///         upper-case scheme or host, a port left out, a dot segment.
[[nodiscard]] Result<RedirectUri> parseRedirectUri(QByteArrayView entry);

} // namespace lanyard::net
