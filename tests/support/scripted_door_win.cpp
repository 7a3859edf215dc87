// SPDX-License-Identifier: MIT
#include "core/wire/endpoint.h"
#include "tests/support/scripted_door.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include <windows.h>

namespace lanyard::testing {

namespace {

[[noreturn]] void die(const char* what)
{
    std::fprintf(stderr, "scripted-agent: %s: %lu\n", what, GetLastError());
    std::exit(1);
}

} // namespace

/// One instance waits, another may be connected. Synchronous: the script is one thing at a time.
struct Door::Wiring {
    std::string name;
    HANDLE waiting = INVALID_HANDLE_VALUE;
    HANDLE peer = INVALID_HANDLE_VALUE;

    void wait()
    {
        waiting = CreateNamedPipeA(name.c_str(),
            PIPE_ACCESS_DUPLEX,
            PIPE_TYPE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
            PIPE_UNLIMITED_INSTANCES,
            65536,
            65536,
            0,
            nullptr);
        if (waiting == INVALID_HANDLE_VALUE)
            die("CreateNamedPipe");
    }
};

Door::Door(const std::string& path, const std::string& /*user*/)
    : m_wiring(std::make_unique<Wiring>())
{
    m_wiring->name = path;
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
