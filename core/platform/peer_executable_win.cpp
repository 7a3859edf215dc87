// SPDX-License-Identifier: MIT
#include "core/base/security_win.h"
#include "core/platform/file_version_win.h"
#include "core/platform/peer_executable.h"

#include <QCryptographicHash>
#include <QFileInfo>

#include <vector>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

/// What puts another file in the place of one, or lets a change of that through.
constexpr ACCESS_MASK takeover = DELETE | WRITE_DAC | WRITE_OWNER;

tl::unexpected<Error> unreadable(const QString& what)
{
    return fail(Fault::System, "peer.unreadable", what, static_cast<int>(GetLastError()));
}

} // namespace

bool onlyAdministratorsCanWrite(const QString& path)
{
    constexpr auto administrators = Writers::Administrators;
    if (!QFileInfo(path).isAbsolute()
        || !onlyTheyHave(FILE_WRITE_DATA | FILE_APPEND_DATA | takeover, path, administrators))
        return false;
    // A library put beside a program is loaded into it, so nothing may be added there either.
    QString folder = QFileInfo(path).path();
    if (!onlyTheyHave(FILE_ADD_FILE | FILE_DELETE_CHILD | takeover, folder, administrators))
        return false;
    // Further up everybody may add folders, as at the root of the system's disk.
    while (!QFileInfo(folder).isRoot()) {
        folder = QFileInfo(folder).path();
        if (!onlyTheyHave(FILE_DELETE_CHILD | takeover, folder, administrators))
            return false;
    }
    return true;
}

Result<QByteArray> ExecutableHashes::of(qintptr handle)
{
    auto* const file = reinterpret_cast<HANDLE>(handle);
    LY_TRY(const FileVersion version, versionOf(file));
    const qint64 size = sizeOf(version);
    if (size > maxSize)
        return fail(Fault::Malformed, "peer.too_large", u"the executable is too large to hash"_s);
    if (const auto known = m_known.find(version); known != m_known.end())
        return known->second;

    QCryptographicHash hash(QCryptographicHash::Sha256);
    std::vector<char> buffer(std::size_t{64} * 1024);
    qint64 at = 0;
    while (at < size) {
        OVERLAPPED place = {}; // Where to read from; the call still waits.
        place.Offset = static_cast<DWORD>(at & 0xFFFFFFFF);
        place.OffsetHigh = static_cast<DWORD>(at >> 32);
        DWORD count = 0;
        if (!ReadFile(file, buffer.data(), static_cast<DWORD>(buffer.size()), &count, &place)
            || count == 0)
            return unreadable(u"the executable cannot be read"_s);
        hash.addData(QByteArrayView(buffer.data(), static_cast<qsizetype>(count)));
        at += count;
    }
    ++m_computed;
    const QByteArray hex = hash.result().toHex();
    if (isSettled(version)) {
        if (m_known.size() >= maxKnown)
            m_known.clear();
        m_known.emplace(version, hex);
    }
    return hex;
}

} // namespace lanyard::platform
