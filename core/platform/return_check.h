// SPDX-License-Identifier: MIT
#pragma once

/// Whether somebody is back at the computer who was said to be: any program of the person can say so
/// to a window (app/ATTACKSURFACE.md), and a pause would end. Pure but for its timer, and compiled
/// everywhere, so that its rules are tested everywhere. Main thread only.

#include "core/platform/desktop_event.h"

#include <QTimer>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>

namespace lanyard::platform {

/// Of the three events that end a pause: Unlocked, ConsoleConnected, RemoteConnected.
[[nodiscard]] bool isReturn(DesktopEvent event);

class ReturnCheck
{
public:
    enum class Word : std::uint8_t {
        Yes,
        No, ///< Perhaps not yet: the system may tell us before it knows it itself.
        Unknown, ///< The system does not say; then the event is believed.
    };

    using Ask = std::function<Word(DesktopEvent)>; ///< Asks the system whether it is so.
    using Tell = std::function<void(DesktopEvent)>;

    /// An event that the system does not bear out is asked about every `interval`, and dropped after
    /// `patience`.
    ReturnCheck(Ask ask,
        Tell tell,
        std::chrono::milliseconds interval = std::chrono::milliseconds{250},
        std::chrono::milliseconds patience = std::chrono::seconds{10});
    Q_DISABLE_COPY_MOVE(ReturnCheck)

    ~ReturnCheck() = default;

    /// Tells of `event` at once, unless it is a return that the system does not know of (yet). One
    /// that goes the other way, such as Locked, drops the return that waits.
    void heard(DesktopEvent event);

private:
    void askAgain();

    Ask m_ask;
    Tell m_tell;
    std::chrono::milliseconds m_patience;
    std::map<DesktopEvent, int> m_left; ///< How often each that waits is still to be asked about.
    QTimer m_timer;
};

} // namespace lanyard::platform
