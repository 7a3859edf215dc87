// SPDX-License-Identifier: MIT
#include "core/platform/descriptor_unix.h"
#include "core/platform/trusted_file.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

Result<> checkTrust(const struct stat& status)
{
    if (status.st_uid != 0 && status.st_uid != getuid())
        return fail(Fault::Untrusted, "file.owner", u"owned by another user"_s);
    // An access control list that lets anybody else write shows in the group's bits.
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return fail(Fault::Untrusted, "file.writable_by_others", u"writable by others"_s);
    return {};
}

Result<> checkDirectoryOf(const QString& path)
{
    struct stat status = {};
    if (stat(QFile::encodeName(QFileInfo(path).path()).constData(), &status) != 0)
        return fail(Fault::System, "file.missing", u"no such directory"_s, errno);
    return checkTrust(status);
}

} // namespace

Result<QByteArray> readTrustedFile(const QString& path, qint64 maxSize)
{
    const QString target = QFileInfo(path).canonicalFilePath();
    if (target.isEmpty())
        return fail(Fault::System, "file.missing", u"no such file"_s, ENOENT);
    LY_CHECK(checkDirectoryOf(path));
    LY_CHECK(checkDirectoryOf(target));
    // O_NONBLOCK: a named pipe must not make us wait. It means nothing to a file.
    const Descriptor opened(open(
        QFile::encodeName(target).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat status = {};
    if (opened.number < 0 || fstat(opened.number, &status) != 0)
        return fail(Fault::System, "file.read", u"cannot open the file"_s, errno);
    if (!S_ISREG(status.st_mode))
        return fail(Fault::Malformed, "file.not_regular", u"not a regular file"_s);
    LY_CHECK(checkTrust(status)); // Of what was opened, not of what has the name now.
    QFile file;
    if (!file.open(opened.number, QIODevice::ReadOnly | QIODevice::Unbuffered))
        return fail(Fault::System, "file.read", u"cannot read the file"_s);
    QByteArray content = file.read(maxSize + 1);
    if (content.size() > maxSize)
        return fail(Fault::Malformed, "file.too_large", u"more than %1 bytes"_s.arg(maxSize));
    if (file.error() != QFileDevice::NoError)
        return fail(Fault::System, "file.read", u"cannot read the file"_s);
    return content;
}

} // namespace lanyard::platform
