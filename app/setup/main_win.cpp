// SPDX-License-Identifier: MIT

/// What the installer asks of the agents of this installation (docs/deploy.md).
///
///   lanyard-setup stop      asks all agents to end, waits 10 s, ends those that did not, and notes
///                           their sessions
///   lanyard-setup remove    the same, but they sign out first; nothing is noted
///   lanyard-setup start     starts an agent in each session that was noted
///   lanyard-setup launch    starts an agent in each session where somebody is logged on
///
/// The agents are those that run from lanyard-agent.exe beside this program, or from the file after
/// --agent. 0: done. 1: not all of it could be done, as standard error says. 2: wrong usage.

#include "app/setup/agents_win.h"
#include "app/setup/restart_win.h"
#include "app/start/library_search.h"

#include <cstdio>
#include <cwchar>
#include <string>

#include <shellapi.h>

namespace {

using namespace lanyard;
using namespace lanyard::setup;

constexpr std::chrono::milliseconds stopping{10'000};
constexpr std::chrono::milliseconds removing{20'000}; // The provider has to hear of it.

enum Exit : int { done = 0, incomplete = 1, usage = 2 };

std::wstring agentBeside()
{
    std::vector<wchar_t> path(32768);
    const DWORD size = GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
    std::wstring file(path.data(), size);
    file.resize(file.find_last_of(L'\\') + 1);
    return file + L"lanyard-agent.exe";
}

Exit report(const Ended& ended)
{
    if (ended.forced > 0)
        std::fwprintf(stderr,
            L"lanyard-setup: %zu of %zu agents did not end by themselves\n",
            ended.forced,
            ended.asked);
    if (ended.left == 0)
        return done;
    std::fwprintf(stderr, L"lanyard-setup: %zu agents could not be ended\n", ended.left);
    return incomplete;
}

Exit stop(const std::wstring& agent, start::Control what, std::chrono::milliseconds patience)
{
    const auto agents = agentsFrom(agent);
    if (what == start::Control::Leave) {
        std::vector<DWORD> sessions;
        for (const RunningAgent& each : agents)
            sessions.push_back(each.session());
        noteSessions(sessions);
    }
    return report(end(agents, what, patience));
}

Exit startIn(const std::vector<DWORD>& sessions, const std::wstring& agent)
{
    Exit ended = done;
    for (const DWORD session : sessions) {
        if (setup::startIn(session, agent))
            continue;
        std::fwprintf(stderr,
            L"lanyard-setup: no agent in session %lu, error %lu\n",
            session,
            GetLastError());
        ended = incomplete;
    }
    return ended;
}

} // namespace

int main()
{
    start::searchSystemLibrariesOnly();
    int count = 0;
    wchar_t** words = CommandLineToArgvW(GetCommandLineW(), &count);
    const bool isTold = count == 4 && std::wcscmp(words[2], L"--agent") == 0;
    const std::wstring verb = count == 2 || isTold ? words[1] : L"";
    const std::wstring agent = isTold ? words[3] : agentBeside();
    LocalFree(words);
    if (verb == L"stop")
        return stop(agent, start::Control::Leave, stopping);
    if (verb == L"remove")
        return stop(agent, start::Control::SignOutAndLeave, removing);
    if (verb == L"start")
        return startIn(takeNotedSessions(), agent);
    if (verb == L"launch")
        return startIn(sessionsInUse(), agent);
    std::fputs("Usage: lanyard-setup stop | remove | start | launch [--agent FILE]\n", stderr);
    return usage;
}
