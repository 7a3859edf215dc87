// SPDX-License-Identifier: MIT
#include "app/client/server_check_win.h"

#include "app/client/publisher_win.h"

#include <algorithm>
#include <cstddef>
#include <cwchar>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <aclapi.h>
#include <sddl.h>

namespace lanyard::client {

namespace {

struct HandleDeleter {
    void operator()(HANDLE handle) const noexcept { CloseHandle(handle); }
};

using OwnedHandle = std::unique_ptr<void, HandleDeleter>;

constexpr std::wstring_view agentName = L"lanyard-agent.exe";

Failure untrusted(const char* message)
{
    return failure(LANYARD_UNTRUSTED, message);
}

std::vector<std::byte> propertyOf(HANDLE token, TOKEN_INFORMATION_CLASS kind)
{
    DWORD size = 0;
    GetTokenInformation(token, kind, nullptr, 0, &size);
    std::vector<std::byte> property(size);
    if (size == 0 || !GetTokenInformation(token, kind, property.data(), size, &size))
        property.clear();
    return property;
}

std::string textOf(PSID sid)
{
    char* text = nullptr;
    if (sid == nullptr || !ConvertSidToStringSidA(sid, &text))
        return {};
    std::string copy(text);
    LocalFree(text);
    return copy;
}

DWORD integrityOf(HANDLE token)
{
    auto label = propertyOf(token, TokenIntegrityLevel);
    if (label.empty())
        return 0;
    PSID sid = reinterpret_cast<TOKEN_MANDATORY_LABEL*>(label.data())->Label.Sid;
    return *GetSidSubAuthority(sid, static_cast<DWORD>(*GetSidSubAuthorityCount(sid)) - 1);
}

/// Of the process behind `process`, whose number is `pid`; nothing where the system does not tell.
Standing standingOf(HANDLE process, DWORD pid)
{
    HANDLE raw = nullptr;
    if (!OpenProcessToken(process, TOKEN_QUERY, &raw))
        return {};
    const OwnedHandle token(raw);
    Standing standing;
    auto user = propertyOf(token.get(), TokenUser);
    if (user.empty() || !ProcessIdToSessionId(pid, &standing.session))
        return {};
    standing.user = textOf(reinterpret_cast<TOKEN_USER*>(user.data())->User.Sid);
    standing.integrity = integrityOf(token.get());
    return standing;
}

std::string ownerOf(HANDLE pipe)
{
    PSID owner = nullptr;
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    if (GetSecurityInfo(pipe,
            SE_KERNEL_OBJECT,
            OWNER_SECURITY_INFORMATION,
            &owner,
            nullptr,
            nullptr,
            nullptr,
            &descriptor)
        != ERROR_SUCCESS)
        return {};
    std::string text = textOf(owner);
    LocalFree(descriptor);
    return text;
}

std::wstring imageOf(HANDLE process)
{
    std::vector<wchar_t> path(32768);
    auto size = static_cast<DWORD>(path.size());
    return QueryFullProcessImageNameW(process, 0, path.data(), &size)
        ? std::wstring(path.data(), size)
        : std::wstring();
}

bool isNamedAsTheAgent(std::wstring_view path)
{
    const auto name = path.substr(path.find_last_of(L"\\/") + 1);
    return CompareStringOrdinal(name.data(),
               static_cast<int>(name.size()),
               agentName.data(),
               static_cast<int>(agentName.size()),
               TRUE)
        == CSTR_EQUAL;
}

/// As the installer noted it, where only administrators can write; in the 64-bit part of the registry.
std::wstring installedAgent()
{
    std::vector<wchar_t> path(32768);
    auto size = static_cast<DWORD>(path.size() * sizeof(wchar_t));
    return RegGetValueW(HKEY_LOCAL_MACHINE,
               L"Software\\Lanyard Setup",
               L"Agent",
               RRF_RT_REG_SZ | RRF_SUBKEY_WOW6464KEY,
               nullptr,
               path.data(),
               &size)
            == ERROR_SUCCESS
        ? std::wstring(path.data())
        : std::wstring();
}

/// One file may have several names.
bool isSameFile(const std::wstring& one, const std::wstring& other)
{
    BY_HANDLE_FILE_INFORMATION found[2] = {};
    const std::wstring* const names[2] = {&one, &other};
    for (int i = 0; i < 2; ++i) {
        HANDLE const raw = CreateFileW(names[i]->c_str(),
            FILE_READ_ATTRIBUTES,
            FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
            nullptr,
            OPEN_EXISTING,
            0,
            nullptr);
        if (raw == INVALID_HANDLE_VALUE)
            return false;
        const OwnedHandle file(raw);
        if (!GetFileInformationByHandle(file.get(), &found[i]))
            return false;
    }
    return found[0].dwVolumeSerialNumber == found[1].dwVolumeSerialNumber
        && found[0].nFileIndexHigh == found[1].nFileIndexHigh
        && found[0].nFileIndexLow == found[1].nFileIndexLow;
}

} // namespace

Trouble checkProgram(const std::wstring& image, const std::wstring& installed)
{
    if (!isNamedAsTheAgent(image))
        return untrusted("the program that serves is not lanyard-agent.exe");
    if (!installed.empty() && !isSameFile(image, installed))
        return untrusted("the program that serves is not the installed lanyard-agent.exe");
    return std::nullopt;
}

Trouble checkStanding(const Standing& server, const Standing& ours)
{
    if (server.user.empty() || server.user != ours.user)
        return untrusted("the program that serves runs as another user");
    if (server.session != ours.session)
        return untrusted("the program that serves is in another session");
    if (server.integrity < std::min<DWORD>(ours.integrity, SECURITY_MANDATORY_MEDIUM_RID))
        return untrusted("the program that serves runs with less integrity");
    return std::nullopt;
}

Trouble checkServer(HANDLE pipe)
{
    ULONG pid = 0;
    if (!GetNamedPipeServerProcessId(pipe, &pid))
        return untrusted("the system does not say who serves the agent's pipe");
    const OwnedHandle process(
        OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE, pid));
    if (!process)
        return untrusted("the program that serves cannot be identified");

    // 1.
    const Standing ours = standingOf(GetCurrentProcess(), GetCurrentProcessId());
    if (Trouble trouble = checkStanding(standingOf(process.get(), pid), ours))
        return trouble;

    // 2.
    if (ownerOf(pipe) != ours.user)
        return untrusted("the agent's pipe belongs to another user");

    // 3.
    const std::wstring image = imageOf(process.get());
    if (Trouble trouble = checkProgram(image, installedAgent()))
        return trouble;

    // 4.
    const std::wstring own = ownPublisher();
    if (!own.empty() && publisherOf(image) != own)
        return untrusted("the agent's program is not signed by our publisher");

    // 5. The number may have passed to another process before we opened it.
    DWORD waiting = 0;
    if (WaitForSingleObject(process.get(), 0) != WAIT_TIMEOUT
        || !PeekNamedPipe(pipe, nullptr, 0, nullptr, &waiting, nullptr))
        return failure(LANYARD_NO_AGENT, "the agent has ended");
    return std::nullopt;
}

} // namespace lanyard::client
