// SPDX-License-Identifier: MIT
#pragma once

/// Decides; does nothing. Engine performs the commands and feeds back what happened.
///
///   SignedOut --SignIn--> Preparing --Prepared--> InBrowser --Redirected--> Exchanging
///       |  ^                  |                       |                         |
///       |  +---- Failed, Cancel, Due (with a reason) -+-------------------------+
///       | Stored                                                                | Granted
///       v                                                                       v
///   Resuming ------------------------------ Granted ----------------------> SignedIn
///       |                                                                       |
///       +-- Failed, Cancel --> SignedOut      Ended <--- Due, Lost -------------+
///                        ^                                                      |
///                        +------------------------- SignOut --------------------+
///
/// SignedIn and Paused change places by Pause and Continue, and are left alike; Granted leads to
/// Paused where nobody is at the computer. SignIn leads to Preparing from Ended and Resuming too. A
/// pair not drawn leaves the state as it was. Pure: no clock, no I/O.
///
/// Beside SignedIn there may be one errand: another way to the provider and back, by the same steps.
/// However it ends, the session goes on as it was; whatever ends or pauses the session drops it.

#include "core/base/error.h"
#include "core/session/moment.h"
#include "core/session/session.h"

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace lanyard::session {

/// How long a session may last: idle moves with the person, absolute never does.
struct Limits {
    Deadline idle;
    Deadline absolute;
    Milliseconds idleLimit{0}; ///< From the last input to `idle`.

    friend bool operator==(const Limits&, const Limits&) = default;
};

enum class Stage : std::uint8_t { Preparing, InBrowser, Exchanging };

/// A way to the provider and back while somebody is signed in.
struct Errand {
    Purpose purpose = Purpose::RoleSwitch;
    Stage stage = Stage::Preparing;
    Deadline givesUpAt;
    bool nothingOpened = false; ///< InBrowser, and no browser started.

    friend bool operator==(const Errand&, const Errand&) = default;
};

// Three vocabularies, one line a word.
// clang-format off
struct SignedOut  { std::optional<Error> reason; }; ///< Why the last sign-in failed.
struct Resuming   { };                        ///< A stored session is asking the provider.
struct Preparing  { Deadline givesUpAt; };    ///< Metadata is fetched, the listener bound.
struct InBrowser  { Deadline givesUpAt; bool nothingOpened = false; };
struct Exchanging { Deadline givesUpAt; };    ///< The code is being exchanged and all is checked.
struct SignedIn   { Limits limits; std::optional<Errand> errand{}; };
struct Paused     { Limits limits; };         ///< As SignedIn, but nothing is served.
struct Ended      { Error reason; };          ///< A session there was, and why it is no more.
using State = std::variant<SignedOut, Resuming, Preparing, InBrowser, Exchanging, SignedIn, Paused,
                           Ended>;

struct Stored     { };                        ///< A session that may be resumed was found.
struct SignIn     { Milliseconds patience; }; ///< From now to the last redirect that counts.
struct Prepared   { };
struct NotOpened  { };                        ///< No browser started: the link is all there is.
struct Redirected { };
struct Granted    { Limits limits; bool isAway = false; }; ///< Checked, stored and on record.
struct Failed     { Error error; };
struct Cancel     { };
struct Active     { Milliseconds sinceInput; };
struct Due        { };                        ///< The latest WakeAt has come.
struct Lost       { Error error; };           ///< The provider, or policy, ended the session.
struct Limited    { Limits limits; };         ///< Policy, or the rules, changed how long it may last.
struct Pause      { };                        ///< The person may have left the computer.
struct Continue   { };                        ///< And is back.
struct SignOut    { };
struct SetOut     { Purpose purpose; Milliseconds patience; }; ///< On an errand, as SignIn.
struct Returned   { };                        ///< From it, with what it was for.
using Event = std::variant<Stored, SignIn, Prepared, NotOpened, Redirected, Granted, Failed, Cancel,
                           Active, Due, Lost, Limited, Pause, Continue, SignOut, SetOut, Returned>;

struct Resume       { };
struct Prepare      { };
struct OpenBrowser  { };
struct ExchangeCode { };
struct Abandon      { };                      ///< Drop the sign-in or resumption that is under way.
struct StopServing  { };                      ///< Forget every token, now.
struct Erase        { };                      ///< Revoke at the provider and clear the store.
struct EndAtProvider{ };                      ///< RP-initiated logout in the browser.
struct WakeAt       { Deadline when; };       ///< Replaces any earlier one.
struct DropErrand   { Error why; };           ///< What it brought is not used.
using Command = std::variant<Resume, Prepare, OpenBrowser, ExchangeCode, Abandon, StopServing, Erase,
                             EndAtProvider, WakeAt, DropErrand>;

// clang-format on

/// Of a session that is there, paused or not; otherwise null.
[[nodiscard]] const Limits* limitsOf(const State& state);

/// Beside the session; null where there is none.
[[nodiscard]] const Errand* errandOf(const State& state);

/// A browser is to open, is open, or has come back.
[[nodiscard]] bool isSigningIn(const State& state);

struct Step {
    State next;
    std::vector<Command> commands; ///< To be performed in this order.
};

/// Total: every (state, event) pair has an answer. Deterministic, but for the support reference of
/// an error it makes itself.
[[nodiscard]] Step step(const State& current, const Event& incoming, Moment now);

} // namespace lanyard::session
