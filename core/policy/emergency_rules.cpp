// SPDX-License-Identifier: MIT
#include "core/policy/emergency_rules.h"

namespace lanyard::policy {

EmergencyReason emergencyReasonOf(const QString& text)
{
    const QString code = text.section(u'=', 0, 0);
    QString words = text.section(u'=', 1).trimmed();
    if (words.isEmpty()) {
        words = code;
        words.replace(u'_', u' ');
        words.front() = words.front().toUpper();
    }
    return {code.toLatin1(), words};
}

} // namespace lanyard::policy
