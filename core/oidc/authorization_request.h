// SPDX-License-Identifier: MIT
#pragma once

/// The address that the browser is opened with.
///
/// In this file § means OpenID Connect Core 1.0 unless another document is named.
/// Pure: no clock, no I/O, no globals. Reentrant.

#include "core/oidc/discovery.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QUrl>

#include <chrono>
#include <optional>

namespace lanyard::oidc {

/// An authorization request of the code flow (§3.1.2.1). What is empty is not sent.
struct AuthorizationRequest {
    QByteArray clientId; ///< client_id, RFC 6749 §4.1.1.
    QByteArray redirectUri; ///< redirect_uri, RFC 6749 §4.1.1: exactly as registered.
    QByteArray scope; ///< scope; contains `openid`.
    QByteArray state; ///< state, RFC 6749 §10.12.
    QByteArray nonce; ///< nonce, §15.5.2.
    QByteArray codeChallenge; ///< code_challenge, RFC 7636 §4.3; the method is always S256.
    QByteArray acrValues; ///< acr_values.
    std::optional<std::chrono::seconds> maxAge; ///< max_age. Zero is a value: now.
    QByteArray prompt; ///< prompt.
    QByteArray loginHint; ///< login_hint.
    QByteArrayList resources; ///< resource, RFC 8707 §2.1; may repeat.
};

/// The request's address: `endpoint` as discovered, its own query kept (RFC 6749 §3.1), and the
/// parameters behind it.
[[nodiscard]] QUrl authorizationUrl(const Endpoint& endpoint, const AuthorizationRequest& request);

} // namespace lanyard::oidc
