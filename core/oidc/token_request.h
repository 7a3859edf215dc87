// SPDX-License-Identifier: MIT
#pragma once

/// What is asked of the token endpoint. Client authentication is added by whoever sends it.
///
/// In this file § means RFC 6749 unless another document is named.
/// Pure: no clock, no I/O, no globals. Reentrant.

#include "core/base/secret.h"
#include "core/oidc/form_body.h"

#include <QByteArray>

#include <cstdint>

namespace lanyard::oidc {

/// Redeems an authorization code (§4.1.3; RFC 7636 §4.5). `redirectUri` is the one that was sent.
[[nodiscard]] FormBody codeExchangeForm(
    const Secret& code, const QByteArray& redirectUri, const Secret& codeVerifier);

/// How a refresh is narrowed. Both empty: not at all.
struct RefreshNarrowing {
    QByteArray scope; ///< §6: not more than was granted.
    QByteArray resource; ///< RFC 8707 §2.2.
};

/// Refreshes (§6).
[[nodiscard]] FormBody refreshForm(const Secret& refreshToken, const RefreshNarrowing& narrowing);

/// RFC 8693 §3.
enum class TokenType : std::uint8_t { AccessToken, IdToken };

struct TokenExchange {
    TokenType subjectType = TokenType::AccessToken; ///< subject_token_type.
    QByteArray audience; ///< RFC 8693 §2.1; may be empty.
    QByteArray resource; ///< RFC 8693 §2.1; may be empty.
    QByteArray scope;
};

/// Exchanges `subjectToken` for an access token (RFC 8693 §2.1).
[[nodiscard]] FormBody tokenExchangeForm(const Secret& subjectToken, const TokenExchange& wanted);

} // namespace lanyard::oidc
