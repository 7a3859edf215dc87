// SPDX-License-Identifier: MIT
#include "app/config/audit_places.h"

#include <QStandardPaths>

namespace lanyard::config {

using namespace Qt::StringLiterals;

QString usualAuditDirectory()
{
    const QString state = qEnvironmentVariable("XDG_STATE_HOME");
    const QString home = QStandardPaths::writableLocation(QStandardPaths::HomeLocation);
    return (state.isEmpty() ? home + u"/.local/state"_s : state) + u"/lanyard/audit"_s;
}

} // namespace lanyard::config
