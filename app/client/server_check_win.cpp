// SPDX-License-Identifier: MIT
#include "app/client/server_check_win.h"

#include "app/client/publisher_win.h"

#include <array>
#include <cstddef>
#include <cwchar>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

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

OwnedHandle tokenOf(HANDLE process)
{
    HANDLE token = nullptr;
    OpenProcessToken(process, TOKEN_QUERY, &token);
    return OwnedHandle(token);
}

bool isSameUser(HANDLE one, HANDLE other)
{
    auto left = propertyOf(one, TokenUser);
    auto right = propertyOf(other, TokenUser);
    return !left.empty() && !right.empty()
        && EqualSid(reinterpret_cast<TOKEN_USER*>(left.data())->User.Sid,
               reinterpret_cast<TOKEN_USER*>(right.data())->User.Sid)
        != FALSE;
}

DWORD integrityOf(HANDLE token)
{
    auto label = propertyOf(token, TokenIntegrityLevel);
    if (label.empty())
        return 0;
    PSID sid = reinterpret_cast<TOKEN_MANDATORY_LABEL*>(label.data())->Label.Sid;
    return *GetSidSubAuthority(sid, static_cast<DWORD>(*GetSidSubAuthorityCount(sid)) - 1);
}

DWORD sessionOf(DWORD pid)
{
    DWORD session = 0;
    return ProcessIdToSessionId(pid, &session) ? session : ~DWORD{0};
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
    const OwnedHandle theirs = tokenOf(process.get());
    const OwnedHandle ours = tokenOf(GetCurrentProcess());
    if (!theirs || !ours || !isSameUser(theirs.get(), ours.get()))
        return untrusted("the program that serves runs as another user");
    if (sessionOf(pid) != sessionOf(GetCurrentProcessId()))
        return untrusted("the program that serves is in another session");
    const DWORD least = integrityOf(ours.get());
    if (integrityOf(theirs.get()) < (least < SECURITY_MANDATORY_MEDIUM_RID
                ? least
                : static_cast<DWORD>(SECURITY_MANDATORY_MEDIUM_RID)))
        return untrusted("the program that serves runs with less integrity");

    // 2.
    const std::wstring image = imageOf(process.get());
    if (!isNamedAsTheAgent(image))
        return untrusted("the program that serves is not lanyard-agent.exe");

    // 3.
    const std::wstring own = ownPublisher();
    if (!own.empty() && publisherOf(image) != own)
        return untrusted("the agent's program is not signed by our publisher");

    // The number could have passed to another process before we opened it: then the server is gone.
    if (WaitForSingleObject(process.get(), 0) != WAIT_TIMEOUT)
        return failure(LANYARD_NO_AGENT, "the agent has ended");
    return std::nullopt;
}

} // namespace lanyard::client
