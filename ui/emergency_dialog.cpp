// SPDX-License-Identifier: MIT
#include "ui/emergency_dialog.h"

#include "ui/announcement.h"
#include "ui/icons.h"
#include "ui/presenter.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace lanyard::ui {

using namespace Qt::StringLiterals;
using session::EmergencyRequest;

namespace {

constexpr int charactersWide = 64;

QLabel* wrapped(const QString& name)
{
    auto* const label = new QLabel; // Its layout adopts it.
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    return label;
}

/// A first line that is no choice: nobody gets the first of the list by not looking.
void fill(QComboBox& box, const QList<Choice>& choices)
{
    box.clear();
    if (choices.size() != 1)
        box.addItem(u"Choose..."_s, QByteArray());
    for (const Choice& choice : choices)
        box.addItem(choice.text, choice.id);
    box.setCurrentIndex(0);
}

} // namespace

EmergencyDialog::EmergencyDialog(Presenter& presenter, QWidget* parent)
    : QDialog(parent, Qt::Window | Qt::WindowTitleHint | Qt::WindowCloseButtonHint)
    , m_presenter(presenter)
    , m_explanation(wrapped(u"explanation"_s))
    , m_permission(new QComboBox)
    , m_reasonCode(new QComboBox)
    , m_reason(new QLineEdit)
    , m_complaint(wrapped(u"complaint"_s))
    , m_start(new QPushButton(u"&Start emergency access"_s))
{
    setWindowTitle(u"Emergency access - Lanyard"_s);
    setWindowIcon(iconFor(IconKind::Emergency));
    setAccessibleName(u"Emergency access"_s);
    m_permission->setAccessibleName(u"What you need"_s);
    m_reasonCode->setAccessibleName(u"Reason"_s);
    m_reason->setAccessibleName(u"The reason in your own words"_s);
    m_reason->setMaxLength(EmergencyRequest::longestReason);
    m_reason->setPlaceholderText(
        u"At least %1 characters; no patient's details"_s.arg(EmergencyRequest::shortestReason));
    auto* const cancel = new QPushButton(u"&Cancel"_s);
    m_start->setAccessibleName(u"Start emergency access"_s);
    cancel->setAccessibleName(u"Cancel"_s);
    auto* const form = new QFormLayout;
    form->setRowWrapPolicy(QFormLayout::WrapAllRows);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(u"What you &need"_s, m_permission);
    form->addRow(u"&Reason"_s, m_reasonCode);
    form->addRow(u"The reason in your own &words"_s, m_reason);
    auto* const buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_start);
    buttons->addWidget(cancel);
    auto* const column = new QVBoxLayout(this);
    column->addWidget(m_explanation);
    column->addLayout(form);
    column->addWidget(m_complaint);
    column->addLayout(buttons);
    m_start->setDefault(true);
    connect(m_start, &QPushButton::clicked, this, &EmergencyDialog::accept);
    connect(cancel, &QPushButton::clicked, this, &EmergencyDialog::reject);
    connect(m_permission, &QComboBox::currentIndexChanged, this, &EmergencyDialog::look);
    connect(m_reasonCode, &QComboBox::currentIndexChanged, this, &EmergencyDialog::look);
    connect(m_reason, &QLineEdit::textChanged, this, &EmergencyDialog::look);
    connect(&m_presenter, &Presenter::emergencyRequested, this, &EmergencyDialog::present);
    connect(&m_presenter, &Presenter::viewChanged, this, &EmergencyDialog::follow);
}

void EmergencyDialog::present()
{
    const auto& form = m_presenter.view().emergency;
    if (!form)
        return;
    if (!isVisible()) { // Else what they have written would be gone.
        m_form = *form;
        m_explanation->setText(m_form.explanation);
        fill(*m_permission, m_form.permissions);
        fill(*m_reasonCode, m_form.reasons);
        m_reason->clear();
        complain({});
        look();
    }
    fit();
    show();
    raise();
    activateWindow();
    (m_permission->count() > 1 ? m_permission : m_reasonCode)->setFocus();
}

/// Whoever signs out, or goes on under a role that has something else, is not asked any more.
void EmergencyDialog::follow()
{
    if (isVisible() && m_presenter.view().emergency != m_form)
        reject();
}

/// What is missing cannot be started; the session judges the rest.
void EmergencyDialog::look()
{
    m_start->setEnabled(!m_permission->currentData().toByteArray().isEmpty()
        && !m_reasonCode->currentData().toByteArray().isEmpty()
        && m_reason->text().trimmed().size() >= EmergencyRequest::shortestReason);
}

void EmergencyDialog::accept()
{
    if (!m_start->isEnabled())
        return;
    const QString trouble = m_presenter.startEmergency(m_permission->currentData().toByteArray(),
        m_reasonCode->currentData().toByteArray(),
        m_reason->text().trimmed());
    if (!trouble.isEmpty()) {
        complain(trouble);
        return;
    }
    m_reason->clear();
    QDialog::accept();
}

void EmergencyDialog::complain(const QString& text)
{
    m_complaint->setText(text);
    m_complaint->setVisible(!text.isEmpty());
    if (!text.isEmpty())
        announce(*m_complaint, text);
    fit();
}

void EmergencyDialog::fit()
{
    layout()->activate();
    const int width = std::max(
        fontMetrics().averageCharWidth() * charactersWide, layout()->totalMinimumSize().width());
    setMinimumSize(width, layout()->totalHeightForWidth(width));
    resize(minimumSize());
}

} // namespace lanyard::ui
