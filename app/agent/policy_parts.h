// SPDX-License-Identifier: MIT
#pragma once

/// What the agent's parts are given of policy. Pure.

#include "core/broker/broker.h"
#include "core/platform/publisher.h"
#include "core/policy/policy.h"
#include "ui/presenter.h"

namespace lanyard::agent {

[[nodiscard]] ui::Environment shownAs(const policy::Environment& environment);
[[nodiscard]] broker::Limits limitsOf(const policy::Policy& policy);
[[nodiscard]] platform::Revocation revocationOf(const policy::Policy& policy);

} // namespace lanyard::agent
