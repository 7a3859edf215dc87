// SPDX-License-Identifier: MIT
#pragma once

/// The provider's clock, and its wish to be left alone, as its answers give them away.
///
/// In this file § means RFC 9110.
/// Main thread only.

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/net/http_client.h"

#include <QByteArray>

#include <chrono>
#include <optional>

namespace lanyard::session {

/// An HTTP date in the one form that §5.6.7 lets be sent, "Sun, 06 Nov 1994 08:49:37 GMT"; nothing
/// for anything else.
[[nodiscard]] std::optional<Instant> readHttpDate(const QByteArray& text);

/// Tied to uptime, not to the wall clock: whoever sets the wall clock changes the offset, not the
/// provider's time (P32).
class ProviderClock
{
public:
    explicit ProviderClock(Clock& clock);

    /// Takes Date (§6.6.1) and Retry-After (§10.2.3) out of an answer to a request that was sent at
    /// `sentAt` by uptime. A web page's Date is nobody's: a captive portal wrote it.
    void note(const net::HttpReply& reply, Milliseconds sentAt);

    /// The best guess at the provider's time: ours until an answer has told.
    [[nodiscard]] Instant now() const;

    /// The provider's clock minus ours.
    [[nodiscard]] std::optional<Milliseconds> offset() const;

    /// What is left of the wait that was asked for; an hour at most.
    [[nodiscard]] Milliseconds retryAfter() const;

    /// Errors  Misconfigured "clock.skew": further off than `tolerated`, in either direction; detail
    ///         says how far and which way, and Error::native in minutes: positive where this
    ///         computer is behind.
    [[nodiscard]] Result<> check(std::chrono::minutes tolerated) const;

private:
    void noteDate(const net::HttpReply& reply, Milliseconds sentAt);
    void noteRetryAfter(const net::HttpReply& reply);

    struct Measure {
        Instant theirs;
        Milliseconds at; ///< By uptime.
    };

    Clock& m_clock;
    std::optional<Measure> m_measure;
    Milliseconds m_quietUntil{0}; ///< By uptime.
};

} // namespace lanyard::session
