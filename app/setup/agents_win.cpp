// SPDX-License-Identifier: MIT
#include "app/setup/agents_win.h"

#include <array>
#include <utility>

#include <tlhelp32.h>

namespace lanyard::setup {

namespace {

using Clock = std::chrono::steady_clock;

/// After TerminateProcess(): it cannot refuse, but the system takes a moment.
constexpr std::chrono::milliseconds lastMoment{2000};

std::wstring programOf(HANDLE process)
{
    std::vector<wchar_t> path(32768);
    DWORD size = static_cast<DWORD>(path.size());
    if (!QueryFullProcessImageNameW(process, 0, path.data(), &size))
        return {};
    return {path.data(), size};
}

bool isSameFile(const std::wstring& one, const std::wstring& other)
{
    return CompareStringOrdinal(one.c_str(), -1, other.c_str(), -1, TRUE) == CSTR_EQUAL;
}

std::vector<DWORD> processIds()
{
    std::vector<DWORD> ids;
    auto* const snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    if (snapshot == INVALID_HANDLE_VALUE)
        return ids;
    PROCESSENTRY32W entry = {};
    entry.dwSize = sizeof entry;
    for (BOOL more = Process32FirstW(snapshot, &entry); more;
         more = Process32NextW(snapshot, &entry))
        ids.push_back(entry.th32ProcessID);
    CloseHandle(snapshot);
    return ids;
}

void ask(const RunningAgent& agent, start::Control what)
{
    const std::wstring name = start::controlEventName(agent.id(), what);
    auto* const event = OpenEventW(EVENT_MODIFY_STATE, FALSE, name.c_str());
    if (event == nullptr)
        return;
    SetEvent(event);
    CloseHandle(event);
}

bool hasEnded(const RunningAgent& agent, std::chrono::milliseconds wait)
{
    const auto left = wait.count() > 0 ? static_cast<DWORD>(wait.count()) : 0;
    return WaitForSingleObject(agent.process(), left) == WAIT_OBJECT_0;
}

std::chrono::milliseconds until(Clock::time_point end)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
}

} // namespace

RunningAgent::RunningAgent(HANDLE process, DWORD id, DWORD session) noexcept
    : m_process(process)
    , m_id(id)
    , m_session(session)
{
}

RunningAgent::RunningAgent(RunningAgent&& other) noexcept
    : m_process(std::exchange(other.m_process, nullptr))
    , m_id(other.m_id)
    , m_session(other.m_session)
{
}

RunningAgent& RunningAgent::operator=(RunningAgent&& other) noexcept
{
    std::swap(m_process, other.m_process);
    m_id = other.m_id;
    m_session = other.m_session;
    return *this;
}

RunningAgent::~RunningAgent()
{
    if (m_process != nullptr)
        CloseHandle(m_process);
}

std::vector<RunningAgent> agentsFrom(const std::wstring& path)
{
    constexpr DWORD rights = PROCESS_QUERY_LIMITED_INFORMATION | PROCESS_TERMINATE | SYNCHRONIZE;
    std::vector<RunningAgent> agents;
    for (const DWORD id : processIds()) {
        auto* const process = OpenProcess(rights, FALSE, id);
        if (process == nullptr)
            continue;
        DWORD session = 0;
        ProcessIdToSessionId(id, &session);
        RunningAgent agent(process, id, session);
        if (isSameFile(programOf(process), path))
            agents.push_back(std::move(agent));
    }
    return agents;
}

Ended end(const std::vector<RunningAgent>& agents,
    start::Control what,
    std::chrono::milliseconds patience)
{
    Ended ended;
    const auto deadline = Clock::now() + patience;
    for (const RunningAgent& agent : agents) {
        ask(agent, what);
        ++ended.asked;
    }
    for (const RunningAgent& agent : agents) {
        if (hasEnded(agent, until(deadline)))
            continue;
        TerminateProcess(agent.process(), 1);
        ++(hasEnded(agent, lastMoment) ? ended.forced : ended.left);
    }
    return ended;
}

} // namespace lanyard::setup
