// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/base/pending.h"
#include "core/base/result.h"

#include <QString>

#include <functional>
#include <memory>

namespace lanyard::platform {

/// Held by one process at a time, and by one FileLock within it: the single agent of a logon, one
/// change at a time to what several agents share. The system frees it when its holder dies, however
/// that happens. The file is made if need be, and never removed: removing it would let a second
/// holder in. Its directory must exist, and be this user's alone.
class FileLock
{
public:
    using Completion = std::function<void(Result<FileLock>)>;

    /// Errors  System "lock.held", "lock.failed" (no such directory, no permission).
    [[nodiscard]] static Result<FileLock> tryAcquire(const QString& path);

    /// Asks again every 20 ms until it is free. Main thread only.
    ///
    /// Errors  TimedOut "lock.timed_out" after `deadline`; System "lock.failed".
    [[nodiscard]] static Pending acquire(
        const QString& path, Clock& clock, Milliseconds deadline, Completion done);

    FileLock(FileLock&&) noexcept;
    FileLock& operator=(FileLock&&) noexcept;
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    ~FileLock(); ///< Releases.

private:
    struct Held;
    explicit FileLock(std::unique_ptr<Held> held);
    std::unique_ptr<Held> m_held;
};

} // namespace lanyard::platform
