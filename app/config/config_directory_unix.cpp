// SPDX-License-Identifier: MIT
#include "app/config/config_files.h"

namespace lanyard::config {

QString machineConfigDirectory()
{
    return QStringLiteral("/etc/lanyard");
}

} // namespace lanyard::config
