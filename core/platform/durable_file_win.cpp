// SPDX-License-Identifier: MIT
#include "core/base/security_win.h"
#include "core/platform/durable_file.h"

#include <QDir>
#include <QFileInfo>
#include <QUuid>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> failure(const QString& what, DWORD number = GetLastError())
{
    const bool isFull = number == ERROR_DISK_FULL || number == ERROR_HANDLE_DISK_FULL
        || number == ERROR_DISK_QUOTA_EXCEEDED;
    return fail(Fault::System, isFull ? "file.full" : "file.write", what, static_cast<int>(number));
}

const wchar_t* wide(const QString& path)
{
    return reinterpret_cast<const wchar_t*>(path.utf16());
}

/// Opens a file for this user alone; one that is there keeps the access that it has.
Result<Handle> openPrivate(const QString& path, DWORD access, DWORD disposition)
{
    LY_TRY(const auto descriptor, SecurityDescriptor::fromSddl(privateSddl()));
    SECURITY_ATTRIBUTES attributes = descriptor.attributes();
    Handle file(CreateFileW(wide(path),
        access,
        FILE_SHARE_READ | FILE_SHARE_WRITE,
        &attributes,
        disposition,
        FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT,
        nullptr));
    if (!file.isOpen() && GetLastError() == ERROR_FILE_EXISTS)
        return fail(
            Fault::System, "file.exists", u"the file is there already"_s, ERROR_FILE_EXISTS);
    if (!file.isOpen())
        return failure(u"cannot open a file"_s);
    return file;
}

/// The number of bytes written: all, or fewer with the last error set.
qsizetype writeAll(HANDLE file, QByteArrayView bytes)
{
    qsizetype written = 0;
    while (written < bytes.size()) {
        DWORD now = 0;
        if (!WriteFile(file,
                bytes.data() + written,
                static_cast<DWORD>(bytes.size() - written),
                &now,
                nullptr))
            break;
        written += static_cast<qsizetype>(now);
    }
    return written;
}

} // namespace

Result<> replaceFile(const QString& path, QByteArrayView content)
{
    const QString temporary = path + u'.' + QUuid::createUuid().toString(QUuid::Id128);
    {
        LY_TRY(const Handle file, openPrivate(temporary, GENERIC_WRITE, CREATE_NEW));
        if (writeAll(file.get(), content) != content.size() || !FlushFileBuffers(file.get())) {
            const DWORD number = GetLastError();
            DeleteFileW(wide(temporary));
            return failure(u"cannot write a file"_s, number);
        }
    }
    // Write-through also forces the change of the name, for which there is no other call.
    if (!MoveFileExW(
            wide(temporary), wide(path), MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH)) {
        const DWORD number = GetLastError();
        DeleteFileW(wide(temporary));
        return failure(u"cannot replace a file"_s, number);
    }
    return {};
}

Result<> reserveSpace(const QString& path, qint64 size)
{
    LY_TRY(const Handle file, openPrivate(path, GENERIC_READ | GENERIC_WRITE, OPEN_ALWAYS));
    LARGE_INTEGER end = {};
    end.QuadPart = size;
    // A file that is neither sparse nor compressed takes its clusters here, or says there are none.
    if (!SetFilePointerEx(file.get(), end, nullptr, FILE_BEGIN) || !SetEndOfFile(file.get()))
        return failure(u"cannot take the reserve"_s);
    return {};
}

Result<> makePrivateDirectory(const QString& path)
{
    if (!QDir().mkpath(QFileInfo(path).path()))
        return failure(u"cannot make a directory"_s);
    LY_TRY(const auto descriptor, SecurityDescriptor::fromSddl(privateSddl()));
    SECURITY_ATTRIBUTES attributes = descriptor.attributes();
    if (!CreateDirectoryW(wide(path), &attributes) && GetLastError() != ERROR_ALREADY_EXISTS)
        return failure(u"cannot make a directory"_s);
    const DWORD kind = GetFileAttributesW(wide(path));
    if (kind == INVALID_FILE_ATTRIBUTES || (kind & FILE_ATTRIBUTE_DIRECTORY) == 0
        || (kind & FILE_ATTRIBUTE_REPARSE_POINT) != 0)
        return failure(u"not a directory"_s, ERROR_DIRECTORY);
    if (!onlyTheyHave(FILE_ALL_ACCESS, path, Writers::AdministratorsAndOurselves))
        return fail(
            Fault::Untrusted, "file.readable_by_others", u"the directory is open to others"_s);
    return {};
}

struct AppendFile::Handle {
    lanyard::Handle file;
};

AppendFile::AppendFile(std::unique_ptr<Handle> handle)
    : m_handle(std::move(handle))
{
}

AppendFile::AppendFile(AppendFile&&) noexcept = default;
AppendFile& AppendFile::operator=(AppendFile&&) noexcept = default;
AppendFile::~AppendFile() = default;

Result<AppendFile> AppendFile::open(const QString& path, Open mode)
{
    // The right to append and no other: the system then adds each write at the end, whoever else
    // writes, and nothing that stands there can be changed through this handle.
    constexpr DWORD append = FILE_APPEND_DATA | READ_CONTROL | SYNCHRONIZE;
    LY_TRY(lanyard::Handle file,
        openPrivate(path, append, mode == Open::New ? CREATE_NEW : OPEN_ALWAYS));
    if (!FlushFileBuffers(file.get()))
        return failure(u"cannot force a file to disk"_s);
    return AppendFile(std::unique_ptr<Handle>(new Handle{std::move(file)}));
}

Result<> AppendFile::append(QByteArrayView bytes)
{
    const auto written = writeAll(m_handle->file.get(), bytes);
    if (written == bytes.size())
        return {};
    const DWORD number = GetLastError();
    if (written > 0)
        return fail(
            Fault::System, "file.torn", u"part of a line was written"_s, static_cast<int>(number));
    return failure(u"cannot write"_s, number);
}

Result<> AppendFile::sync()
{
    if (!FlushFileBuffers(m_handle->file.get()))
        return failure(u"cannot force a file to disk"_s);
    return {};
}

} // namespace lanyard::platform
