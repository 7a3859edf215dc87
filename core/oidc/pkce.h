// SPDX-License-Identifier: MIT
#pragma once

/// Proof Key for Code Exchange.
///
/// In this file § means RFC 7636.
/// Pure: no clock, no I/O, no globals. Reentrant.

#include <QByteArray>
#include <QByteArrayView>

namespace lanyard::oidc {

/// The S256 code_challenge of `verifier` (§4.2). `plain` is not offered (§7.2). A verifier is what
/// randomToken() gives: 43 unreserved characters with 256 bits of entropy (§4.1, §7.1).
[[nodiscard]] QByteArray codeChallenge(QByteArrayView verifier);

} // namespace lanyard::oidc
