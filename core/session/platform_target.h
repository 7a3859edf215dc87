// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

namespace lanyard::session {

/// Where and as whom the NHS API platform is asked for a token; from policy::Audience.
struct PlatformTarget {
    QByteArray tokenUrl; ///< As policy spells it: the assertion's aud.
    QByteArray apiKey; ///< The client's name there.
    QString keyFile; ///< PEM, for RS512.
    QByteArray keyId;
    QString secretFile; ///< For refreshing. Empty: only exchanges.

    friend bool operator==(const PlatformTarget&, const PlatformTarget&) = default;
};

} // namespace lanyard::session
