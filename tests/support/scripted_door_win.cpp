// SPDX-License-Identifier: MIT
#include "core/wire/endpoint.h"
#include "tests/support/scripted_door.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <windows.h>

#include <sddl.h>

namespace lanyard::testing {

namespace {

[[noreturn]] void die(const char* what)
{
    std::fprintf(stderr, "scripted-agent: %s: %lu\n", what, GetLastError());
    std::exit(1);
}

std::string ownSid()
{
    HANDLE token = nullptr;
    alignas(TOKEN_USER) std::array<char, 256> user = {};
    DWORD size = user.size();
    char* text = nullptr;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)
        || !GetTokenInformation(token, TokenUser, user.data(), size, &size)
        || !ConvertSidToStringSidA(reinterpret_cast<TOKEN_USER*>(user.data())->User.Sid, &text))
        die("own SID");
    CloseHandle(token);
    std::string sid(text);
    LocalFree(text);
    return sid;
}

/// Of a pipe that belongs to `owner`, and that this user may use.
PSECURITY_DESCRIPTOR descriptorFor(const std::string& owner)
{
    const std::string sddl = "O:" + owner + "D:P(A;;GA;;;" + ownSid() + ")";
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    if (!ConvertStringSecurityDescriptorToSecurityDescriptorA(
            sddl.c_str(), SDDL_REVISION_1, &descriptor, nullptr))
        die("security descriptor");
    return descriptor;
}

} // namespace

/// One instance waits, another may be connected. Synchronous: the script is one thing at a time.
struct Door::Wiring {
    std::string name;
    PSECURITY_DESCRIPTOR descriptor = nullptr; ///< With the process.
    HANDLE waiting = INVALID_HANDLE_VALUE;
    HANDLE peer = INVALID_HANDLE_VALUE;

    void wait()
    {
        SECURITY_ATTRIBUTES attributes = {sizeof attributes, descriptor, FALSE};
        waiting = CreateNamedPipeA(name.c_str(),
            PIPE_ACCESS_DUPLEX,
            PIPE_TYPE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
            PIPE_UNLIMITED_INSTANCES,
            65536,
            65536,
            0,
            &attributes);
        if (waiting == INVALID_HANDLE_VALUE)
            die("CreateNamedPipe");
    }
};

Door::Door(const std::string& path, const std::string& user)
    : m_wiring(std::make_unique<Wiring>())
{
    m_wiring->name = path;
    m_wiring->descriptor = descriptorFor(user.empty() ? ownSid() : user);
    m_wiring->wait();
    if (!wire::publishAgentEndpoint(path))
        die("publish");
}

Door::~Door()
{
    wire::withdrawAgentEndpoint(m_wiring->name);
}

void Door::accept()
{
    hangUp();
    if (!ConnectNamedPipe(m_wiring->waiting, nullptr) && GetLastError() != ERROR_PIPE_CONNECTED
        && GetLastError() != ERROR_NO_DATA)
        die("ConnectNamedPipe");
    m_wiring->peer = m_wiring->waiting;
    m_wiring->wait();
}

std::size_t Door::read(char* bytes, std::size_t size)
{
    DWORD count = 0;
    return ReadFile(m_wiring->peer, bytes, static_cast<DWORD>(size), &count, nullptr) ? count : 0;
}

bool Door::write(const std::string& bytes)
{
    DWORD count = 0;
    return WriteFile(
               m_wiring->peer, bytes.data(), static_cast<DWORD>(bytes.size()), &count, nullptr)
        && count == bytes.size();
}

void Door::hangUp()
{
    const HANDLE peer = std::exchange(m_wiring->peer, INVALID_HANDLE_VALUE);
    if (peer == INVALID_HANDLE_VALUE)
        return;
    FlushFileBuffers(peer); // Until it has read everything, or left.
    CloseHandle(peer);
}

void Door::refuse()
{
    CloseHandle(std::exchange(m_wiring->waiting, INVALID_HANDLE_VALUE));
}

} // namespace lanyard::testing
