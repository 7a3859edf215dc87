// SPDX-License-Identifier: MIT
#include "core/session/resume.h"

#include "core/session/owed.h"

#include <algorithm>

namespace lanyard::session {

namespace {

// Time servers nudge a clock by less; a person hiding an expiry needs more.
constexpr auto clockTolerance = std::chrono::minutes{1};

} // namespace

QByteArray nameOf(DiscardReason reason)
{
    switch (reason) {
    case DiscardReason::Ended:
        return "ended";
    case DiscardReason::NothingToRenew:
        return "nothing_to_renew";
    case DiscardReason::AnotherUser:
        return "another_user";
    case DiscardReason::AnotherBoot:
        return "another_boot";
    case DiscardReason::AnotherLogon:
        return "another_logon";
    case DiscardReason::AbsoluteEndPassed:
        return "absolute_end_passed";
    case DiscardReason::IdleTooLong:
        return "idle_too_long";
    case DiscardReason::ClockSetBack:
        return "clock_set_back";
    }
    return "unknown";
}

std::optional<DiscardReason> discardReason(const TokenRecord& record,
    const platform::Logon& current,
    const ResumeLimits& limits,
    const Moment& now)
{
    const bool sameBoot = record.logon.bootId == current.bootId;

    // 0. Whatever policy says of other logons.
    if (isOwed(record.logon))
        return DiscardReason::Ended;

    // 1. Times alone are not a session.
    if (record.refreshToken.isEmpty())
        return DiscardReason::NothingToRenew;

    // 2. The next person at a shared PC must not inherit a session.
    if (record.logon.userId != current.userId)
        return DiscardReason::AnotherUser;

    // 3, 4.
    if (!sameBoot && !limits.acrossLogon)
        return DiscardReason::AnotherBoot;
    if (record.logon.logonId != current.logonId && !limits.acrossLogon)
        return DiscardReason::AnotherLogon;

    // 5. lastActivity and signedInAt were taken from the same clock no later than savedAt.
    if (std::max({record.savedAt, record.lastActivity, record.signedInAt})
        > now.wall + clockTolerance)
        return DiscardReason::ClockSetBack;

    // 6, 7. Uptime counts sleep, and nobody can set it.
    Milliseconds passed = now.wall - record.savedAt;
    if (sameBoot)
        passed = std::max(passed, now.uptime - record.savedUptime);
    const Instant here = record.savedAt + passed;
    if (here >= std::min(record.absoluteEnd, record.signedInAt + limits.absoluteLimit))
        return DiscardReason::AbsoluteEndPassed;
    if (here - record.lastActivity >= limits.idleLimit)
        return DiscardReason::IdleTooLong;
    return std::nullopt;
}

} // namespace lanyard::session
