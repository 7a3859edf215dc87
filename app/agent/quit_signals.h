// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>

namespace lanyard::agent {

/// What to do when the agent is asked to end.
struct QuitActions {
    std::function<void()> leave; ///< The session is found again by the next agent.
    std::function<void()> signOutAndLeave; ///< The agent is being removed from this computer.
};

/// Turns the system's ways of asking a program to end into a call from the event loop. On Linux that
/// is SIGTERM, SIGINT and SIGHUP; on Windows the end of the Windows session, and setup's events
/// (control_event_win.h). One at a time; main thread only.
class QuitSignals
{
public:
    explicit QuitSignals(QuitActions actions);
    ~QuitSignals();
    QuitSignals(const QuitSignals&) = delete;
    QuitSignals& operator=(const QuitSignals&) = delete;
    QuitSignals(QuitSignals&&) = delete;
    QuitSignals& operator=(QuitSignals&&) = delete;

private:
    struct Wiring;
    std::unique_ptr<Wiring> m_wiring;
};

} // namespace lanyard::agent
