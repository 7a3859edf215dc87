// SPDX-License-Identifier: MIT
#pragma once

/// The redirect that ends the browser's part of sign-in.
///
/// In this file § means RFC 6749 unless another document is named.
/// Pure: no clock, no I/O, no globals. Reentrant.

#include "core/base/result.h"
#include "core/base/secret.h"

#include <QByteArray>
#include <QByteArrayView>

namespace lanyard::oidc {

/// What we sent, and therefore what an honest answer must repeat.
struct AuthorizationExpectation {
    QByteArray state; ///< 43 base64url characters (256 bits), fresh for every request.
    QByteArray issuer; ///< Exactly as in policy; RFC 9207 §2.4 compares it byte for byte.
    bool issuerPromised = false; ///< authorization_response_iss_parameter_supported.
};

/// Reads the authorization code out of the redirect.
///
/// `query` is what follows '?', still percent-encoded, at most 8 KiB (the loopback listener
/// enforces it). The code is single-use; the provider refuses it after about a minute.
///
/// Checks, in this order, so that nothing in an unsolicited redirect is ever acted on:
///   1. it parses, and repeats no parameter (§3.1);
///   2. `state` is ours (§4.1.2, §10.12), compared in constant time;
///   3. `iss` is ours, if sent or promised (RFC 9207 §2.4);
///   4. it is not an error response (§4.1.2.1);
///   5. it has a code (§4.1.2).
///
/// Errors
///   Malformed      1: those of parseForm(); 5: "redirect.no_code".
///   Untrusted      2: "redirect.state"; 3: "redirect.issuer". Somebody else's redirect: keep
///                  listening for ours.
///   AccessDenied   "redirect.access_denied", and "redirect.interaction" for the words of OpenID
///                  Connect Core §3.1.2.6 that mean the person must act (login_required, ...).
///   ProviderBusy   "redirect.busy": temporarily_unavailable, server_error.
///   Misconfigured  "redirect.refused": any other error; detail holds the provider's word.
[[nodiscard]] Result<Secret> readAuthorizationCode(
    QByteArrayView query, const AuthorizationExpectation& expected);

} // namespace lanyard::oidc
