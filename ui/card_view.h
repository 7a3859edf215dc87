// SPDX-License-Identifier: MIT
#pragma once

#include "ui/tray_view.h"

#include <QWidget>

#include <array>

class QFrame;
class QGridLayout;
class QLabel;

namespace lanyard::ui {

/// Draws a Card: banner, state by shape, words and colour, who, lines, reason, health. No buttons.
class CardView : public QWidget
{
    Q_OBJECT

public:
    explicit CardView(QWidget* parent = nullptr);

    void show(const View& view);

    /// For one moment's feedback: "The sign-in link is on the clipboard."
    void setNotice(const QString& text);

protected:
    void changeEvent(QEvent* event) override;

private:
    static constexpr std::size_t maxLines = 6;

    void buildHeader();
    QWidget* buildBody();
    QWidget* buildHealth();
    void restyle();

    IconKind m_kind = IconKind::SignedOut;
    QLabel* m_banner;
    QFrame* m_header;
    QLabel* m_icon;
    QLabel* m_state;
    QLabel* m_headline;
    std::array<QLabel*, maxLines> m_names{};
    std::array<QLabel*, maxLines> m_values{};
    QLabel* m_explanation;
    QLabel* m_reference;
    QLabel* m_notice;
    QLabel* m_healthIcon;
    QLabel* m_healthText;
    QWidget* m_health;
    bool m_isRestyling = false;
};

} // namespace lanyard::ui
