// SPDX-License-Identifier: MIT
#include "ui/status_window.h"

#include "ui/announcement.h"
#include "ui/card_view.h"
#include "ui/icons.h"
#include "ui/presenter.h"

#include <QCloseEvent>
#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>
#include <utility>

namespace lanyard::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int charactersWide = 54;

QString purposeOf(Action action)
{
    switch (action) {
    case Action::SignIn:
        return u"Opens your web browser at the sign-in page."_s;
    case Action::SignInAgain:
        return u"Opens your web browser at the sign-in page. You stay signed in meanwhile."_s;
    case Action::CancelSignIn:
        return u"Stops waiting for the browser."_s;
    case Action::SignOut:
        return u"Ends your sign-in in Lanyard and in the programs that use it."_s;
    case Action::OpenPage:
        return u"Opens your web browser at the same page once more."_s;
    case Action::CopyLink:
        return u"Puts the address of the sign-in page on the clipboard."_s;
    case Action::EndEmergency:
        return u"Ends emergency access now. You stay signed in."_s;
    case Action::Quit:
        return u"Ends Lanyard on this computer until it is started again."_s;
    case Action::Emergency: // In the menu alone: not to be chosen by a slip of the hand.
    case Action::Show:
        break;
    }
    return {};
}

} // namespace

StatusWindow::StatusWindow(Presenter& presenter, QWidget* parent)
    : QDialog(parent,
        Qt::Window | Qt::WindowTitleHint | Qt::WindowSystemMenuHint | Qt::WindowMinimizeButtonHint
            | Qt::WindowCloseButtonHint)
    , m_presenter(presenter)
    , m_card(new CardView)
{
    setWindowTitle(u"Lanyard"_s);
    setWindowIcon(appIcon());
    setAccessibleName(u"Lanyard"_s);
    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_card, 1);
    auto* const row = new QHBoxLayout;
    m_buttons.insert(Action::Quit, makeButton(Action::Quit, *row)); // Away from the others.
    m_buttons.value(Action::Quit)->setObjectName(u"quit"_s);
    row->addStretch();
    for (const Action action : {Action::EndEmergency,
             Action::OpenPage,
             Action::CopyLink,
             Action::CancelSignIn,
             Action::SignOut,
             Action::SignInAgain,
             Action::SignIn})
        m_buttons.insert(action, makeButton(action, *row));
    column->addLayout(row);
    connect(&m_presenter, &Presenter::viewChanged, this, &StatusWindow::refresh);
    connect(&m_presenter, &Presenter::showRequested, this, &StatusWindow::present);
    connect(&m_presenter, &Presenter::linkCopied, this, [this] {
        m_card->setNotice(u"The sign-in link is on the clipboard."_s);
        say(u"The sign-in link is on the clipboard."_s);
        fit();
    });
    refresh();
}

QPushButton* StatusWindow::makeButton(Action action, QHBoxLayout& row)
{
    auto* const button = new QPushButton;
    button->setAccessibleDescription(purposeOf(action));
    button->setToolTip(purposeOf(action));
    connect(button, &QPushButton::clicked, this, [this, action] { m_presenter.act(action); });
    row.addWidget(button);
    return button;
}

void StatusWindow::refresh()
{
    const View& view = m_presenter.view();
    m_card->show(view);
    refreshButtons();
    fit();
    if (view.announcement == m_announced)
        return;
    m_announced = view.announcement;
    m_card->setNotice({});
    m_card->setAccessibleName(view.card.state);
    say(view.announcement);
}

void StatusWindow::setOnClose(OnClose what)
{
    m_onClose = what;
    refreshButtons();
    fit();
}

/// What the card offers; and where there is no tray, the Quit of its menu.
QList<Entry> StatusWindow::entries() const
{
    const View& view = m_presenter.view();
    QList<Entry> entries = view.card.buttons;
    if (m_onClose == OnClose::Minimise)
        std::copy_if(
            view.menu.begin(), view.menu.end(), std::back_inserter(entries), [](const Entry& one) {
                return one.action == Action::Quit;
            });
    return entries;
}

void StatusWindow::refreshButtons()
{
    const auto entries = this->entries();
    for (auto at = m_buttons.begin(); at != m_buttons.end(); ++at) {
        const auto entry = std::find_if(entries.begin(), entries.end(), [&](const Entry& one) {
            return one.action == at.key();
        });
        const bool isThere = entry != entries.end();
        if (isThere) {
            (*at)->setText(entry->text);
            (*at)->setAccessibleName(QString(entry->text).remove(u'&'));
        }
        (*at)->setVisible(isThere);
        (*at)->setDefault(isThere && entry->isDefault);
    }
    if (entries.isEmpty() || !entries.first().isDefault || entries.first().action == m_default)
        return;
    m_default = entries.first().action;
    m_buttons.value(m_default)->setFocus();
}

void StatusWindow::fit()
{
    const int unit = fontMetrics().height();
    auto* const row = layout()->itemAt(1)->layout();
    row->setContentsMargins(unit, unit * 3 / 4, unit, unit);
    if (row->spacing() != unit / 2) // Setting it asks for another layout, even of the same.
        row->setSpacing(unit / 2);
    for (QPushButton* const button : std::as_const(m_buttons)) // Easy to hit, at any size of text.
        button->setMinimumSize(button->sizeHint().width() + unit, unit * 2);
    layout()->activate();
    const int width = std::max(
        fontMetrics().averageCharWidth() * charactersWide, layout()->totalMinimumSize().width());
    const int height = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width)
                                                     : layout()->totalSizeHint().height();
    setMinimumSize(width, height);
    resize(width, height);
}

void StatusWindow::present()
{
    fit();
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
    if (m_default != Action::Show)
        m_buttons.value(m_default)->setFocus();
}

void StatusWindow::say(const QString& text)
{
    announce(*m_card, text);
    Q_EMIT announced(text);
}

bool StatusWindow::event(QEvent* event)
{
    const bool isHandled = QDialog::event(event);
    if (event->type() == QEvent::LayoutRequest) // Another font, say.
        fit();
    return isHandled;
}

void StatusWindow::closeEvent(QCloseEvent* event)
{
    // The program itself closes windows when it ends; refusing that would keep it from ending.
    if (!event->spontaneous())
        return;
    event->ignore();
    putAway();
}

void StatusWindow::reject()
{
    putAway();
}

void StatusWindow::putAway()
{
    if (m_onClose == OnClose::Hide)
        hide();
    else
        showMinimized();
}

} // namespace lanyard::ui
