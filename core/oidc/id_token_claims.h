// SPDX-License-Identifier: MIT
#pragma once

/// The ID token's claims as types. For the other files of this layer.
///
/// In this file § means OpenID Connect Core 1.0.
/// Pure: no clock, no I/O, no globals. Reentrant.

#include "core/oidc/id_token.h"

#include <QJsonObject>

namespace lanyard::oidc {

/// Reads the claims; judges nothing but their presence and types (§2).
///
/// Errors  Malformed "id_token.claims": iss, sub, aud, exp or iat is missing or of another type, or
///         auth_time is there and no time.
[[nodiscard]] Result<IdTokenClaims> readClaims(const QJsonObject& all);

} // namespace lanyard::oidc
