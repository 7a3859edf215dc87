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

} // namespace

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
    if (!isNamedAsTheAgent(image))
        return untrusted("the program that serves is not lanyard-agent.exe");

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
