// SPDX-License-Identifier: MIT
#include "app/config/audit_places.h"

namespace lanyard::config {

using namespace Qt::StringLiterals;

AuditPlaces auditPlaces(const policy::Policy& policy, const QByteArray& userId)
{
    const QString directory =
        policy.auditDirectory.isEmpty() ? usualAuditDirectory() : policy.auditDirectory;
    const QString user = QString::fromUtf8(userId);
    return {
        directory, directory + u'/' + user, directory + u"-heads/"_s + user + u"/heads.jsonl"_s};
}

} // namespace lanyard::config
