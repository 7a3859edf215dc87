// SPDX-License-Identifier: MIT
#pragma once

#include "ui/tray_view.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace lanyard::ui {

class Presenter;

/// Asks what emergency access is for. Closes by itself when it cannot be had any more. The Presenter
/// outlives it.
class EmergencyDialog : public QDialog
{
    Q_OBJECT

public:
    explicit EmergencyDialog(Presenter& presenter, QWidget* parent = nullptr);

    /// Shows it in front, empty. Nothing where emergency access cannot be had.
    void present();

protected:
    void accept() override;

private:
    void follow();
    void look();
    void complain(const QString& text);
    void fit();

    Presenter& m_presenter;
    EmergencyForm m_form; ///< As shown.
    QLabel* m_explanation;
    QComboBox* m_permission;
    QComboBox* m_reasonCode;
    QLineEdit* m_reason;
    QLabel* m_complaint;
    QPushButton* m_start;
};

} // namespace lanyard::ui
