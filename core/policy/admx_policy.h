// SPDX-License-Identifier: MIT
#pragma once

/// What lanyard.admx and lanyard.adml both are made of. Pure; private to this layer.

#include "core/policy/setting.h"

#include <QList>
#include <QString>

namespace lanyard::policy {

/// One entry of the Group Policy editor.
struct AdmxPolicy {
    QString name; ///< Unique: "IdleLimitMinutes", "live_Issuer".
    QString environment; ///< Empty: of the computer.
    QString key; ///< Below HKLM.
    const Setting* setting; ///< Null: the audiences of `environment`.
};

[[nodiscard]] QList<AdmxPolicy> admxPolicies();

/// Of the element of a policy and of its presentation; there is one in each.
inline constexpr auto admxElement = "Value";

/// A policy that is enabled or disabled has no element.
[[nodiscard]] bool hasElement(const AdmxPolicy& policy);

/// The string of `word`, one of the allowed ones of a policy: "StoreMode_keyring".
[[nodiscard]] QString wordName(const AdmxPolicy& policy, const QString& word);

/// The category of an environment's policies: "Lanyard_live".
[[nodiscard]] QString categoryName(const QString& environment);

} // namespace lanyard::policy
