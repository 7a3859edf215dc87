// SPDX-License-Identifier: MIT
#pragma once

/// Settings that are each sound but cannot hold together. Private to this layer.

#include "core/policy/policy.h"
#include "core/policy/problem_list.h"

#include <QString>

#include <functional>

namespace lanyard::policy {

/// Where the checks say what they changed.
struct Findings {
    ProblemList& problems;
    /// Marks the value `setting` ("Environments.live.Issuer") with `problem`.
    std::function<void(const QString& setting, const QString& problem)> mark;
};

/// Corrects `environment` towards the safe side and says so.
void checkEnvironment(Environment& environment, Findings& findings);

/// The limits against each other.
void checkLimits(Policy& policy, Findings& findings);

/// An emergency without a reason to choose would have none on record.
void checkEmergency(Policy& policy, Findings& findings);

} // namespace lanyard::policy
