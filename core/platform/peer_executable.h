// SPDX-License-Identifier: MIT
#pragma once

/// The file that a peer runs: whose it is to change, and what is in it.

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <map>
#include <tuple>

namespace lanyard::platform {

/// Only an administrator can change the file at `path`, or put another one there: so it holds for
/// the file and for every folder above it. False when that cannot be found out.
[[nodiscard]] bool onlyAdministratorsCanWrite(const QString& path);

/// SHA-256 of executables, computed once for each version of a file.
class ExecutableHashes
{
public:
    /// Of the open file `handle`, in lower-case hexadecimal. Takes about 2 ms a MiB, or nothing
    /// when the same file, unchanged, was asked for before.
    ///
    /// Errors
    ///   System    "peer.unreadable"
    ///   Malformed "peer.too_large"  more than maxSize
    [[nodiscard]] Result<QByteArray> of(qintptr handle);

    /// How often a file had to be read.
    [[nodiscard]] int computed() const noexcept { return m_computed; }

    static constexpr qint64 maxSize = qint64{256} * 1024 * 1024; ///< Above any real program.

private:
    using Version = std::tuple<quint64, quint64, qint64, qint64, qint64>; ///< The platform's.
    static constexpr std::size_t maxKnown = 64;

    std::map<Version, QByteArray> m_known;
    int m_computed = 0;
};

} // namespace lanyard::platform
