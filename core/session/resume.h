// SPDX-License-Identifier: MIT
#pragma once

/// May a stored session go on (design.md §6.4)? Pure. Any thread.

#include "core/base/clock.h"
#include "core/platform/logon.h"
#include "core/session/moment.h"
#include "core/session/token_record.h"

#include <QByteArray>

#include <chrono>
#include <cstdint>
#include <optional>

namespace lanyard::session {

/// Why a stored session may not go on: revoke it, erase it, audit the reason.
enum class DiscardReason : std::uint8_t {
    Ended, ///< It is over already, and was still to be revoked.
    NothingToRenew, ///< No refresh token.
    AnotherUser, ///< Of this computer. Never resumed, whatever policy says.
    AnotherBoot,
    AnotherLogon,
    AbsoluteEndPassed,
    IdleTooLong,
    ClockSetBack, ///< Recorded later than now: its times prove nothing.
};

/// "another_boot", for audit and --json.
[[nodiscard]] QByteArray nameOf(DiscardReason reason);

/// From policy.
struct ResumeLimits {
    std::chrono::minutes idleLimit{15};
    std::chrono::minutes absoluteLimit{12 * 60};
    bool acrossLogon =
        false; ///< ResumeAcrossLogon: another boot or logon of the same user is fine.
};

/// Nothing: the session may go on. Otherwise the first of these that holds, in order:
///   0. it is over, and kept to be revoked (owed.h);
///   1. there is no refresh token;
///   2. it is another user's;
///   3. it is of another boot, 4. of another logon (unless acrossLogon);
///   5. the wall clock shows more than a minute less than when the record was made;
///   6. the absolute end has passed: the recorded one, or signedInAt + absoluteLimit if policy has
///      become stricter since;
///   7. idleLimit has passed since the last activity.
/// For 6 and 7 the time passed since the record was made is the longer of what the wall clock and,
/// within one boot, uptime say; so setting the clock back buys nothing.
[[nodiscard]] std::optional<DiscardReason> discardReason(const TokenRecord& record,
    const platform::Logon& current,
    const ResumeLimits& limits,
    const Moment& now);

} // namespace lanyard::session
