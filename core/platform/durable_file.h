// SPDX-License-Identifier: MIT
#pragma once

/// Files that are there after a power cut (P65). Any thread.

#include "core/base/result.h"

#include <QByteArrayView>
#include <QString>

#include <memory>

namespace lanyard::platform {

/// Puts `content` in place of `path`, readable by this user alone: written beside it, forced to
/// disk, renamed over it, and the directory forced to disk. A crash leaves the old or the new.
///
/// Errors  System "file.full", "file.write".
[[nodiscard]] Result<> replaceFile(const QString& path, QByteArrayView content);

/// Makes `path` take up exactly `size` bytes of disk: room to give back when the disk is full.
///
/// Errors  System "file.full", "file.write".
[[nodiscard]] Result<> reserveSpace(const QString& path, qint64 size);

/// A directory for this user alone, made if need be (its parents too).
///
/// Errors  System "file.write"; Untrusted "file.owner", "file.readable_by_others" when it was there
///         and is somebody else's, or open to others.
[[nodiscard]] Result<> makePrivateDirectory(const QString& path);

/// A file that only grows. Several processes may append to one.
class AppendFile
{
public:
    enum class Open : unsigned char { New, NewOrExisting };

    /// Readable by this user alone. Made durable, name included, before it returns.
    ///
    /// Errors  System "file.exists" (New), "file.full", "file.write".
    [[nodiscard]] static Result<AppendFile> open(const QString& path, Open mode);

    /// With the operating system when it returns: it survives a crash of ours, not of the machine.
    /// All or nothing; where even that cannot be had, the error is "file.torn": use it no more.
    ///
    /// Errors  System "file.full", "file.write", "file.torn".
    [[nodiscard]] Result<> append(QByteArrayView bytes);

    /// On disk when it returns.
    [[nodiscard]] Result<> sync();

    AppendFile(AppendFile&&) noexcept;
    AppendFile& operator=(AppendFile&&) noexcept;
    AppendFile(const AppendFile&) = delete;
    AppendFile& operator=(const AppendFile&) = delete;
    ~AppendFile();

private:
    struct Handle;
    explicit AppendFile(std::unique_ptr<Handle> handle);
    std::unique_ptr<Handle> m_handle;
};

} // namespace lanyard::platform
