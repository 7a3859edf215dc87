// SPDX-License-Identifier: MIT
#pragma once

/// Beside the machine's Errand: what it is for, who asked, who waits, and what it has brought.
/// Main thread only.

#include "core/base/error.h"
#include "core/base/result.h"
#include "core/base/waiters.h"
#include "core/identity/context.h"
#include "core/session/machine.h"
#include "core/session/provider.h"
#include "core/session/session.h"

#include <QByteArray>

#include <optional>

namespace lanyard::session {

struct ErrandInHand {
    Purpose purpose = Purpose::RoleSwitch;
    QByteArray roleId; ///< As asked for; the person may choose another at the provider.
    ElevationChoice elevation; ///< With its `acr` decided.
    Requester by;
    Waiters<Result<>> waiters;
    std::optional<TokenSet> received; ///< Not yet in force.
    std::optional<identity::Context> context; ///< Made of `received`.
};

/// What a change of role asks the provider: the sign-in's scope with `selectedrole` replaced, and a
/// new authentication. `selectedrole` need not be granted: another was asked for.
[[nodiscard]] SignInParameters roleChangeParameters(
    SignInParameters signIn, const policy::Environment& environment);

/// Whether what an errand brought is about the person of `context` (design.md §6.5).
///
/// Errors  Untrusted "session.another_person".
[[nodiscard]] Result<> checkSamePerson(
    const oidc::IdTokenClaims& claims, const identity::Context& context);

/// Both ID tokens name one session of the provider (`sid`). It may end that session with any of its
/// refresh tokens; so of two, one is forgotten and not revoked.
[[nodiscard]] bool isSameProviderSession(
    const oidc::IdTokenClaims& one, const oidc::IdTokenClaims& other);

} // namespace lanyard::session
