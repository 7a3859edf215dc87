// SPDX-License-Identifier: MIT
#include "core/base/security_win.h"
#include "core/platform/file_lock.h"
#include "core/platform/logon.h"
#include "core/platform/runtime_directory.h"

#include <QFile>
#include <QUuid>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include <ntsecapi.h>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

constexpr const char* keyPath = R"(Software\Lanyard\Sessions)";
constexpr const char* valueName = "Hive";

/// Random, and kept in a volatile key: Windows forgets it when it unloads this user's hive, at the
/// latest with the machine's end. (It offers no number of a start that a user may read and that a
/// changed clock leaves alone.) Several agents that start at once agree by reading it back.
QByteArray hiveId()
{
    HKEY key = nullptr;
    DWORD disposition = 0;
    if (RegCreateKeyExA(HKEY_CURRENT_USER,
            keyPath,
            0,
            nullptr,
            REG_OPTION_VOLATILE,
            KEY_QUERY_VALUE | KEY_SET_VALUE,
            nullptr,
            &key,
            &disposition)
        != ERROR_SUCCESS)
        return {};
    const auto read = [key] {
        std::array<char, 64> text = {};
        DWORD size = text.size();
        const bool isThere =
            RegGetValueA(key, nullptr, valueName, RRF_RT_REG_SZ, nullptr, text.data(), &size)
            == ERROR_SUCCESS;
        return isThere ? QByteArray(text.data()) : QByteArray();
    };
    if (read().isEmpty()) {
        const QByteArray fresh = QUuid::createUuid().toByteArray(QUuid::Id128);
        RegSetValueExA(key,
            valueName,
            0,
            REG_SZ,
            reinterpret_cast<const BYTE*>(fresh.constData()),
            static_cast<DWORD>(fresh.size() + 1));
    }
    const QByteArray id = read();
    RegCloseKey(key);
    return id;
}

QByteArray textOf(const LUID& id)
{
    const quint64 whole = (static_cast<quint64>(id.HighPart) << 32U) | id.LowPart;
    return QByteArray::number(whole, 16);
}

QByteArray logonIdOf(HANDLE token)
{
    TOKEN_STATISTICS statistics = {};
    DWORD size = 0;
    return GetTokenInformation(token, TokenStatistics, &statistics, sizeof statistics, &size)
        ? textOf(statistics.AuthenticationId)
        : QByteArray();
}

/// Whether the system lists a logon; nothing where it lists none at all.
std::optional<bool> isListed(const QByteArray& logonId)
{
    ULONG count = 0;
    LUID* list = nullptr;
    if (LsaEnumerateLogonSessions(&count, &list) != 0 || list == nullptr)
        return std::nullopt;
    const std::span<const LUID> known(list, count);
    const bool isThere = std::any_of(
        known.begin(), known.end(), [&](const LUID& id) { return textOf(id) == logonId; });
    LsaFreeReturnBuffer(list);
    return count == 0 ? std::nullopt : std::optional(isThere);
}

} // namespace

Logon currentLogon()
{
    HANDLE raw = nullptr;
    OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw);
    const Handle token(raw);
    return {
        .bootId = hiveId(), .logonId = logonIdOf(token.get()), .userId = userSidOf(token.get())};
}

bool isOver(const Logon& logon)
{
    const Logon ours = currentLogon();
    if (logon.userId != ours.userId || logon == ours)
        return false;
    if (logon.bootId != ours.bootId)
        return true;
    if (const auto listed = isListed(logon.logonId))
        return !*listed;

    // No list: an agent that lives holds its lock.
    const auto lock = lockFileOf(logon);
    return lock && (!QFile::exists(*lock) || FileLock::tryAcquire(*lock));
}

} // namespace lanyard::platform
