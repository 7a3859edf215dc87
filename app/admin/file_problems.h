// SPDX-License-Identifier: MIT
#pragma once

/// What is wrong with the contents of apps.json and roles.json, as health conditions. Pure.

#include "app/config/config_files.h"
#include "core/base/health.h"
#include "core/identity/role_rules.h"

#include <QList>

namespace lanyard::admin {

/// Of the file itself, or else "apps.refused" with its lines. An audience that the active
/// environment does not map is a problem too.
[[nodiscard]] QList<HealthCondition> appsProblems(const config::Configuration& configuration);

/// Of the file itself, or else those of readRoleRules().
[[nodiscard]] QList<HealthCondition> rolesProblems(const config::Configuration& configuration);

/// The rules in force: none where the file is missing or refused.
[[nodiscard]] identity::RoleRules rolesInForce(const config::Configuration& configuration);

} // namespace lanyard::admin
