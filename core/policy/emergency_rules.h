// SPDX-License-Identifier: MIT
#pragma once

/// Break-glass, as the administrator allows it. Values only.

#include <QByteArray>
#include <QList>
#include <QString>

#include <chrono>

namespace lanyard::policy {

struct EmergencyReason {
    QByteArray code; ///< On record, and in the identity context.
    QString words; ///< What the person chooses by.

    friend bool operator==(const EmergencyReason&, const EmergencyReason&) = default;
};

struct EmergencyRules {
    bool isAllowed = false;
    std::chrono::minutes duration{30};
    QList<EmergencyReason> reasons; ///< None: not allowed.
};

/// Reads "cardiac_arrest" or "cardiac_arrest=Cardiac arrest"; the code's own words stand in for
/// missing ones. `text` is sound.
[[nodiscard]] EmergencyReason emergencyReasonOf(const QString& text);

} // namespace lanyard::policy
