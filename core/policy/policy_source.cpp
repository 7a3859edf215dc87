// SPDX-License-Identifier: MIT
#include "core/policy/policy_source.h"

namespace lanyard::policy {

PolicySource::~PolicySource() = default;

void PolicySource::refresh() { }

} // namespace lanyard::policy
