// SPDX-License-Identifier: MIT
#pragma once

/// From CIS2's claims, as they really come, to one normalised context.
///
/// Pure but for the random context id.

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/identity/context.h"
#include "core/identity/role_rules.h"

#include <QByteArray>
#include <QJsonObject>

#include <optional>

namespace lanyard::identity {

struct ContextInput {
    QJsonObject idToken; ///< Validated.
    QJsonObject userinfo; ///< Validated; empty where the provider has none.
    Instant now;
    Instant expiresAt;
    QByteArray roleId; ///< A role chosen in the agent; empty: what the claims say.
};

/// Builds the context in force.
///
/// Person, registrations, roles and organisations come from userinfo, or from the ID token where
/// userinfo lacks the claim. A blank claim counts as missing.
///
/// Assurance  `authentication_assurance_level` of the ID token only: userinfo is about the person,
///            not about this authentication. The identity level is `id_assurance_level` or
///            `idassurancelevel` of the ID token, else of userinfo; where one document has both,
///            the lower. A level that is missing or no whole number is 0.
///
/// Role  `roleId` if given; else `selected_roleid` (ID token, then userinfo); else the only role if
///       there is exactly one; else none. A `selected_roleid` that is not among the roles gives no
///       role and a note in `decisions`, not an error: sign-in through the old Identity Agent
///       may name a role that the claims do not list, and a person without a role can still be
///       identified. It never falls back to another role.
///
/// Errors
///   Malformed     "identity.no_subject"       no `iss` or no `sub` in the ID token
///   Untrusted     "identity.another_subject"  userinfo has no `sub` or another one (Core 5.3.2)
///   AccessDenied  "identity.role_unknown"     `roleId` is not one of this person's roles
[[nodiscard]] Result<Context> buildContext(const ContextInput& input, const RoleRules& rules);

/// `context` under another of its roles, with a new id, and without an emergency.
///
/// Errors  AccessDenied "identity.role_unknown".
[[nodiscard]] Result<Context> withRole(
    const Context& context, const QByteArray& roleId, const RoleRules& rules, Instant now);

/// `context` made anew, with a new id, of claims that were read again while it is in force.
///
/// Role  The one in force stays while it is among the person's and the claims name no other (they are
///       not asked where `input.roleId` says that it was chosen in the agent). Otherwise none is in
///       force, with a note in `decisions`: another one is the person's choice, never this one's.
/// Assurance  That of the authentication stays: there was no other, even where a step-up has raised
///            the provider's. The identity's may fall.
/// Emergency  Goes on while the role in force may still have its permission.
///
/// Errors  as buildContext(); Untrusted "identity.another_subject" also for another uid.
[[nodiscard]] Result<Context> readAgain(
    const Context& context, const ContextInput& input, const RoleRules& rules);

/// `context` decided anew, with a new id: after roles.json has changed, and at `reviewAt`. Nothing
/// when permissions, cohorts and limits stay as they are. An emergency goes on while its permission
/// may still be had by one.
[[nodiscard]] std::optional<Context> reviewed(
    const Context& context, const RoleRules& rules, Instant now);

} // namespace lanyard::identity
