// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QObject>
#include <QString>

#include <cstdint>

namespace lanyard {

enum class Severity : std::uint8_t { Information, Warning, Problem };

/// In --json output, the protocol and the audit trail: "information".
[[nodiscard]] QString nameOf(Severity severity);

/// One named thing that is not as it should be. Shown in the tray, the diagnostics page and
/// `lanyard diagnose --json`; audited when it appears and when it goes.
struct HealthCondition {
    QByteArray code; ///< Stable: "store.memory_only". Listed in docs/errors.md.
    Severity severity = Severity::Warning;
    QString detail; ///< English, for the administrator. No secrets, no personal data.
    QString advice; ///< What to do about it, one sentence.
    QString reference; ///< Support reference; given by Health when the condition appears.
};

/// The conditions in force now. Main thread only.
class Health : public QObject
{
    Q_OBJECT

public:
    /// Adds `condition`, or updates the one of the same code. Keeps the first reference.
    void raise(HealthCondition condition);
    void clear(const QByteArray& code);

    [[nodiscard]] const QList<HealthCondition>& conditions() const { return m_conditions; }

Q_SIGNALS:
    /// A condition appeared, changed or went.
    void changed();

private:
    QList<HealthCondition> m_conditions; ///< Worst first, then oldest first.
};

} // namespace lanyard
