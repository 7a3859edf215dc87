// SPDX-License-Identifier: MIT
#pragma once

/// Which file an open handle is, and in which state: what was learnt of one version holds for it.

#include "core/base/handle_win.h"
#include "core/base/result.h"

#include <QString>

#include <cstdint>
#include <tuple>

namespace lanyard::platform {

/// Volume, file, size, last write and last change: any write or rename makes another one.
using FileVersion = std::tuple<quint64, quint64, qint64, qint64, qint64>;

/// Of the open file `file`.
///
/// Errors  System "peer.unreadable".
[[nodiscard]] Result<FileVersion> versionOf(HANDLE file);

[[nodiscard]] qint64 sizeOf(const FileVersion& version) noexcept; ///< In bytes.

/// Changed long enough ago that the next change will show: file times advance in steps.
[[nodiscard]] bool isSettled(const FileVersion& version) noexcept;

struct OpenExecutable {
    Handle handle; ///< Nobody can write, rename or remove the file while it is open.
    FileVersion version;
};

/// The file at `path` for reading, as it was at `startTime`, when its process began. A program that
/// runs cannot be written, but it can be renamed, and another put in its place: the system then
/// notes a later change of the file.
///
/// Errors  System "peer.unreadable": also when somebody has it open for writing, or it was changed.
[[nodiscard]] Result<OpenExecutable> openUnchanged(const QString& path, std::uint64_t startTime);

} // namespace lanyard::platform
