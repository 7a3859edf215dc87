// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/event_notifier_win.h"
#include "core/base/handle_win.h"

#include <QtGlobal>

#include <functional>
#include <optional>
#include <utility>

#include <windows.h>

namespace lanyard::platform {

/// One overlapped operation of a pipe after the other, such as its reads. The system writes into it
/// while one is under way, so it does not move, and cancel() comes before the pipe's closing.
class Operation
{
public:
    /// `over` is called from the event loop when an operation is over: it calls finish().
    explicit Operation(std::function<void()> over)
        : m_notifier(m_event.get(), [this, told = std::move(over)] {
            if (m_isUnderWay && HasOverlappedIoCompleted(&m_overlapped))
                told();
        })
    {
    }

    Q_DISABLE_COPY_MOVE(Operation)

    ~Operation() = default;

    [[nodiscard]] bool isUnderWay() const { return m_isUnderWay; }

    /// Starts one: `call` is given what ReadFile() and its like want, and returns what they return.
    /// Also one that is over at once is told of from the event loop.
    ///
    /// Errors  the system's number; none is under way then.
    template <class Call>
    DWORD begin(Call call)
    {
        m_overlapped = {};
        m_overlapped.hEvent = m_event.get();
        m_isUnderWay = true;
        const DWORD why = call(&m_overlapped) ? ERROR_SUCCESS : GetLastError();
        if (why == ERROR_SUCCESS || why == ERROR_IO_PENDING)
            return ERROR_SUCCESS;
        m_isUnderWay = false;
        return why;
    }

    /// The bytes moved by the one that is over; nothing where it failed.
    std::optional<DWORD> finish(HANDLE pipe)
    {
        DWORD count = 0;
        const bool isDone = GetOverlappedResult(pipe, &m_overlapped, &count, FALSE) != FALSE;
        m_isUnderWay = false;
        ResetEvent(m_event.get());
        return isDone ? std::optional(count) : std::nullopt;
    }

    /// Returns when the system is done with our memory.
    void cancel(HANDLE pipe)
    {
        if (!std::exchange(m_isUnderWay, false))
            return;
        CancelIoEx(pipe, &m_overlapped);
        DWORD count = 0;
        GetOverlappedResult(pipe, &m_overlapped, &count, TRUE);
        ResetEvent(m_event.get());
    }

private:
    Handle m_event{CreateEventW(nullptr, TRUE, FALSE, nullptr)};
    OVERLAPPED m_overlapped = {};
    bool m_isUnderWay = false;
    EventNotifier m_notifier;
};

} // namespace lanyard::platform
