// SPDX-License-Identifier: MIT
#pragma once

#include "core/audit/disk.h"
#include "core/audit/event.h"

#include <QString>

#include <cstdint>

namespace lanyard::audit {

/// How far an event may go when the disk is full (design.md §10).
enum class Claim : std::uint8_t {
    None, ///< It raises authority, or says nothing of anybody's: refused at once.
    Shared, ///< Served from the reserve, up to what is kept for the next.
    Last, ///< Sign-out and the like: down to the last byte.
};

[[nodiscard]] Claim claimOf(Kind kind);

/// Disk space that is ours already, given back piece by piece when there is no other left.
class Reserve
{
public:
    static constexpr qint64 size = qint64{256} * 1024; ///< About a thousand tokens.
    static constexpr qint64 keptForLast = qint64{32} * 1024; ///< About a hundred sign-outs.
    static constexpr qint64 piece = qint64{16} * 1024; ///< One line at most, and what a block adds.

    Reserve(Disk& disk, QString path);

    /// Takes, or takes back, all of it. Errors as Disk::reserve().
    [[nodiscard]] Result<> fill();

    /// Gives a piece back to the disk; false when `claim` has no more to ask for.
    [[nodiscard]] bool give(Claim claim);

    [[nodiscard]] bool isWhole() const { return m_left == size; }

private:
    Disk& m_disk;
    QString m_path;
    qint64 m_left = 0;
};

} // namespace lanyard::audit
