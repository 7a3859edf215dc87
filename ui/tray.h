// SPDX-License-Identifier: MIT
#pragma once

#include "ui/tray_view.h"

#include <QMap>
#include <QMenu>
#include <QObject>
#include <QSystemTrayIcon>

namespace lanyard::ui {

class Presenter;

/// The icon in the notification area and its menu. The Presenter outlives it.
class Tray : public QObject
{
    Q_OBJECT

public:
    explicit Tray(Presenter& presenter);

    /// Shows the icon if there is a tray now. False if there is none (yet).
    bool show();

    [[nodiscard]] const QMenu& menu() const { return m_menu; }

private:
    void refresh();
    void refreshMenu();
    void refreshRoles();
    void tell();

    Presenter& m_presenter;
    QMenu m_menu; ///< Before the icon, which refers to it.
    QSystemTrayIcon m_icon;
    QAction* m_heading;
    QMenu m_roleMenu;
    QList<RoleEntry> m_roles; ///< In m_roleMenu.
    QMap<Action, QAction*> m_actions; ///< Changed in place: the menu may be open.
    IconKind m_kind = IconKind::SignedOut;
    bool m_hasProblem = false;
    bool m_isWarning = false;
};

} // namespace lanyard::ui
