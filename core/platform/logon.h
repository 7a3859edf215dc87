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

} // namespace lanyard::platform
