// SPDX-License-Identifier: MIT
#include "core/platform/file_lock.h"

#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

struct FileLock::Held {
    int descriptor;

    explicit Held(int opened)
        : descriptor(opened)
    {
    }

    ~Held() { close(descriptor); } // Which frees the lock: no child inherits it (O_CLOEXEC).

    Q_DISABLE_COPY_MOVE(Held)
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
    const int descriptor = open(QFile::encodeName(path).constData(),
        O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
        S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return fail(Fault::System, "lock.failed", u"cannot open the lock file"_s, errno);
    auto held = std::make_unique<Held>(descriptor);
    // flock(2), not fcntl(2): the latter would be freed by closing any descriptor of the file.
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return fail(Fault::System, "lock.held", u"another process has the lock"_s);
        return fail(Fault::System, "lock.failed", u"cannot lock"_s, errno);
    }
    return FileLock(std::move(held));
}

} // namespace lanyard::platform
