// SPDX-License-Identifier: MIT
#include "core/session/machine.h"

#include "core/base/match.h"
#include "core/base/result.h"

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

Step stay(const State& state)
{
    return {state, {}};
}

Step beginSignIn(Moment now, const SignIn& event)
{
    const auto givesUpAt = Deadline::after(now, event.patience);
    return {Preparing{givesUpAt}, {Abandon{}, Prepare{}, WakeAt{givesUpAt}}};
}

Step giveUp(std::optional<Error> reason)
{
    return {SignedOut{std::move(reason)}, {Abandon{}}};
}

Step notResumed(std::optional<Error> reason)
{
    return {SignedOut{std::move(reason)}, {Abandon{}, StopServing{}, Erase{}}};
}

Error made(Fault fault, const char* code, const QString& detail)
{
    return fail(fault, code, detail).value();
}

/// The three states of a sign-in share how it is given up.
template <class Waiting>
Step giveUpWhenDue(const Waiting& state, Moment now)
{
    if (!state.givesUpAt.passed(now))
        return {state, {WakeAt{state.givesUpAt}}};
    return giveUp(
        made(Fault::TimedOut, "session.sign_in_timed_out", u"nobody finished the sign-in"_s));
}

/// SignedIn or Paused, and woken for whichever limit comes first.
template <class There>
Step goOn(const Limits& limits)
{
    return {There{limits}, {WakeAt{earlier(limits.idle, limits.absolute)}}};
}

/// SignedIn, and woken for the errand too, where there is one.
Step goOn(const SignedIn& state)
{
    auto first = earlier(state.limits.idle, state.limits.absolute);
    if (state.errand)
        first = earlier(first, state.errand->givesUpAt);
    return {state, {WakeAt{first}}};
}

Step granted(const Granted& event)
{
    return event.isAway ? goOn<Paused>(event.limits) : goOn<SignedIn>(event.limits);
}

Step ended(Error reason)
{
    return {Ended{std::move(reason)}, {StopServing{}, Erase{}}};
}

/// Input was seen `event.sinceInput` ago. Activity never shortens what is left, and none revives a
/// session whose limit has passed.
Step active(const SignedIn& state, const Active& event, Moment now)
{
    Limits limits = state.limits;
    const auto idle = Deadline::after(now, limits.idleLimit - event.sinceInput);
    if (limits.idle.passed(now) || idle.left(now) <= limits.idle.left(now))
        return stay(state);
    limits.idle = idle;
    return goOn(SignedIn{limits, state.errand});
}

/// Ends what has reached a limit; the rest goes on as There.
template <class There>
Step unlessOver(const Limits& limits, Moment now)
{
    if (limits.absolute.passed(now))
        return ended(made(
            Fault::TimedOut, "session.absolute_limit", u"the session's longest time is over"_s));
    if (limits.idle.passed(now))
        return ended(made(Fault::TimedOut, "session.idle_limit", u"nobody used the computer"_s));
    return goOn<There>(limits);
}

Step signedOut()
{
    return {SignedOut{}, {StopServing{}, Erase{}, EndAtProvider{}}};
}

/// What becomes of `taken` from a state with an errand that cannot go on in it.
Step without(const std::optional<Errand>& errand, Error why, Step taken)
{
    if (errand)
        taken.commands.insert(taken.commands.begin(), DropErrand{std::move(why)});
    return taken;
}

Step setOut(const SignedIn& state, const SetOut& event, Moment now)
{
    if (state.errand)
        return stay(state);
    const Errand errand{event.purpose, Stage::Preparing, Deadline::after(now, event.patience)};
    Step taken = goOn(SignedIn{state.limits, errand});
    taken.commands.insert(taken.commands.begin(), Prepare{});
    return taken;
}

/// From one stage of an errand to the next.
Step onward(const SignedIn& state, Stage from, Stage to, Command command)
{
    if (!state.errand || state.errand->stage != from)
        return stay(state);
    SignedIn next = state;
    next.errand->stage = to;
    next.errand->nothingOpened = false;
    return {next, {std::move(command)}};
}

Step notOpened(const SignedIn& state)
{
    if (!state.errand || state.errand->stage != Stage::InBrowser)
        return stay(state);
    SignedIn next = state;
    next.errand->nothingOpened = true;
    return {next, {}};
}

Step returned(const SignedIn& state)
{
    if (!state.errand || state.errand->stage != Stage::Exchanging)
        return stay(state);
    return goOn<SignedIn>(state.limits);
}

Step drop(const SignedIn& state, Error why)
{
    if (!state.errand)
        return stay(state);
    return without(state.errand, std::move(why), goOn<SignedIn>(state.limits));
}

/// Ends what has reached a limit, drops an errand that took too long; the rest goes on.
Step unlessOver(const SignedIn& state, Moment now)
{
    Step taken = unlessOver<SignedIn>(state.limits, now);
    if (const auto* const end = std::get_if<Ended>(&taken.next)) {
        const Error why = end->reason;
        return without(state.errand, why, std::move(taken));
    }
    if (state.errand && state.errand->givesUpAt.passed(now))
        return drop(
            state, made(Fault::TimedOut, "session.errand_timed_out", u"nobody finished it"_s));
    return goOn(state);
}

Error cancelled()
{
    return made(Fault::Cancelled, "session.errand_cancelled", u"the person cancelled"_s);
}

Error signedOutReason()
{
    return made(Fault::AccessDenied, "session.signed_out", u"the session was signed out"_s);
}

Step paused(const SignedIn& state, Moment now)
{
    Step taken = unlessOver<Paused>(state.limits, now);
    const auto* const end = std::get_if<Ended>(&taken.next);
    const Error why = end != nullptr
        ? end->reason
        : made(Fault::AccessDenied, "session.paused", u"the computer is locked or left"_s);
    return without(state.errand, why, std::move(taken));
}

} // namespace

const Limits* limitsOf(const State& state)
{
    if (const auto* const in = std::get_if<SignedIn>(&state))
        return &in->limits;
    const auto* const paused = std::get_if<Paused>(&state);
    return paused == nullptr ? nullptr : &paused->limits;
}

const Errand* errandOf(const State& state)
{
    const auto* const in = std::get_if<SignedIn>(&state);
    return in == nullptr || !in->errand ? nullptr : &*in->errand;
}

bool isSigningIn(const State& state)
{
    return std::holds_alternative<Preparing>(state) || std::holds_alternative<InBrowser>(state)
        || std::holds_alternative<Exchanging>(state);
}

Step step(const State& current, const Event& incoming, Moment now)
{
    return std::visit(
        Match{
            [](const SignedOut&, const Stored&) {
                return Step{Resuming{}, {Resume{}}};
            },
            [&](const SignedOut&, const SignIn& event) { return beginSignIn(now, event); },
            [&](const Ended&, const SignIn& event) { return beginSignIn(now, event); },
            [&](const Resuming&, const SignIn& event) { return beginSignIn(now, event); },

            [](const Resuming&, const Granted& event) { return granted(event); },
            [](const Resuming&, const Failed& event) { return notResumed(event.error); },
            [](const Resuming&, const Cancel&) { return notResumed({}); },
            [](const Resuming&, const SignOut&) { return notResumed({}); },

            [](const Preparing& state, const Prepared&) {
                return Step{InBrowser{state.givesUpAt}, {OpenBrowser{}}};
            },
            [](const InBrowser& state, const NotOpened&) {
                return Step{InBrowser{state.givesUpAt, true}, {}};
            },
            [](const InBrowser& state, const Redirected&) {
                return Step{Exchanging{state.givesUpAt}, {ExchangeCode{}}};
            },
            [](const Exchanging&, const Granted& event) { return granted(event); },

            [](const Preparing&, const Failed& event) { return giveUp(event.error); },
            [](const InBrowser&, const Failed& event) { return giveUp(event.error); },
            [](const Exchanging&, const Failed& event) { return giveUp(event.error); },
            [](const Preparing&, const Cancel&) { return giveUp({}); },
            [](const InBrowser&, const Cancel&) { return giveUp({}); },
            [](const Exchanging&, const Cancel&) { return giveUp({}); },
            [](const Preparing&, const SignOut&) { return giveUp({}); },
            [](const InBrowser&, const SignOut&) { return giveUp({}); },
            [](const Exchanging&, const SignOut&) { return giveUp({}); },
            [&](const Preparing& state, const Due&) { return giveUpWhenDue(state, now); },
            [&](const InBrowser& state, const Due&) { return giveUpWhenDue(state, now); },
            [&](const Exchanging& state, const Due&) { return giveUpWhenDue(state, now); },

            [&](const SignedIn& state, const Active& event) { return active(state, event, now); },
            [&](const SignedIn& state, const Due&) { return unlessOver(state, now); },
            [&](const SignedIn& state, const Limited& event) {
                return unlessOver(SignedIn{event.limits, state.errand}, now);
            },
            [&](const SignedIn& state, const Pause&) { return paused(state, now); },
            [](const SignedIn& state, const Lost& event) {
                return without(state.errand, event.error, ended(event.error));
            },
            [](const SignedIn& state, const SignOut&) {
                return without(state.errand, signedOutReason(), signedOut());
            },

            [&](const SignedIn& state, const SetOut& event) { return setOut(state, event, now); },
            [](const SignedIn& state, const Prepared&) {
                return onward(state, Stage::Preparing, Stage::InBrowser, OpenBrowser{});
            },
            [](const SignedIn& state, const NotOpened&) { return notOpened(state); },
            [](const SignedIn& state, const Redirected&) {
                return onward(state, Stage::InBrowser, Stage::Exchanging, ExchangeCode{});
            },
            [](const SignedIn& state, const Returned&) { return returned(state); },
            [](const SignedIn& state, const Failed& event) { return drop(state, event.error); },
            [](const SignedIn& state, const Cancel&) { return drop(state, cancelled()); },

            [&](const Paused& state, const Due&) { return unlessOver<Paused>(state.limits, now); },
            [&](const Paused&, const Limited& event) {
                return unlessOver<Paused>(event.limits, now);
            },
            [&](const Paused& state, const Continue&) {
                return unlessOver<SignedIn>(state.limits, now);
            },
            [](const Paused&, const Lost& event) { return ended(event.error); },
            [](const Paused&, const SignOut&) { return signedOut(); },

            [](const Ended&, const SignOut&) {
                return Step{SignedOut{}, {}};
            },

            // Not drawn.
            [](const auto& state, const auto&) { return stay(state); },
        },
        current,
        incoming);
}

} // namespace lanyard::session
