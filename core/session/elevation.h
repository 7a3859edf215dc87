// SPDX-License-Identifier: MIT
#pragma once

/// From what a program asks of a step-up to what is asked of the provider, and whether its answer
/// fits the session. Pure.

#include "core/identity/context.h"
#include "core/policy/policy.h"
#include "core/session/provider.h"
#include "core/session/session.h"

namespace lanyard::session {

/// The class of authentication that `choice` takes: its own or the permission's, whichever demands
/// more; policy's ElevationAcr where it names neither.
///
/// Errors  AccessDenied "identity.permission_missing"  no step-up gives this person that permission
///                      "session.acr_unknown"          no class that a level is known for
[[nodiscard]] Result<QByteArray> classFor(const ElevationChoice& choice,
    const identity::Context& context,
    const policy::Environment& environment);

/// What a step-up asks the provider: the sign-in's scope, and a new authentication of class `acr`.
[[nodiscard]] SignInParameters stepUpParameters(SignInParameters signIn, const QByteArray& acr);

/// The permissions of `context` that an authentication of this level is enough for.
[[nodiscard]] QByteArrayList permissionsAt(int level, const identity::Context& context);

/// Whether what came back acts under the role of `context`: the person may have chosen another at
/// the provider, and its tokens would carry that one. Not looked at where roles are the agent's own.
///
/// Errors  AccessDenied "session.another_role".
[[nodiscard]] Result<> checkSameRole(const identity::Context& seen,
    const identity::Context& context,
    policy::RoleSelection selection);

} // namespace lanyard::session
