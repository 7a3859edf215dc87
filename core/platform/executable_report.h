// SPDX-License-Identifier: MIT
#pragma once

/// What a program's file is found to be, once looked into.

#include "core/base/result.h"
#include "core/platform/publisher.h"

#include <QByteArray>
#include <QString>

#include <cstdint>

namespace lanyard::platform {

/// The file of a process, and what to ask about it.
struct ExecutableQuestion {
    QString path;
    std::uint64_t startTime = 0; ///< Of the process; a file changed since is not what it runs.
    Revocation revocation = Revocation::Cached; ///< For its publisher only.
};

/// Found apart, but both of the file as it was when the process began, or neither.
struct ExecutableReport {
    Result<QByteArray> hash; ///< SHA-256 in lower-case hexadecimal.
    Publisher publisher;
};

} // namespace lanyard::platform
