// SPDX-License-Identifier: MIT
#pragma once

/// What changes when another context takes the place of the one in force while somebody is signed
/// in: whether authority grows, and what of it may count before that is on record (design.md §6.9).
///
/// Pure.

#include "core/identity/context.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QJsonObject>

namespace lanyard::session {

struct ContextChange {
    /// What differs, by its name in the identity context; and "step_ups", "emergency_permissions",
    /// "cohorts", "limits". The order of lists is no difference.
    QByteArrayList what;
    QByteArrayList lost; ///< Permissions.
    QByteArrayList gained; ///< The same.
    bool raises = false; ///< Some of it is authority that was not there before.
};

[[nodiscard]] ContextChange changeBetween(
    const identity::Context& before, const identity::Context& after);

/// `after` without what would raise authority above `before`: what may be in force unrecorded.
[[nodiscard]] identity::Context withoutGains(
    const identity::Context& before, identity::Context after);

/// For the audit trail. `because` names what brought it: "claims", "roles.json", "time".
[[nodiscard]] QJsonObject factsOf(
    const ContextChange& change, const identity::Context& before, const QByteArray& because);

} // namespace lanyard::session
