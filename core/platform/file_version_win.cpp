// SPDX-License-Identifier: MIT
#include "core/platform/file_version_win.h"

#include <utility>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 second = 10'000'000; // In the file system's units of 100 ns.

qint64 whole(DWORD high, DWORD low)
{
    return static_cast<qint64>((static_cast<quint64>(high) << 32U) | low);
}

qint64 changeOf(const FileVersion& version)
{
    return std::get<4>(version);
}

} // namespace

Result<FileVersion> versionOf(HANDLE file)
{
    BY_HANDLE_FILE_INFORMATION status = {};
    FILE_BASIC_INFO times = {};
    if (!GetFileInformationByHandle(file, &status)
        || !GetFileInformationByHandleEx(file, FileBasicInfo, &times, sizeof times))
        return fail(Fault::System,
            "peer.unreadable",
            u"the executable has no status"_s,
            static_cast<int>(GetLastError()));
    return FileVersion{status.dwVolumeSerialNumber,
        static_cast<quint64>(whole(status.nFileIndexHigh, status.nFileIndexLow)),
        whole(status.nFileSizeHigh, status.nFileSizeLow),
        times.LastWriteTime.QuadPart,
        times.ChangeTime.QuadPart};
}

qint64 sizeOf(const FileVersion& version) noexcept
{
    return std::get<2>(version);
}

bool isSettled(const FileVersion& version) noexcept
{
    FILETIME now = {};
    GetSystemTimeAsFileTime(&now);
    return whole(now.dwHighDateTime, now.dwLowDateTime) - changeOf(version) > 2 * second;
}

Result<OpenExecutable> openUnchanged(const QString& path, std::uint64_t startTime)
{
    Handle file(CreateFileW(reinterpret_cast<const wchar_t*>(path.utf16()),
        GENERIC_READ,
        FILE_SHARE_READ,
        nullptr,
        OPEN_EXISTING,
        FILE_ATTRIBUTE_NORMAL,
        nullptr));
    if (!file.isOpen())
        return fail(Fault::System,
            "peer.unreadable",
            u"the executable cannot be read"_s,
            static_cast<int>(GetLastError()));
    LY_TRY(const FileVersion version, versionOf(file.get()));
    if (static_cast<std::uint64_t>(changeOf(version)) > startTime)
        return fail(Fault::System, "peer.unreadable", u"the executable was replaced"_s);
    return OpenExecutable{std::move(file), version};
}

} // namespace lanyard::platform
