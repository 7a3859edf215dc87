// SPDX-License-Identifier: MIT
#pragma once

#include "core/platform/desktop_event.h"

#include <QObject>

#include <functional>
#include <memory>

namespace lanyard::platform {

/// Tells what happens to the login session. An event is a reason to look, never a proof: on Windows
/// any program of this user can say as much to our window. That somebody is back is told only where
/// the system bears it out (return_check.h). Main thread only. Two implementations: the system's, from
/// makeDesktopEvents(), and the tests' ReplayedDesktopEvents.
class DesktopEvents : public QObject
{
    Q_OBJECT

public:
    DesktopEvents() = default;
    ~DesktopEvents() override;
    Q_DISABLE_COPY_MOVE(DesktopEvents)

    /// While `isBusy` says so a logoff or shutdown is asked to wait, and the person reads why; for
    /// five seconds at most, and no longer than this object lives. Asked after LoggingOff was told.
    /// Windows only, and not where the system insists: elsewhere a program has its time after being
    /// told to end.
    void holdLogoffWhile(std::function<bool()> isBusy) { m_isBusy = std::move(isBusy); }

Q_SIGNALS:
    void happened(lanyard::platform::DesktopEvent event);

protected:
    [[nodiscard]] bool isLogoffToWait() const { return m_isBusy && m_isBusy(); }

private:
    std::function<bool()> m_isBusy;
};

/// Of the login session this process is in. What the system does not tell is never told; nothing of
/// it is an error, and nothing waits for a service that is late, stopped or restarted.
///
/// Windows: all of them. Linux: those of logind on the system bus (lock by the LockedHint that the
/// desktop's screen lock sets, console by VT switch, sleep, shutdown), the clock by timerfd, network
/// addresses by rtnetlink; no remote sessions and no smartcards.
[[nodiscard]] std::unique_ptr<DesktopEvents> makeDesktopEvents();

} // namespace lanyard::platform
