// SPDX-License-Identifier: MIT
#include "app/config/trusted_reader.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lanyard::config {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 maxSize = qint64{1024} * 1024; // What the JSON reader takes.

class Descriptor
{
public:
    explicit Descriptor(const QString& path)
        // Not blocking, in case it is a pipe; not through a link, as the path has none left.
        : m_number(::open(QFile::encodeName(path).constData(),
            O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY))
    {
    }

    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }

    Q_DISABLE_COPY_MOVE(Descriptor)

    [[nodiscard]] int number() const { return m_number; }

private:
    int m_number;
};

bool isOwnedBy(Owners owners, const struct stat& status)
{
    return status.st_uid == 0
        || (owners == Owners::AdministratorsAndOurselves && status.st_uid == ::geteuid());
}

/// The group bits are also the mask of an access control list, so that one is covered.
bool othersMayWrite(const struct stat& status)
{
    return (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

/// Every folder from the one that holds `path` up to the root.
bool foldersAreSafe(const QString& path, Owners owners)
{
    QString folder = QFileInfo(path).path();
    while (true) {
        struct stat status = {};
        if (::stat(QFile::encodeName(folder).constData(), &status) != 0)
            return false;
        // In a sticky folder such as /tmp nobody can replace what is not theirs.
        const bool isSticky = (status.st_mode & S_ISVTX) != 0;
        if (!isOwnedBy(owners, status) || (othersMayWrite(status) && !isSticky))
            return false;
        if (folder == u"/"_s)
            return true;
        folder = QFileInfo(folder).path();
    }
}

Result<QByteArray> contents(int descriptor)
{
    QFile file;
    if (!file.open(descriptor, QIODevice::ReadOnly, QFileDevice::DontCloseHandle))
        return fail(Fault::System, "file.unreadable", u"cannot be read"_s);
    QByteArray bytes = file.read(maxSize + 1);
    if (file.error() != QFileDevice::NoError)
        return fail(Fault::System, "file.unreadable", u"cannot be read"_s);
    if (bytes.size() > maxSize)
        return fail(Fault::System, "file.too_large", u"longer than 1 MiB"_s);
    return bytes;
}

Result<QByteArray> read(const QString& path, Owners owners)
{
    const QString real = QFileInfo(path).canonicalFilePath();
    if (real.isEmpty())
        return fail(Fault::System, "file.missing", u"not there"_s, ENOENT);
    if (!foldersAreSafe(QFileInfo(path).absoluteFilePath(), owners)
        || !foldersAreSafe(real, owners))
        return fail(Fault::Untrusted,
            "file.writable_by_others",
            u"a folder on its way belongs to, or can be written by, other users"_s);

    const Descriptor file(real);
    if (file.number() < 0)
        return fail(Fault::System, "file.unreadable", u"cannot be opened"_s, errno);
    struct stat status = {};
    if (::fstat(file.number(), &status) != 0)
        return fail(Fault::System, "file.unreadable", u"cannot be examined"_s, errno);
    if (!S_ISREG(status.st_mode))
        return fail(Fault::Untrusted, "file.not_regular", u"not a regular file"_s);
    if (!isOwnedBy(owners, status) || othersMayWrite(status))
        return fail(Fault::Untrusted,
            "file.writable_by_others",
            u"belongs to, or can be written by, other users"_s);
    return contents(file.number());
}

} // namespace

TrustedReader trustedReader(Owners owners)
{
    return [owners](const QString& path) { return read(path, owners); };
}

TrustedReader trustedReaderFor(const QString& directory)
{
    const bool isMachines = QFileInfo(directory).canonicalFilePath()
        == QFileInfo(machineConfigDirectory()).canonicalFilePath();
    return trustedReader(isMachines || directory == machineConfigDirectory()
            ? Owners::Administrators
            : Owners::AdministratorsAndOurselves);
}

} // namespace lanyard::config
