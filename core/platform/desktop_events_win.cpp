// SPDX-License-Identifier: MIT
#include "core/base/log.h"
#include "core/platform/card_watch_win.h"
#include "core/platform/desktop_events.h"
#include "core/platform/event_window_win.h"
#include "core/platform/network_events.h"
#include "core/platform/return_check.h"
#include "core/platform/session_state_win.h"

#include <QDeadlineTimer>
#include <QTimer>

#include <chrono>
#include <optional>
#include <utility>

#include <wtsapi32.h>

namespace lanyard::platform {

namespace {

// The numbers of window_message.cpp, which is compiled where there are no such headers.
static_assert(WM_QUERYENDSESSION == 0x0011 && WM_ENDSESSION == 0x0016 && WM_TIMECHANGE == 0x001E
    && WM_POWERBROADCAST == 0x0218 && WM_WTSSESSION_CHANGE == 0x02B1);
static_assert(WTS_CONSOLE_CONNECT == 1 && WTS_CONSOLE_DISCONNECT == 2 && WTS_REMOTE_CONNECT == 3
    && WTS_REMOTE_DISCONNECT == 4 && WTS_SESSION_LOGOFF == 6 && WTS_SESSION_LOCK == 7
    && WTS_SESSION_UNLOCK == 8);
static_assert(PBT_APMSUSPEND == 0x04 && PBT_APMRESUMEAUTOMATIC == 0x12);
static_assert(ENDSESSION_CLOSEAPP == 0x1 && ENDSESSION_CRITICAL == 0x40000000);

constexpr UINT cardMessage = WM_APP + 1;

/// A provider that cannot be reached is not waited for: the token's end there comes by itself.
constexpr std::chrono::seconds longestHold{5};
constexpr std::chrono::milliseconds holdStep{100};

/// At logon the service that tells of sessions may not be there yet.
constexpr std::chrono::seconds registrationPause{10};

DWORD ownSession()
{
    DWORD session = 0;
    ProcessIdToSessionId(GetCurrentProcessId(), &session);
    return session;
}

class WindowsDesktopEvents final : public DesktopEvents
{
public:
    WindowsDesktopEvents()
        : m_session(ownSession())
        , m_window([this](const WindowMessage& message) { return answer(message); })
        , m_cards(m_window.get(), cardMessage)
    {
        connect(&m_network, &NetworkEvents::happened, this, &DesktopEvents::happened);
        if (m_window.get() == nullptr) {
            qCWarning(logAgent) << "no window for the desktop's events:" << GetLastError();
            return;
        }
        // Without it a computer with modern standby does not say that it sleeps.
        m_power = RegisterSuspendResumeNotification(m_window.get(), DEVICE_NOTIFY_WINDOW_HANDLE);
        m_registering.setInterval(registrationPause);
        connect(&m_registering, &QTimer::timeout, this, [this] { registerForSession(); });
        registerForSession();
        m_holding.setInterval(holdStep);
        connect(&m_holding, &QTimer::timeout, this, [this] {
            if (!isLogoffToWait() || m_holdEnds->hasExpired())
                release();
        });
    }

    ~WindowsDesktopEvents() override
    {
        if (m_power != nullptr)
            UnregisterSuspendResumeNotification(m_power);
        if (m_isRegistered)
            WTSUnRegisterSessionNotification(m_window.get());
        release();
    }

    Q_DISABLE_COPY_MOVE(WindowsDesktopEvents)

private:
    void registerForSession()
    {
        m_isRegistered = WTSRegisterSessionNotification(m_window.get(), NOTIFY_FOR_THIS_SESSION);
        if (m_isRegistered)
            m_registering.stop();
        else if (!m_registering.isActive())
            m_registering.start();
    }

    std::optional<LRESULT> answer(const WindowMessage& message)
    {
        if (message.message == WM_ENDSESSION && message.wparam == FALSE) { // It was stopped.
            m_isLoggingOff = false;
            release();
            m_holdEnds.reset();
        }
        const auto event = message.message == cardMessage ? CardWatch::eventOf(message.wparam)
                                                          : eventOf(message, m_session);
        if (event)
            tell(*event);
        if (message.message == WM_QUERYENDSESSION)
            return mayEnd(message); // After what the event has set going.
        return std::nullopt;
    }

    /// Of a logoff, Windows says more than once that it is one.
    void tell(DesktopEvent event)
    {
        if (event != DesktopEvent::LoggingOff || !std::exchange(m_isLoggingOff, true))
            m_returns.heard(event);
    }

    /// Nothing but a sign-out that the provider has not heard of yet is worth a logoff's wait.
    LRESULT mayEnd(const WindowMessage& query)
    {
        if (answerTo(query, isLogoffToWait()) == LogoffAnswer::GoAhead)
            return TRUE;
        if (!m_holdEnds) // Asked again, it is the same wait.
            m_holdEnds = QDeadlineTimer(longestHold);
        if (m_holdEnds->hasExpired())
            return TRUE;
        m_isHolding = ShutdownBlockReasonCreate(
            m_window.get(), L"Lanyard is signing you out of the NHS sign-in service.");
        if (!m_isHolding)
            return TRUE;
        m_holding.start();
        return FALSE;
    }

    void release()
    {
        m_holding.stop();
        if (std::exchange(m_isHolding, false))
            ShutdownBlockReasonDestroy(m_window.get());
    }

    DWORD m_session;
    EventWindow m_window;
    CardWatch m_cards;
    NetworkEvents m_network;
    ReturnCheck m_returns{askSessionState, [this](DesktopEvent event) { Q_EMIT happened(event); }};
    QTimer m_registering;
    QTimer m_holding; ///< While a logoff waits for us.
    std::optional<QDeadlineTimer> m_holdEnds;
    HPOWERNOTIFY m_power = nullptr;
    bool m_isRegistered = false;
    bool m_isLoggingOff = false;
    bool m_isHolding = false;
};

} // namespace

std::unique_ptr<DesktopEvents> makeDesktopEvents()
{
    return std::make_unique<WindowsDesktopEvents>();
}

} // namespace lanyard::platform
