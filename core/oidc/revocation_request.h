// SPDX-License-Identifier: MIT
#pragma once

/// Taking a token back.
///
/// In this file § means RFC 7009.
/// Pure: no clock, no I/O, no globals. Reentrant.

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/oidc/answer.h"
#include "core/oidc/form_body.h"

#include <cstdint>

namespace lanyard::oidc {

/// token_type_hint, §2.1.
enum class RevocationHint : std::uint8_t { RefreshToken, AccessToken };

/// The request (§2.1). Client authentication is added by whoever sends it.
[[nodiscard]] FormBody revocationForm(const Secret& token, RevocationHint hint);

/// Reads the answer (§2.2). A token that the provider does not know is revoked, as §2.2 has it: 200.
///
/// Errors
///   ProviderBusy   "revocation.busy" (§2.2.1).
///   Unreachable    "revocation.not_json": a web page, however friendly its status.
///   Misconfigured  "revocation.refused": any error word, or another status.
[[nodiscard]] Result<> readRevocationResponse(const Answer& answer);

} // namespace lanyard::oidc
