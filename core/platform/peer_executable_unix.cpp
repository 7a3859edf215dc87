// SPDX-License-Identifier: MIT
#include "core/platform/peer_executable.h"

#include <QCryptographicHash>
#include <QFile>

#include <array>
#include <cerrno>
#include <ctime>
#include <sys/stat.h>
#include <unistd.h>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 second = 1'000'000'000; // Nanoseconds.

qint64 nanoseconds(const timespec& time)
{
    return qint64{time.tv_sec} * second + qint64{time.tv_nsec};
}

/// File times advance in steps of a few milliseconds, so a file changed a moment ago may change
/// again and look the same.
bool isSettled(const struct stat& status)
{
    timespec now = {};
    clock_gettime(CLOCK_REALTIME, &now);
    return nanoseconds(now) - nanoseconds(status.st_ctim) > 2 * second;
}

bool isAdministrators(const struct stat& status)
{
    // In a folder with the sticky bit only the owner of an entry can replace it.
    const bool entriesAreSafe = S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX) != 0;
    return status.st_uid == 0 && ((status.st_mode & (S_IWGRP | S_IWOTH)) == 0 || entriesAreSafe);
}

} // namespace

bool onlyAdministratorsCanWrite(const QString& path)
{
    if (!path.startsWith(u'/'))
        return false;
    for (qsizetype end = path.size(); end > 0; end = path.lastIndexOf(u'/', end - 1)) {
        struct stat status = {};
        if (lstat(QFile::encodeName(path.left(end)).constData(), &status) != 0
            || S_ISLNK(status.st_mode) || !isAdministrators(status))
            return false;
    }
    return true;
}

Result<QByteArray> ExecutableHashes::of(qintptr handle)
{
    const int file = static_cast<int>(handle);
    struct stat status = {};
    if (fstat(file, &status) != 0)
        return fail(Fault::System, "peer.unreadable", u"the executable has no status"_s, errno);
    if (status.st_size > maxSize)
        return fail(Fault::Malformed, "peer.too_large", u"the executable is too large to hash"_s);

    const Version version{status.st_dev,
        status.st_ino,
        status.st_size,
        nanoseconds(status.st_mtim),
        nanoseconds(status.st_ctim)};
    if (const auto known = m_known.find(version); known != m_known.end())
        return known->second;

    QCryptographicHash hash(QCryptographicHash::Sha256);
    std::array<char, std::size_t{64}* 1024> buffer = {};
    off_t at = 0;
    while (at < status.st_size) {
        const ssize_t count = pread(file, buffer.data(), buffer.size(), at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return fail(
                Fault::System, "peer.unreadable", u"the executable cannot be read"_s, errno);
        hash.addData(QByteArrayView(buffer.data(), count));
        at += count;
    }
    ++m_computed;
    const QByteArray hex = hash.result().toHex();
    if (isSettled(status)) {
        if (m_known.size() >= maxKnown)
            m_known.clear();
        m_known.emplace(version, hex);
    }
    return hex;
}

} // namespace lanyard::platform
