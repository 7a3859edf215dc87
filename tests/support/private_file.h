// SPDX-License-Identifier: MIT
#pragma once

/// Who may read a file. Linked with private_file_{unix,win}.cpp.

#include <QString>

namespace lanyard::test {

/// Leaves the file or folder to this user (and, on Windows, to the system).
[[nodiscard]] bool makePrivate(const QString& path);

/// Whether nobody else may read or change it, administrators aside.
[[nodiscard]] bool isPrivate(const QString& path);

} // namespace lanyard::test
