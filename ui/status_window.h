// SPDX-License-Identifier: MIT
#pragma once

#include "ui/tray_view.h"

#include <QDialog>
#include <QMap>

class QPushButton;
class QHBoxLayout;

namespace lanyard::ui {

class CardView;
class Presenter;

/// What becomes of the window when a person closes it.
enum class OnClose : std::uint8_t {
    Hide, ///< There is a tray to bring it back from.
    Minimise, ///< There is none: it must not vanish.
};

/// The badge: one small window with the card and its buttons. A dialog, because Enter then is the
/// default button wherever the focus is, and Escape puts it away. Owns nothing; the Presenter
/// outlives it.
class StatusWindow : public QDialog
{
    Q_OBJECT

public:
    explicit StatusWindow(Presenter& presenter, QWidget* parent = nullptr);

    /// Where it only minimises there is no tray menu either: then it has the Quit button.
    void setOnClose(OnClose what);

    /// Shows it in front of the others, with the focus on the obvious action.
    void present();

Q_SIGNALS:
    /// A screen reader, if there is one, has been told.
    void announced(const QString& text);

protected:
    bool event(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void reject() override;

private:
    void refresh();
    [[nodiscard]] QList<Entry> entries() const;
    void refreshButtons();
    void say(const QString& text);
    void fit();
    void putAway();
    QPushButton* makeButton(Action action, QHBoxLayout& row);

    Presenter& m_presenter;
    CardView* m_card;
    QMap<Action, QPushButton*> m_buttons;
    QString m_announced;
    Action m_default = Action::Show; ///< Of the card shown; Show stands for none yet.
    OnClose m_onClose = OnClose::Minimise;
};

} // namespace lanyard::ui
