// SPDX-License-Identifier: MIT
#pragma once

/// Has the event loop told when a kernel object is signalled.
///
/// As QWinEventNotifier, but safe to destroy at any time: a thread of the pool that is about to tell
/// of an object names it by a number, and so finds nothing where QWinEventNotifier's finds freed
/// memory. (Windows' own pool promises that no thread comes late; Wine's does not keep it.)

#include <QObject>

#include <functional>

#include <windows.h>

namespace lanyard {

/// Lives in the thread that made it, which runs an event loop.
class EventNotifier final : public QObject
{
public:
    using Signalled = std::function<void()>;

    /// Watches from the start. `object`, an event to be reset by hand or a process, is not owned and
    /// stays open while this lives. `signalled` is called from the event loop for as long as
    /// the object is signalled: it resets the event, or stops this. It may destroy this.
    ///
    /// Errors  std::bad_alloc where the system has no room for one more.
    EventNotifier(HANDLE object, Signalled signalled);
    ~EventNotifier() override;
    Q_DISABLE_COPY_MOVE(EventNotifier)

    void start();
    void stop(); ///< Nothing is told from here on.

protected:
    bool event(QEvent* event) override;

private:
    static void CALLBACK tell(
        PTP_CALLBACK_INSTANCE instance, PVOID number, PTP_WAIT wait, TP_WAIT_RESULT result);

    HANDLE m_object;
    Signalled m_signalled;
    quintptr m_number;
    PTP_WAIT m_wait;
    bool m_isStarted = false;
};

} // namespace lanyard
