// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace lanyard::platform {

/// Reads a file that decides what people may do: policy.json, apps.json, roles.json. Whoever can
/// change it, or its directory, is the administrator; so nobody else may be able to. Any thread.
///
/// Linux: the file, its directory, and after a symbolic link those it leads to, are owned by root or
/// this user and writable by nobody else. Windows: by access control list.
///
/// Errors  System "file.missing", "file.read"; Untrusted "file.writable_by_others", "file.owner";
///         Malformed "file.not_regular", "file.too_large" (more than `maxSize` bytes).
[[nodiscard]] Result<QByteArray> readTrustedFile(
    const QString& path, qint64 maxSize = qint64{1024} * 1024);

} // namespace lanyard::platform
