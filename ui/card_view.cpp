// SPDX-License-Identifier: MIT
#include "ui/card_view.h"

#include "ui/colours.h"
#include "ui/icons.h"

#include <QEvent>
#include <QFrame>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <utility>

namespace lanyard::ui {

using namespace Qt::StringLiterals;

namespace {

QLabel* wrapped(const QString& name)
{
    auto* const label = new QLabel; // Its layout adopts it.
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText); // Names come from outside: never markup.
    label->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    return label;
}

/// Text, or no room at all.
void fill(QLabel& label, const QString& text)
{
    label.setText(text);
    label.setAccessibleName(text);
    label.setVisible(!text.isEmpty());
}

QFont scaled(QFont font, qreal factor, QFont::Weight weight)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * factor);
    else
        font.setPixelSize(qRound(font.pixelSize() * factor));
    font.setWeight(weight);
    return font;
}

} // namespace

CardView::CardView(QWidget* parent)
    : QWidget(parent)
    , m_banner(wrapped(u"banner"_s))
    , m_header(new QFrame)
    , m_icon(new QLabel)
    , m_state(wrapped(u"state"_s))
    , m_headline(wrapped(u"headline"_s))
    , m_explanation(wrapped(u"explanation"_s))
    , m_reference(wrapped(u"reference"_s))
    , m_notice(wrapped(u"notice"_s))
    , m_healthIcon(new QLabel)
    , m_healthText(wrapped(u"health"_s))
    , m_health(buildHealth())
{
    auto* const column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    m_banner->setAutoFillBackground(true);
    m_banner->setAlignment(Qt::AlignCenter);
    buildHeader();
    column->addWidget(m_banner);
    column->addWidget(m_header);
    column->addWidget(buildBody());
    column->addStretch();
    column->addWidget(m_health);
    restyle();
}

void CardView::buildHeader()
{
    auto* const row = new QHBoxLayout(m_header);
    m_header->setAutoFillBackground(true);
    m_icon->setObjectName(u"icon"_s);
    row->addWidget(m_icon);
    row->addWidget(m_state, 1);
}

QWidget* CardView::buildBody()
{
    auto* const body = new QWidget;
    auto* const column = new QVBoxLayout(body);
    auto* const grid = new QGridLayout;
    grid->setColumnStretch(1, 1);
    for (std::size_t i = 0; i < maxLines; ++i) {
        const int row = static_cast<int>(i);
        m_names[i] = new QLabel;
        m_names[i]->setTextFormat(Qt::PlainText);
        m_values[i] = wrapped(u"value%1"_s.arg(row));
        grid->addWidget(m_names[i], row, 0, Qt::AlignTop);
        grid->addWidget(m_values[i], row, 1);
    }
    // A reference is read out over the telephone or pasted into a ticket.
    m_reference->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    column->addWidget(m_headline);
    column->addLayout(grid);
    column->addWidget(m_explanation);
    column->addWidget(m_reference);
    column->addWidget(m_notice);
    return body;
}

QWidget* CardView::buildHealth()
{
    auto* const strip = new QWidget;
    auto* const row = new QHBoxLayout(strip);
    row->addWidget(m_healthIcon, 0, Qt::AlignTop);
    row->addWidget(m_healthText, 1);
    return strip;
}

void CardView::show(const View& view)
{
    const Card& card = view.card;
    m_kind = view.icon;
    fill(*m_banner, card.banner);
    fill(*m_state, card.state);
    fill(*m_headline, card.headline);
    fill(*m_explanation, card.explanation);
    fill(*m_reference, card.reference);
    fill(*m_healthText, card.health);
    m_health->setVisible(!card.health.isEmpty());
    for (std::size_t i = 0; i < maxLines; ++i) {
        const bool isUsed = std::cmp_less(i, card.lines.size());
        const Line line = isUsed ? card.lines[static_cast<qsizetype>(i)] : Line();
        fill(*m_names[i], line.label);
        fill(*m_values[i], line.value);
        m_values[i]->setAccessibleName(
            line.label.isEmpty() ? QString() : line.label + u": "_s + line.value);
    }
    restyle();
}

void CardView::setNotice(const QString& text)
{
    fill(*m_notice, text);
    restyle();
}

void CardView::restyle()
{
    m_isRestyling = true;
    const int unit = fontMetrics().height();
    m_banner->setPalette(bannerPalette(palette()));
    m_banner->setFont(scaled(font(), 1.0, QFont::Bold));
    m_banner->setContentsMargins(unit / 2, unit / 3, unit / 2, unit / 3);
    m_header->setPalette(headerPalette(palette()));
    m_header->layout()->setContentsMargins(unit, unit * 3 / 4, unit, unit * 3 / 4);
    m_header->layout()->setSpacing(unit * 3 / 4);
    m_state->setPalette(headerPalette(palette()));
    m_state->setFont(scaled(font(), 1.5, QFont::DemiBold));
    m_icon->setPixmap(pixmapFor(m_kind, unit * 2, devicePixelRatioF()));
    m_headline->setFont(scaled(font(), 1.25, QFont::DemiBold));
    for (QLabel* const name : m_names)
        name->setFont(scaled(font(), 1.0, QFont::DemiBold));
    auto* const body = m_headline->parentWidget()->layout();
    body->setContentsMargins(unit, unit, unit, unit / 2);
    body->setSpacing(unit * 2 / 3);
    auto* const grid = static_cast<QGridLayout*>(body->itemAt(1)->layout());
    grid->setHorizontalSpacing(unit);
    grid->setVerticalSpacing(unit / 3);
    m_healthIcon->setPixmap(warningPixmap(unit * 5 / 4, devicePixelRatioF()));
    m_health->layout()->setContentsMargins(unit, unit / 2, unit, 0);
    m_health->layout()->setSpacing(unit / 2);
    // From the inside out, so that whoever asks for our height next hears the new one.
    for (const QWidget* const part :
        {static_cast<QWidget*>(m_header), m_headline->parentWidget(), m_health})
        part->layout()->activate();
    layout()->activate();
    m_isRestyling = false;
}

void CardView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    const bool isLook =
        event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange;
    if (isLook && !m_isRestyling && m_healthIcon->parentWidget() != nullptr && layout() != nullptr)
        restyle();
}

} // namespace lanyard::ui
