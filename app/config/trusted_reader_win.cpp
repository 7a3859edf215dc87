// SPDX-License-Identifier: MIT
#include "app/config/trusted_reader.h"
#include "core/base/security_win.h"

#include <QDir>
#include <QFileInfo>

namespace lanyard::config {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 maxSize = qint64{1024} * 1024; // What the JSON reader takes.

Writers writersOf(Owners owners)
{
    // Whoever runs as an administrator is one, and so is what they wrote.
    return owners == Owners::Administrators && !isElevated() ? Writers::Administrators
                                                             : Writers::AdministratorsAndOurselves;
}

constexpr ACCESS_MASK takeover = DELETE | WRITE_DAC | WRITE_OWNER;

/// Every folder from the one that holds `path` up to the root: nobody else can put another file in
/// its place. In the lowest nobody else may add one either, where a missing file would be read.
bool foldersAreSafe(const QString& path, Writers writers)
{
    QString folder = QFileInfo(path).path();
    ACCESS_MASK rights = FILE_ADD_FILE | FILE_DELETE_CHILD | takeover;
    while (true) {
        if (!onlyTheyHave(rights, folder, writers))
            return false;
        if (QFileInfo(folder).isRoot())
            return true;
        folder = QFileInfo(folder).path();
        rights = FILE_DELETE_CHILD | takeover;
    }
}

tl::unexpected<Error> unreadable(const QString& what)
{
    return fail(Fault::System, "file.unreadable", what, static_cast<int>(GetLastError()));
}

Result<QByteArray> contents(HANDLE file)
{
    QByteArray bytes(maxSize + 1, Qt::Uninitialized);
    qsizetype size = 0;
    while (size < bytes.size()) {
        DWORD got = 0;
        if (!ReadFile(
                file, bytes.data() + size, static_cast<DWORD>(bytes.size() - size), &got, nullptr))
            return unreadable(u"cannot be read"_s);
        if (got == 0)
            break;
        size += static_cast<qsizetype>(got);
    }
    if (size > maxSize)
        return fail(Fault::System, "file.too_large", u"longer than 1 MiB"_s);
    bytes.truncate(size);
    return bytes;
}

Result<QByteArray> read(const QString& path, Writers writers)
{
    const QString real = QFileInfo(path).canonicalFilePath();
    if (real.isEmpty())
        return fail(Fault::System, "file.missing", u"not there"_s, ERROR_FILE_NOT_FOUND);
    const auto writable = [](const QString& what) {
        return fail(Fault::Untrusted, "file.writable_by_others", what);
    };
    if (!foldersAreSafe(QFileInfo(path).absoluteFilePath(), writers)
        || !foldersAreSafe(real, writers))
        return writable(u"a folder on its way belongs to, or can be written by, other users"_s);

    const Handle file(
        CreateFileW(reinterpret_cast<const wchar_t*>(QDir::toNativeSeparators(real).utf16()),
            GENERIC_READ,
            FILE_SHARE_READ,
            nullptr,
            OPEN_EXISTING,
            FILE_FLAG_OPEN_REPARSE_POINT | SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS,
            nullptr));
    if (!file.isOpen())
        return unreadable(u"cannot be opened"_s);
    if (GetFileType(file.get()) != FILE_TYPE_DISK)
        return fail(Fault::Untrusted, "file.not_regular", u"not a regular file"_s);
    if (!onlyTheyHave(FILE_WRITE_DATA | FILE_APPEND_DATA | takeover, file.get(), writers))
        return writable(u"belongs to, or can be written by, other users"_s);
    return contents(file.get());
}

} // namespace

TrustedReader trustedReader(Owners owners)
{
    return [writers = writersOf(owners)](const QString& path) { return read(path, writers); };
}

TrustedReader trustedReaderFor(const QString& directory)
{
    const QString machines = machineConfigDirectory();
    const bool isMachines = QDir(directory) == QDir(machines)
        || (QFileInfo::exists(directory)
            && QFileInfo(directory).canonicalFilePath() == QFileInfo(machines).canonicalFilePath());
    return trustedReader(isMachines ? Owners::Administrators : Owners::AdministratorsAndOurselves);
}

} // namespace lanyard::config
