// SPDX-License-Identifier: MIT
#pragma once

/// What the token endpoint answers.
///
/// In this file § means RFC 6749 unless another document is named.
/// Pure: no clock, no I/O, no globals. Reentrant.

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/oidc/answer.h"

#include <QByteArray>

#include <chrono>

namespace lanyard::oidc {

/// A successful answer (§5.1).
struct TokenResponse {
    Secret accessToken; ///< access_token. Printable ASCII: it goes into a header.
    std::chrono::seconds lifetime{0}; ///< expires_in, or assumedLifetime where it is not said.
    Secret refreshToken; ///< Empty where none, or an empty one, was given (P28).
    Secret idToken; ///< id_token, OpenID Connect Core §3.1.3.3; empty where there is none.
    QByteArray scope; ///< Empty where it is not said: then it is what was asked for.
};

/// §5.1 only recommends expires_in. Short, so that the next request finds out.
inline constexpr std::chrono::minutes assumedLifetime{5};

/// A token lives a day at most as far as we are concerned; more is a mistake, or an overflow.
inline constexpr std::chrono::hours longestLifetime{24};

/// Tokens with many roles in them are about 10 KiB; a stored session is 16 KiB at most.
inline constexpr qsizetype maxToken = qsizetype{32} * 1024;

/// Reads the token endpoint's answer.
///
/// Checks, in this order:
///   1. it is the endpoint's own answer: checkAnswered();
///   2. it is one JSON object. A success that breaks off has been carried out all the same;
///   3. it is not an error response (§5.2), whatever its status;
///   4. its status is 200 (§5.1);
///   5. token_type is Bearer, in any case (§5.1, §7.1);
///   6. access_token is there; it, refresh_token and id_token are printable ASCII (RFC 6750 §2.1, appendix
///      A.17) of at most maxToken;
///   7. expires_in, if there, is a number or a number in quotes (the NHS API platform's) and not
///      negative.
///
/// Errors
///   ProviderBusy   1: "token.busy"; 3: "token.busy" for temporarily_unavailable, server_error and
///                  slow_down.
///   Unreachable    1, 2: "token.not_json", never the provider's word (P29); 2: "token.answer_lost"
///                  for a broken success.
///   GrantRevoked   3: "token.invalid_grant" for invalid_grant, and for nothing else.
///   AccessDenied   3: "token.access_denied"; "token.interaction" (interaction_required, ...).
///   Misconfigured  3: "token.invalid_client" (invalid_client, unauthorized_client),
///                  "token.invalid_target" (RFC 8707 §2), "token.invalid_scope", "token.refused" for
///                  every other word; 4: "token.refused".
///   Malformed      2: "token.malformed"; 5: "token.type"; 6: "token.access_token",
///                  "token.refresh_token", "token.id_token"; 7: "token.expires_in".
/// Error::native is the status.
[[nodiscard]] Result<TokenResponse> readTokenResponse(const Answer& answer);

/// Reads the answer to a token exchange (RFC 8693 §2.2), for which an access token was asked.
///
/// As readTokenResponse(), with two differences. A refused exchange says nothing of the session: the
/// token that was handed in is what invalid_request (RFC 8693 §2.2.2), invalid_grant and invalid_token
/// refuse. And a token of another kind is not taken for an access token: token_type N_A fails in step
/// 5, and issued_token_type (RFC 8693 §2.2.1) is required and must be the one asked for. A refresh
/// token may come (RFC 8693 §2.2.1).
///
/// Errors  as readTokenResponse(), without GrantRevoked;
///   Misconfigured  "token.subject_refused" for those three words.
///   Malformed      "token.issued_type".
[[nodiscard]] Result<TokenResponse> readExchangeResponse(const Answer& answer);

} // namespace lanyard::oidc
