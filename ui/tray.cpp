// SPDX-License-Identifier: MIT
#include "ui/tray.h"

#include "ui/icons.h"
#include "ui/presenter.h"

#include <algorithm>
#include <utility>

namespace lanyard::ui {

using namespace Qt::StringLiterals;

Tray::Tray(Presenter& presenter)
    : m_presenter(presenter)
    , m_heading(m_menu.addAction(QString()))
{
    m_heading->setEnabled(false);
    m_menu.addSeparator();
    m_roles.menu.setTitle(u"Change &role"_s);
    m_menu.addMenu(&m_roles.menu)->setVisible(false);
    m_stepUps.menu.setTitle(u"Con&firm who you are for"_s);
    m_menu.addMenu(&m_stepUps.menu)->setVisible(false);
    for (const Action action : {Action::SignIn,
             Action::SignInAgain,
             Action::OpenPage,
             Action::CopyLink,
             Action::CancelSignIn,
             Action::SignOut,
             Action::Emergency,
             Action::EndEmergency,
             Action::Show,
             Action::Quit}) {
        auto* const entry = m_menu.addAction(QString());
        connect(entry, &QAction::triggered, this, [this, action] { m_presenter.act(action); });
        m_actions.insert(action, entry);
    }
    m_icon.setContextMenu(&m_menu);
    connect(&m_icon, &QSystemTrayIcon::activated, this, [this](auto reason) {
        if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
            m_presenter.act(Action::Show);
    });
    connect(
        &m_icon, &QSystemTrayIcon::messageClicked, this, [this] { m_presenter.act(Action::Show); });
    connect(&m_presenter, &Presenter::viewChanged, this, &Tray::refresh);
    m_kind = m_presenter.view().icon;
    m_icon.setIcon(iconFor(m_kind));
    refresh();
}

bool Tray::show()
{
    if (!QSystemTrayIcon::isSystemTrayAvailable())
        return false;
    m_icon.show();
    return true;
}

void Tray::refresh()
{
    const View& view = m_presenter.view();
    const bool hasEnded = view.icon == IconKind::Ended && m_kind != IconKind::Ended;
    if (view.icon != m_kind || view.hasProblem != m_hasProblem) {
        m_kind = view.icon;
        m_hasProblem = view.hasProblem;
        m_icon.setIcon(iconFor(m_kind, m_hasProblem));
    }
    m_icon.setToolTip(view.tooltip);
    refreshMenu();
    refreshChoices(m_roles, m_presenter.view().roles);
    refreshChoices(m_stepUps, m_presenter.view().stepUps);
    const bool isWarned = !std::exchange(m_isWarning, !view.warning.isEmpty()) && m_isWarning;
    if (hasEnded || isWarned)
        tell();
}

void Tray::refreshMenu()
{
    const View& view = m_presenter.view();
    m_heading->setText(QString(view.heading).replace(u'&', u"&&"_s));
    for (auto at = m_actions.begin(); at != m_actions.end(); ++at) {
        const auto entry = std::find_if(view.menu.begin(), view.menu.end(), [&](const Entry& one) {
            return one.action == at.key();
        });
        (*at)->setVisible(entry != view.menu.end());
        if (entry == view.menu.end())
            continue;
        (*at)->setText(entry->text);
        if (entry->isDefault)
            m_menu.setDefaultAction(*at);
    }
}

/// Built anew only when it is another: it may be open.
void Tray::refreshChoices(Choices& choices, const QList<Choice>& now)
{
    if (now == choices.shown)
        return;
    choices.shown = now;
    choices.menu.clear();
    choices.menu.menuAction()->setVisible(!now.isEmpty());
    for (const Choice& choice : now) {
        auto* const entry = choices.menu.addAction(choice.text);
        entry->setCheckable(true);
        entry->setChecked(choice.isCurrent);
        // Queued: what follows may build this menu anew, and the entry is still at work.
        connect(
            entry,
            &QAction::triggered,
            this,
            [id = choice.id, choose = choices.choose] { choose(id); },
            Qt::QueuedConnection);
    }
}

/// That it has ended, or is about to.
void Tray::tell()
{
    const View& view = m_presenter.view();
    const Card& card = view.card;
    const QString text =
        m_isWarning ? view.warning : QString(card.headline + u' ' + card.explanation);
    if (m_icon.isVisible())
        m_icon.showMessage(card.state, text, m_icon.icon());
}

} // namespace lanyard::ui
