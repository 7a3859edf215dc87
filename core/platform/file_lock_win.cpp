// SPDX-License-Identifier: MIT
#include "core/base/handle_win.h"
#include "core/platform/file_lock.h"

namespace lanyard::platform {

using namespace Qt::StringLiterals;

struct FileLock::Held {
    Handle file; ///< Closing it frees the lock; no child inherits it.
};

FileLock::FileLock(std::unique_ptr<Held> held)
    : m_held(std::move(held))
{
}

FileLock::FileLock(FileLock&&) noexcept = default;
FileLock& FileLock::operator=(FileLock&&) noexcept = default;
FileLock::~FileLock() = default;

Result<FileLock> FileLock::tryAcquire(const QString& path)
{
    const auto failed = [](const QString& what) {
        return fail(Fault::System, "lock.failed", what, static_cast<int>(GetLastError()));
    };
    // Shared with whoever looks at the file, a virus scanner for one: the lock is on a byte of it.
    Handle file(CreateFileW(reinterpret_cast<const wchar_t*>(path.utf16()),
        GENERIC_READ | GENERIC_WRITE,
        FILE_SHARE_READ | FILE_SHARE_WRITE,
        nullptr,
        OPEN_ALWAYS,
        FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT,
        nullptr));
    if (!file.isOpen())
        return failed(u"cannot open the lock file"_s);
    OVERLAPPED firstByte = {};
    if (!LockFileEx(
            file.get(), LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &firstByte)) {
        if (GetLastError() == ERROR_LOCK_VIOLATION || GetLastError() == ERROR_IO_PENDING)
            return fail(Fault::System, "lock.held", u"another process has the lock"_s);
        return failed(u"cannot lock"_s);
    }
    return FileLock(std::make_unique<Held>(std::move(file)));
}

} // namespace lanyard::platform
