// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

#include <cstdint>

namespace lanyard {

/// Every way an operation can fail. Closed on purpose: a new member breaks the build of
/// recoveryFor(), of the tray's wording and of the wire encoding until each has an answer.
enum class Fault : std::uint8_t {
    Cancelled, ///< The person stopped. They already know: never show this as an error.
    TimedOut,
    Unreachable, ///< DNS, TCP, TLS or proxy: nothing was heard from the provider.
    ProviderBusy, ///< The provider said "later" (HTTP 429 or 5xx, temporarily_unavailable).
    AccessDenied, ///< The provider said no to this person.
    GrantRevoked, ///< invalid_grant: the refresh token is spent.
    Malformed, ///< What arrived does not parse, or breaks a MUST in the specification.
    Untrusted, ///< It parses, but is not from who it should be, or not for us.
    Misconfigured, ///< Policy is missing, contradictory or refused by the provider.
    System, ///< The operating system refused; see Error::native.
};

/// What happens next. The tray, the renewal timer and the broker all decide by this alone;
/// none of them looks at Fault to guess whether waiting would help.
enum class Recovery : std::uint8_t { Nothing, RetryLater, SignInAgain, TellAdministrator };

/// Why an operation has no value. A value type: copy it, compare it, log it. Made by fail().
struct Error {
    Fault fault = Fault::System;
    QByteArray code; ///< Stable name of the condition: "id_token.nonce". Listed in docs/errors.md.
    QString detail; ///< For the log, in English. Never a token, a code, a name or a URL query.
    int native = 0; ///< errno, GetLastError() or HTTP status; 0 when there is none.
    QString reference; ///< Support reference of this occurrence: "LY-4K7D-9QXM".
};

[[nodiscard]] Recovery recoveryFor(Fault fault) noexcept;

/// The name of `fault` in logs, audit records and --json output: "grant_revoked".
[[nodiscard]] QByteArray nameOf(Fault fault);
[[nodiscard]] QByteArray nameOf(Recovery recovery);

/// A fresh support reference: 40 random bits in Crockford's alphabet, for reading over the phone.
[[nodiscard]] QString newReference();

} // namespace lanyard
