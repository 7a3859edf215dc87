// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/pending.h"
#include "ui/emergency_dialog.h"
#include "ui/presenter.h"
#include "ui/status_window.h"
#include "ui/tray.h"

#include <QObject>

namespace lanyard::ui {

/// Everything that the agent shows: one tray icon and one window. Make one, call start(), connect
/// quitRequested(). Main thread only. Session, Health and Clock outlive it.
class Shell : public QObject
{
    Q_OBJECT

public:
    Shell(const Presenter::Sources& sources, const Environment& environment);

    /// Puts the icon into the tray. Where there is none, shows the window instead, and goes on
    /// looking: at logon the agent can be there before the tray.
    void start();

    /// The window in front: for a second start of the agent, too.
    void present() { m_window.present(); }

    [[nodiscard]] StatusWindow& window() { return m_window; }

    [[nodiscard]] Presenter& presenter() { return m_presenter; }

Q_SIGNALS:
    /// The person chose Quit. The session is theirs to keep: nobody signs out because of it.
    void quitRequested();

private:
    void lookForTray();

    Clock& m_clock;
    Presenter m_presenter;
    StatusWindow m_window;
    EmergencyDialog m_emergency;
    Tray m_tray;
    Pending m_look;
};

} // namespace lanyard::ui
