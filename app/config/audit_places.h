// SPDX-License-Identifier: MIT
#pragma once

/// Where the audit trail of this user is, and what remembers its heads. For the agent, which writes
/// them, and lanyard-admin, which compares them. Any thread.

#include "core/policy/policy.h"

#include <QByteArray>
#include <QString>

namespace lanyard::config {

struct AuditPlaces {
    QString directory; ///< Of all users' journals; each user's own folder is below it.
    QString journal; ///< This user's folder.
    /// File of audit::FileHeadWitness, beside the journals and not among them; in a folder of this
    /// user's own, too.
    QString heads;
};

/// `$XDG_STATE_HOME/lanyard/audit` on Linux; on Windows `%ProgramData%\Lanyard\audit`, which the
/// installer makes for all users, beside `audit-heads`.
[[nodiscard]] QString usualAuditDirectory();

/// In policy's AuditDirectory, or in the usual one.
[[nodiscard]] AuditPlaces auditPlaces(const policy::Policy& policy, const QByteArray& userId);

} // namespace lanyard::config
