// SPDX-License-Identifier: MIT
#pragma once

/// The agents that run from one file, in whatever session.

#include "app/start/control_event_win.h"

#include <chrono>
#include <string>
#include <vector>

#include <windows.h>

namespace lanyard::setup {

/// A process that runs from the file that was looked for. Held open, so that its number is not given
/// to another meanwhile.
class RunningAgent
{
public:
    /// Takes `process`.
    RunningAgent(HANDLE process, DWORD id, DWORD session) noexcept;
    RunningAgent(RunningAgent&& other) noexcept;
    RunningAgent& operator=(RunningAgent&& other) noexcept;
    RunningAgent(const RunningAgent&) = delete;
    RunningAgent& operator=(const RunningAgent&) = delete;
    ~RunningAgent();

    [[nodiscard]] DWORD id() const noexcept { return m_id; }

    [[nodiscard]] DWORD session() const noexcept { return m_session; }

    [[nodiscard]] HANDLE process() const noexcept { return m_process; }

private:
    HANDLE m_process;
    DWORD m_id;
    DWORD m_session;
};

/// All processes whose program is exactly the file at `path`; case counts for nothing. One that does
/// not let us look at it is not of our file: that lies where only administrators write.
[[nodiscard]] std::vector<RunningAgent> agentsFrom(const std::wstring& path);

/// How many there were, and how many had to be ended from outside.
struct Ended {
    std::size_t asked = 0;
    std::size_t forced = 0;
    std::size_t left = 0; ///< Could not be ended at all.
};

/// Asks each of `agents` for `what`, waits `patience` for all of them together, and ends those that
/// are still there.
[[nodiscard]] Ended end(const std::vector<RunningAgent>& agents,
    start::Control what,
    std::chrono::milliseconds patience);

} // namespace lanyard::setup
