// SPDX-License-Identifier: MIT
#pragma once

/// Roles and organisations out of claims. Pure; private to this layer.

#include "core/identity/context.h"

#include <QJsonObject>
#include <QList>

namespace lanyard::identity {

/// `nhsid_user_orgs`, then organisations that only memberships or roles mention. One of each code.
[[nodiscard]] QList<Organisation> readOrganisations(const QJsonObject& claims);

/// `nhsid_nrbac_roles`, each with the name of its organisation where `organisations` knows it. A
/// role listed twice under one id is one role.
[[nodiscard]] QList<Role> readRoles(
    const QJsonObject& claims, const QList<Organisation>& organisations);

} // namespace lanyard::identity
