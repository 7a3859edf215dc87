// SPDX-License-Identifier: MIT
#include "app/config/machine_policy.h"

namespace lanyard::config {

PolicySources machinePolicySources()
{
    return {};
}

} // namespace lanyard::config
