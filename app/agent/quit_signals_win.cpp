// SPDX-License-Identifier: MIT
#include "app/agent/quit_signals.h"
#include "app/start/control_event_win.h"
#include "core/base/event_notifier_win.h"
#include "core/base/log.h"
#include "core/base/security_win.h"

#include <QGuiApplication>
#include <QSessionManager>

#include <optional>

namespace lanyard::agent {

using start::Control;

namespace {

/// The system, administrators and this user may set it and wait for it; nobody else may anything.
Handle makeEvent(Control control)
{
    const auto access = SecurityDescriptor::fromSddl(
        QStringLiteral("D:P(A;;0x1F0003;;;SY)(A;;0x1F0003;;;BA)(A;;0x1F0003;;;%1)")
            .arg(QString::fromLatin1(currentUserSid())));
    if (!access)
        return {};
    SECURITY_ATTRIBUTES attributes = access->attributes();
    const std::wstring name = start::controlEventName(GetCurrentProcessId(), control);
    Handle event(CreateEventW(&attributes, TRUE, FALSE, name.c_str()));
    // Somebody else's is left alone: setup then waits its time, and ends the process.
    if (event.isOpen() && GetLastError() != ERROR_ALREADY_EXISTS)
        return event;
    qCWarning(logAgent) << "setup cannot ask this agent to end" << GetLastError();
    return {};
}

/// One of the events, and what it has the agent do.
class Listening
{
public:
    Listening(Control control, const std::function<void()>& action)
        : m_event(makeEvent(control))
    {
        if (!m_event.isOpen())
            return;
        m_notifier.emplace(m_event.get(), [this, action] {
            ResetEvent(m_event.get());
            action();
        });
    }

private:
    Handle m_event; // Outlives what waits for it.
    std::optional<EventNotifier> m_notifier;
};

} // namespace

struct QuitSignals::Wiring {
    explicit Wiring(const QuitActions& actions)
        : leaving(Control::Leave, actions.leave)
        , removing(Control::SignOutAndLeave, actions.signOutAndLeave)
    {
    }

    QObject context;
    Listening leaving;
    Listening removing;
};

QuitSignals::QuitSignals(QuitActions actions)
    : m_wiring(std::make_unique<Wiring>(actions))
{
    // WM_QUERYENDSESSION, as Qt tells it: at a logoff or a restart. Qt answers "yes" at once, and
    // Windows gives a program about five seconds from there.
    QObject::connect(qGuiApp,
        &QGuiApplication::commitDataRequest,
        &m_wiring->context,
        [leave = std::move(actions.leave)](QSessionManager& /*manager*/) { leave(); });
}

QuitSignals::~QuitSignals() = default;

} // namespace lanyard::agent
