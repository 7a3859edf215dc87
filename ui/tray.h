// SPDX-License-Identifier: MIT
#pragma once

#include "ui/presenter.h"
#include "ui/tray_view.h"

#include <QMap>
#include <QMenu>
#include <QObject>
#include <QSystemTrayIcon>

#include <functional>

namespace lanyard::ui {

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
    struct Choices {
        std::function<void(const QByteArray& id)> choose;
        QMenu menu{};
        QList<Choice> shown{}; ///< In `menu`.
    };

    void refresh();
    void refreshMenu();
    void refreshChoices(Choices& choices, const QList<Choice>& now);
    void tell();

    Presenter& m_presenter;
    QMenu m_menu; ///< Before the icon, which refers to it.
    QSystemTrayIcon m_icon;
    QAction* m_heading;
    Choices m_roles{[this](const QByteArray& id) { m_presenter.chooseRole(id); }};
    Choices m_stepUps{[this](const QByteArray& app) { m_presenter.chooseStepUp(app); }};
    QMap<Action, QAction*> m_actions; ///< Changed in place: the menu may be open.
    IconKind m_kind = IconKind::SignedOut;
    bool m_hasProblem = false;
    bool m_isWarning = false;
};

} // namespace lanyard::ui
