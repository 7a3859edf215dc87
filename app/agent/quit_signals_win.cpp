// SPDX-License-Identifier: MIT
#include "app/agent/quit_signals.h"

#include <QGuiApplication>
#include <QSessionManager>

namespace lanyard::agent {

struct QuitSignals::Wiring {
    QObject context;
};

QuitSignals::QuitSignals(const std::function<void()>& asked)
    : m_wiring(std::make_unique<Wiring>())
{
    // WM_QUERYENDSESSION, as Qt tells it: at a logoff, a restart, and when Setup wants the agent to
    // end. Qt answers "yes" at once, and Windows gives a program about five seconds from there.
    QObject::connect(qGuiApp,
        &QGuiApplication::commitDataRequest,
        &m_wiring->context,
        [asked](QSessionManager& /*manager*/) { asked(); });
}

QuitSignals::~QuitSignals() = default;

} // namespace lanyard::agent
