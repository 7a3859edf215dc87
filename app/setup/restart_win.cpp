// SPDX-License-Identifier: MIT
#include "app/setup/restart_win.h"

#include <array>
#include <utility>

#include <userenv.h>
#include <wtsapi32.h>

namespace lanyard::setup {

namespace {

constexpr const wchar_t* noteKey = L"SOFTWARE\\Lanyard Restart";

/// The 64-bit part, whoever asks.
constexpr REGSAM part = KEY_WOW64_64KEY;

DWORD ownSession()
{
    DWORD session = 0;
    ProcessIdToSessionId(GetCurrentProcessId(), &session);
    return session;
}

bool startHere(const std::wstring& path)
{
    std::wstring line = L'"' + path + L'"';
    STARTUPINFOW startup = {};
    startup.cb = sizeof startup;
    PROCESS_INFORMATION started = {};
    if (!CreateProcessW(path.c_str(),
            line.data(),
            nullptr,
            nullptr,
            FALSE,
            DETACHED_PROCESS,
            nullptr,
            nullptr,
            &startup,
            &started))
        return false;
    CloseHandle(started.hThread);
    CloseHandle(started.hProcess);
    return true;
}

/// As the person of `token`, with that person's environment, on that person's desktop.
bool startAs(HANDLE token, const std::wstring& path)
{
    void* environment = nullptr;
    if (!CreateEnvironmentBlock(&environment, token, FALSE))
        return false;
    std::wstring line = L'"' + path + L'"';
    std::wstring desktop = LR"(winsta0\default)";
    STARTUPINFOW startup = {};
    startup.cb = sizeof startup;
    startup.lpDesktop = desktop.data();
    PROCESS_INFORMATION started = {};
    const BOOL isStarted = CreateProcessAsUserW(token,
        path.c_str(),
        line.data(),
        nullptr,
        nullptr,
        FALSE,
        CREATE_UNICODE_ENVIRONMENT | DETACHED_PROCESS,
        environment,
        nullptr,
        &startup,
        &started);
    DestroyEnvironmentBlock(environment);
    if (!isStarted)
        return false;
    CloseHandle(started.hThread);
    CloseHandle(started.hProcess);
    return true;
}

} // namespace

void noteSessions(const std::vector<DWORD>& sessions)
{
    HKEY key = nullptr;
    if (RegCreateKeyExW(HKEY_LOCAL_MACHINE,
            noteKey,
            0,
            nullptr,
            REG_OPTION_VOLATILE,
            KEY_SET_VALUE | part,
            nullptr,
            &key,
            nullptr)
        != ERROR_SUCCESS)
        return;
    for (const DWORD session : sessions)
        RegSetValueExW(key, std::to_wstring(session).c_str(), 0, REG_NONE, nullptr, 0);
    RegCloseKey(key);
}

std::vector<DWORD> takeNotedSessions()
{
    std::vector<DWORD> sessions;
    HKEY key = nullptr;
    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, noteKey, 0, KEY_QUERY_VALUE | part, &key)
        != ERROR_SUCCESS)
        return sessions;
    std::array<wchar_t, 16> name = {};
    for (DWORD i = 0;; ++i) {
        DWORD size = name.size();
        if (RegEnumValueW(key, i, name.data(), &size, nullptr, nullptr, nullptr, nullptr)
            != ERROR_SUCCESS)
            break;
        sessions.push_back(std::wcstoul(name.data(), nullptr, 10));
    }
    RegCloseKey(key);
    RegDeleteKeyExW(HKEY_LOCAL_MACHINE, noteKey, part, 0);
    return sessions;
}

std::vector<DWORD> sessionsInUse()
{
    std::vector<DWORD> sessions;
    WTS_SESSION_INFOW* found = nullptr;
    DWORD count = 0;
    if (WTSEnumerateSessionsW(WTS_CURRENT_SERVER_HANDLE, 0, 1, &found, &count)) {
        for (DWORD i = 0; i < count; ++i) {
            // Services have the session 0, in which nobody is logged on.
            if (found[i].SessionId != 0
                && (found[i].State == WTSActive || found[i].State == WTSDisconnected))
                sessions.push_back(found[i].SessionId);
        }
        WTSFreeMemory(found);
    }
    if (sessions.empty() && ownSession() != 0) // An agent of the services would be nobody's.
        sessions.push_back(ownSession());
    return sessions;
}

bool startIn(DWORD session, const std::wstring& path)
{
    HANDLE token = nullptr;
    if (WTSQueryUserToken(session, &token)) { // For the system alone.
        const bool isStarted = startAs(token, path);
        CloseHandle(token);
        return isStarted;
    }
    if (session != 0 && session == ownSession())
        return startHere(path);
    return false;
}

} // namespace lanyard::setup
