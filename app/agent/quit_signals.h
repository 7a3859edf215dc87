// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>

namespace lanyard::agent {

/// Turns the system's ways of asking a program to end (SIGTERM, SIGINT and SIGHUP on Linux; the end
/// of the Windows session) into a call from the event loop. One at a time; main thread only.
class QuitSignals
{
public:
    explicit QuitSignals(const std::function<void()>& asked);
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
