// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

namespace lanyard::platform {

/// Which sign-on to this computer we live in. A stored session belongs to exactly one.
struct Logon {
    QByteArray bootId; ///< Changes with every start of the machine.
    QByteArray logonId; ///< Windows: the logon LUID; Linux: the login session's id.
    QByteArray userId; ///< Windows: the SID; Linux: the uid.

    friend bool operator==(const Logon&, const Logon&) = default;
};

/// Of this process. Constant for its life.
[[nodiscard]] Logon currentLogon();

/// Whether that logon is certainly over: another boot's, or one the system no longer knows. Where
/// the system keeps no list of logons, one whose agent does not hold its lock (lockFileOf()).
/// False when in doubt, and for another user's.
[[nodiscard]] bool isOver(const Logon& logon);

} // namespace lanyard::platform
