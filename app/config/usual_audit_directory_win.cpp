// SPDX-License-Identifier: MIT
#include "app/config/audit_places.h"
#include "app/config/config_files.h"

namespace lanyard::config {

QString usualAuditDirectory()
{
    return machineConfigDirectory() + QStringLiteral("/audit");
}

} // namespace lanyard::config
