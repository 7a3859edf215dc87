// SPDX-License-Identifier: MIT
#pragma once

/// The places at which a test stops the agent as a power cut would (design.md §6.3, P27).
///
/// `killPoint(KillPoint::X)` is nothing at all unless LANYARD_KILL_POINTS is on, which it never is in
/// what ships. Where it is on, and the environment variable LANYARD_KILL_AT names a point
/// ("slot_written", or "slot_written:3" for the third time), the process ends there at once: nothing
/// is flushed, closed or told to anybody. LANYARD_KILL_LOG names a file that gets one line, "name:n",
/// for each point passed.
///
/// Any thread.

#include "lanyard/kill_switch.h" // By the build: kill_switch_armed.h or kill_switch_none.h.

#include <array>
#include <cstdint>
#include <string_view>

namespace lanyard {

/// In the order in which a sign-in, and then a request for a token, passes them.
enum class KillPoint : std::uint8_t {
    CodeRedeemed, ///< A sign-in's tokens are here and in memory.
    SignInStored, ///< They are in the credential store, and read back.
    GrantRecorded, ///< That a session began or went on is in the audit trail.
    StoredFound, ///< A start of the agent has found a stored session.
    RefreshBegun, ///< A renewal holds the lock; nothing has been asked.
    RefreshMarked, ///< It is in the credential store that the provider is about to be asked.
    RequestSent, ///< The system has taken a request to the provider, of whatever kind.
    AnswerReceived, ///< The answer to a refresh is here: the provider has rotated.
    AnswerRead, ///< It has been taken apart and judged.
    RecordChanged, ///< The new refresh token is in the record in memory.
    IndexWritten, ///< The list of logons is in the credential store.
    IndexReadBack,
    SlotSealed, ///< The record is sealed, for the slot that is not in force.
    SlotAsked, ///< The credential store has been asked to write it, and has not answered.
    SlotWritten,
    SlotReadBack,
    SlotInForce, ///< The new slot counts.
    RefreshStored, ///< Who asked for the renewal hears that its token is stored.
    RefreshRecorded, ///< The renewal is in the audit trail.
    ExchangeAnswered, ///< Of an audience that is had by exchange: its token is here.
    LockReleased,
    TokenKept, ///< The token has passed every check, and is kept for who asks next.
    IssueRecorded, ///< That it is served is in the audit trail.
    AnswerWritten, ///< The program that asked can read it.
};

inline constexpr std::array<std::string_view, 24> killPointNames{"code_redeemed",
    "sign_in_stored",
    "grant_recorded",
    "stored_found",
    "refresh_begun",
    "refresh_marked",
    "request_sent",
    "answer_received",
    "answer_read",
    "record_changed",
    "index_written",
    "index_read_back",
    "slot_sealed",
    "slot_asked",
    "slot_written",
    "slot_read_back",
    "slot_in_force",
    "refresh_stored",
    "refresh_recorded",
    "exchange_answered",
    "lock_released",
    "token_kept",
    "issue_recorded",
    "answer_written"};

static_assert(killPointNames.size() == static_cast<std::size_t>(KillPoint::AnswerWritten) + 1);

} // namespace lanyard
