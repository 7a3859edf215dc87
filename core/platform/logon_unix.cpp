// SPDX-License-Identifier: MIT
#include "core/platform/file_lock.h"
#include "core/platform/logon.h"
#include "core/platform/runtime_directory.h"

#include <QDir>
#include <QFile>

#include <unistd.h>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView noSession = "default";

/// The kernel's files report a size of 0, so this reads until the end, at most 128 bytes.
QByteArray firstLine(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return {};
    return file.read(128).trimmed();
}

/// What pam_systemd or the audit system calls this login session.
QByteArray loginSession()
{
    const QByteArray named = qgetenv("XDG_SESSION_ID");
    if (!named.isEmpty())
        return named.left(64);
    const QByteArray audited = firstLine(u"/proc/self/sessionid"_s);
    const bool isSet = !audited.isEmpty() && audited != "4294967295"; // (uid_t)-1.
    return isSet ? audited : noSession.toByteArray();
}

/// Whether systemd-logind could know a session by this name.
bool isListable(const QByteArray& id)
{
    return !id.isEmpty() && id != noSession && !id.contains('/') && !id.startsWith('.');
}

} // namespace

Logon currentLogon()
{
    return {.bootId = firstLine(u"/proc/sys/kernel/random/boot_id"_s),
        .logonId = loginSession(),
        .userId = QByteArray::number(getuid())};
}

bool isOver(const Logon& logon)
{
    const Logon ours = currentLogon();
    if (logon.userId != ours.userId || logon == ours)
        return false;
    if (logon.bootId != ours.bootId)
        return true;

    // systemd-logind keeps a file for each session that has not ended, also a closing one.
    const QDir known(u"/run/systemd/sessions"_s);
    if (known.exists() && !known.isEmpty() && isListable(logon.logonId))
        return !known.exists(QFile::decodeName(logon.logonId));

    // No list: an agent that lives holds its lock.
    const auto lock = lockFileOf(logon);
    return lock && (!QFile::exists(*lock) || FileLock::tryAcquire(*lock));
}

} // namespace lanyard::platform
