// SPDX-License-Identifier: MIT
#pragma once

/// The NHS API platform's own token exchange, for who signed in with CIS2 separately: CIS2's ID
/// token and a client assertion go in, a token of the platform comes out (docs/architecture.md).
/// It is RFC 8693, with ways of its own: the assertion must be RS512 and live five minutes at most,
/// numbers come in quotes, a refresh token comes along, and refreshing takes the client's secret.
///
/// Pure: no clock, no I/O, no globals. Reentrant.

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/jose/signer.h"
#include "core/oidc/answer.h"
#include "core/oidc/form_body.h"
#include "core/oidc/token_response.h"

#include <QByteArray>

#include <chrono>
#include <cstdint>
#include <optional>

namespace lanyard::oidc {

/// A client assertion with exactly the claims that the platform demands: iss and sub are the API
/// key, aud is the token endpoint as policy spells it, jti is new, exp is assertionLifetime ahead.
///
/// Errors  those of jose::Signer::sign().
[[nodiscard]] Result<Secret> platformAssertion(const jose::Signer& signer,
    const QByteArray& apiKey,
    const QByteArray& tokenEndpoint,
    Instant now);

/// The platform takes five minutes; its clock may be behind.
inline constexpr std::chrono::minutes assertionLifetime{4};

[[nodiscard]] FormBody platformExchangeForm(const Secret& idToken, const Secret& assertion);
[[nodiscard]] FormBody platformRefreshForm(
    const Secret& refreshToken, const QByteArray& apiKey, const Secret& clientSecret);

struct PlatformResponse {
    TokenResponse tokens; ///< `refreshToken` is good for once.

    /// refresh_token_expires_in: what is left of the window that the exchange opened, however often
    /// it is refreshed; at most longestLifetime. Nothing where it is not said.
    std::optional<std::chrono::seconds> refreshableFor;
};

/// What was asked of the platform.
enum class PlatformAsked : std::uint8_t { Exchange, Refresh };

/// Reads the answer: readExchangeResponse() after an exchange, readTokenResponse() after a refresh,
/// which has no issued_token_type. A refusal's detail has the platform's sentence, for it calls
/// everything invalid_request.
///
/// Errors  of those; Malformed "token.refresh_expires_in".
[[nodiscard]] Result<PlatformResponse> readPlatformResponse(
    const Answer& answer, PlatformAsked asked);

} // namespace lanyard::oidc
