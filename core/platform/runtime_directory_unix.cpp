// SPDX-License-Identifier: MIT
#include "core/platform/runtime_directory.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

Result<> checkOurs(const QByteArray& path)
{
    struct stat status = {};
    if (lstat(path.constData(), &status) != 0)
        return fail(Fault::System, "runtime.none", u"no runtime directory"_s, errno);
    if (!S_ISDIR(status.st_mode) || status.st_uid != getuid()
        || (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return fail(Fault::System, "runtime.unsafe", u"not this user's alone"_s);
    return {};
}

Result<QByteArray> userDirectory()
{
    const QByteArray path = qgetenv("XDG_RUNTIME_DIR");
    if (path.isEmpty())
        return fail(Fault::System, "runtime.none", u"XDG_RUNTIME_DIR is not set"_s);
    LY_CHECK(checkOurs(path));
    return path;
}

/// As in core/wire/endpoint_unix.cpp; a test compares the two.
QByteArray sessionName()
{
    QByteArray name;
    for (const char c : qgetenv("XDG_SESSION_ID")) {
        const bool isAllowed = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')
            || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
        if (isAllowed && name.size() < 32)
            name += c;
    }
    return name.isEmpty() ? QByteArrayLiteral("default") : name;
}

} // namespace

Result<QString> runtimeDirectory()
{
    LY_TRY(const auto parent, userDirectory());
    const QByteArray path = parent + "/lanyard-" + sessionName();
    if (mkdir(path.constData(), S_IRWXU) != 0 && errno != EEXIST)
        return fail(Fault::System, "runtime.failed", u"cannot make the directory"_s, errno);
    LY_CHECK(checkOurs(path));
    return QFile::decodeName(path);
}

Result<QString> lockFileOf(const Logon& logon)
{
    LY_TRY(const auto parent, userDirectory());
    const QByteArray name = QCryptographicHash::hash(
        logon.bootId + '\0' + logon.logonId + '\0' + logon.userId, QCryptographicHash::Sha256)
                                .toHex()
                                .left(16);
    return QFile::decodeName(parent + "/lanyard-" + name + ".lock");
}

void removeRuntimeFiles()
{
    if (const auto own = runtimeDirectory())
        QDir(*own).removeRecursively();
}

} // namespace lanyard::platform
