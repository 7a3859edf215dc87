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

/// `path` for reading; nobody can write, rename or remove the file while this is open. Not open
/// when somebody has it open for writing.
[[nodiscard]] Handle openAgainstChange(const QString& path);

/// A program that runs cannot be written, but it can be renamed, and another put in its place: the
/// system then notes a change of the file, later than `startTime`, when the process began.
[[nodiscard]] bool isChangedSince(const FileVersion& version, std::uint64_t startTime) noexcept;

} // namespace lanyard::platform
