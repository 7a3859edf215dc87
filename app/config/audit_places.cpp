// SPDX-License-Identifier: MIT
#include "app/config/audit_places.h"

#include <QStandardPaths>

namespace lanyard::config {

using namespace Qt::StringLiterals;

AuditPlaces auditPlaces(const policy::Policy& policy, const QByteArray& userId)
{
    QString directory = policy.auditDirectory;
    if (directory.isEmpty()) {
        const QString state = qEnvironmentVariable("XDG_STATE_HOME");
        directory =
            (state.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::HomeLocation)
                        + u"/.local/state"_s
                             : state)
            + u"/lanyard/audit"_s;
    }
    const QString user = QString::fromUtf8(userId);
    return {
        directory, directory + u'/' + user, directory + u"-heads/"_s + user + u"/heads.jsonl"_s};
}

} // namespace lanyard::config
