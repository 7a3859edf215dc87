// SPDX-License-Identifier: MIT
#pragma once

/// What the userinfo endpoint answers.
///
/// In this file § means OpenID Connect Core 1.0 unless another document is named.
/// Pure: no clock, no I/O, no globals. Reentrant.

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/jose/jwk_set.h"
#include "core/oidc/answer.h"
#include "core/oidc/id_token.h"

#include <QByteArray>
#include <QJsonObject>

#include <cstdint>

namespace lanyard::oidc {

/// Whether the client is registered for signed userinfo (userinfo_signed_response_alg).
enum class UserinfoForm : std::uint8_t { Plain, Signed };

struct UserinfoExpectation {
    IdTokenParties parties;
    QByteArray subject; ///< The ID token's `sub`. Never empty.
    UserinfoForm form = UserinfoForm::Plain;
};

/// Reads userinfo (§5.3.2).
///
/// A signed answer is verified also where a plain one would do. `keys` are the provider's; `now` is
/// by its clock.
///
/// Checks, in this order:
///   1. it is the endpoint's own answer: checkAnswered(), and its status is 200;
///   2. it is signed, if it must be;
///   3. the signature, if it is signed (§5.3.2): as for an ID token;
///   4. of a signed one: iss, aud and exp, each if there. CIS2 leaves aud out, which §5.3.2 forgives
///      ("SHOULD");
///   5. sub is there, and the ID token's (§5.3.2: otherwise the claims MUST NOT be used).
///
/// Errors
///   ProviderBusy  1: "userinfo.busy".
///   Unreachable   1: "userinfo.not_json".
///   AccessDenied  1: "userinfo.refused" for 401 and 403 (RFC 6750 §3.1).
///   Misconfigured 1: "userinfo.status" for any other; 2: "userinfo.unsigned".
///   Malformed     "userinfo.malformed", "jws.*".
///   Untrusted     3: "jws.*"; 4: "userinfo.issuer", "userinfo.audience", "userinfo.expired";
///                 5: "userinfo.subject".
[[nodiscard]] Result<QJsonObject> readUserinfo(const Answer& answer,
    const jose::JwkSet& keys,
    const UserinfoExpectation& expected,
    Instant now);

} // namespace lanyard::oidc
