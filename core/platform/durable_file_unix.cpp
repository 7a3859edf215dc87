// SPDX-License-Identifier: MIT
#include "core/platform/descriptor_unix.h"
#include "core/platform/durable_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

constexpr mode_t ownerOnly = S_IRUSR | S_IWUSR;

tl::unexpected<Error> failure(const QString& what, int number)
{
    const bool isFull = number == ENOSPC || number == EDQUOT || number == EFBIG;
    return fail(Fault::System, isFull ? "file.full" : "file.write", what, number);
}

/// fsync(2) of a file says nothing about its name; that takes one of its directory.
Result<> syncDirectoryOf(const QString& path)
{
    const Descriptor directory(open(
        QFile::encodeName(QFileInfo(path).path()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.number < 0 || fsync(directory.number) != 0)
        return failure(u"cannot force a directory to disk"_s, errno);
    return {};
}

/// The number of bytes written: all, or fewer with errno set.
qsizetype writeAll(int file, QByteArrayView bytes)
{
    qsizetype written = 0;
    while (written < bytes.size()) {
        const auto now =
            write(file, bytes.data() + written, static_cast<std::size_t>(bytes.size() - written));
        if (now < 0 && errno != EINTR)
            break;
        written += std::max<qsizetype>(now, 0);
    }
    return written;
}

} // namespace

Result<> replaceFile(const QString& path, QByteArrayView content)
{
    QByteArray temporary = QFile::encodeName(path) + ".XXXXXX";
    const Descriptor file(mkostemp(temporary.data(), O_CLOEXEC)); // Mode 0600.
    if (file.number < 0)
        return failure(u"cannot make a temporary file"_s, errno);
    if (writeAll(file.number, content) != content.size() || fsync(file.number) != 0
        || rename(temporary.constData(), QFile::encodeName(path).constData()) != 0) {
        const int number = errno;
        unlink(temporary.constData());
        return failure(u"cannot replace a file"_s, number);
    }
    return syncDirectoryOf(path);
}

Result<> reserveSpace(const QString& path, qint64 size)
{
    const Descriptor file(open(
        QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, ownerOnly));
    if (file.number < 0)
        return failure(u"cannot open the reserve"_s, errno);
    if (ftruncate(file.number, size) != 0)
        return failure(u"cannot shrink the reserve"_s, errno);
    // Unlike ftruncate(2) this takes the blocks, or says that there are none.
    const int number = size > 0 ? posix_fallocate(file.number, 0, size) : 0;
    if (number != 0)
        return failure(u"cannot take the reserve"_s, number);
    return {};
}

Result<> makePrivateDirectory(const QString& path)
{
    const QByteArray name = QFile::encodeName(path);
    if (!QDir().mkpath(QFileInfo(path).path()))
        return failure(u"cannot make a directory"_s, errno);
    if (mkdir(name.constData(), S_IRWXU) != 0 && errno != EEXIST)
        return failure(u"cannot make a directory"_s, errno);
    struct stat status = {};
    if (lstat(name.constData(), &status) != 0 || !S_ISDIR(status.st_mode))
        return failure(u"not a directory"_s, errno);
    if (status.st_uid != getuid())
        return fail(Fault::Untrusted, "file.owner", u"the directory is somebody else's"_s);
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return fail(
            Fault::Untrusted, "file.readable_by_others", u"the directory is open to others"_s);
    return {};
}

struct AppendFile::Handle {
    Descriptor file;
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
    const int only = mode == Open::New ? O_EXCL : 0;
    const int file = ::open(QFile::encodeName(path).constData(),
        O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | only,
        ownerOnly);
    if (file < 0 && errno == EEXIST)
        return fail(Fault::System, "file.exists", u"the file is there already"_s, EEXIST);
    if (file < 0)
        return failure(u"cannot open a file"_s, errno);
    // NOLINTNEXTLINE(modernize-make-unique): which needs a constructor in C++20's first years.
    AppendFile opened(std::unique_ptr<Handle>(new Handle{Descriptor(file)}));
    LY_CHECK(syncDirectoryOf(path));
    return opened;
}

Result<> AppendFile::append(QByteArrayView bytes)
{
    const int file = m_handle->file.number;
    const off_t before = lseek(file, 0, SEEK_END);
    const auto written = writeAll(file, bytes);
    if (written == bytes.size())
        return {};
    const int number = errno;
    if (written > 0 && (before < 0 || ftruncate(file, before) != 0))
        return fail(Fault::System, "file.torn", u"part of a line was written"_s, number);
    return failure(u"cannot write"_s, number);
}

Result<> AppendFile::sync()
{
    if (fdatasync(m_handle->file.number) != 0)
        return failure(u"cannot force a file to disk"_s, errno);
    return {};
}

} // namespace lanyard::platform
