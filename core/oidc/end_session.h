// SPDX-License-Identifier: MIT
#pragma once

/// Signing out at the provider.
///
/// In this file § means OpenID Connect RP-Initiated Logout 1.0.
/// Pure: no clock, no I/O, no globals. Reentrant.

#include "core/base/secret.h"
#include "core/oidc/discovery.h"

#include <QByteArray>
#include <QUrl>

namespace lanyard::oidc {

/// A logout request (§2). What is empty is not sent.
struct EndSessionRequest {
    QByteArray clientId; ///< client_id.
    QByteArray postLogoutRedirectUri; ///< post_logout_redirect_uri; exactly as registered.
    QByteArray state; ///< state; comes back with the redirect.
};

/// The request's address: `endpoint` as discovered, its own query kept. Carries the ID token, so it
/// is never logged; §2 wants it so, and the token's audience is only ourselves.
[[nodiscard]] QUrl endSessionUrl(
    const Endpoint& endpoint, const Secret& idTokenHint, const EndSessionRequest& request);

} // namespace lanyard::oidc
