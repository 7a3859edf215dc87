// SPDX-License-Identifier: MIT
#include "core/base/result.h"
#include "core/session/machine.h"

#include <QTest>

#include <random>

using namespace lanyard;
using namespace lanyard::session;
using namespace std::chrono_literals;

namespace {

constexpr Moment start{Instant{1'790'000'000s}, 1h};

Moment later(Milliseconds by)
{
    return {start.wall + by, start.uptime + by};
}

Limits limits(Milliseconds idle = 15min, Milliseconds absolute = 12h)
{
    return {Deadline::after(start, idle), Deadline::after(start, absolute), idle};
}

Error error(const char* code)
{
    return fail(Fault::Untrusted, code).value();
}

template <class T>
bool commands(const Step& step)
{
    return std::any_of(step.commands.begin(), step.commands.end(), [](const Command& command) {
        return std::holds_alternative<T>(command);
    });
}

std::vector<State> everyState()
{
    const auto patience = Deadline::after(start, 5min);
    return {SignedOut{},
        Resuming{},
        Preparing{patience},
        InBrowser{patience},
        Exchanging{patience},
        SignedIn{limits()},
        Ended{error("x")}};
}

std::vector<Event> everyEvent()
{
    return {Stored{},
        SignIn{5min},
        Prepared{},
        NotOpened{},
        Redirected{},
        Granted{limits()},
        Failed{error("x")},
        Cancel{},
        Active{0ms},
        Due{},
        Lost{error("x")},
        Limited{limits()},
        SignOut{}};
}

} // namespace

class TstMachine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void walksThroughASignIn();
    void opensOneBrowserHoweverOftenItIsAsked();
    void staysSignedOutWhenASignInIsCancelled();
    void givesUpASignInThatNobodyFinishes();
    void saysWhyASignInFailed();
    void endsAtTheAbsoluteLimitWhateverTheActivity();
    void endsAtTheIdleLimit();
    void activityMovesTheIdleLimitOnly();
    void olderActivityNeverShortensWhatIsLeft();
    void activityDoesNotReviveASessionPastItsLimit();
    void holdsALimitWhenTheWallClockIsSetBack();
    void holdsALimitWhenTheMachineSlept();
    void stopsServingBeforeItErasesOnSignOut();
    void endsWithTheReasonWhenTheProviderEndsIt();
    void erasesAStoredSessionThatCannotBeResumed();
    void cancelEndsAResumption();
    void takesNewLimits();
    void endsWhenANewLimitHasPassed();
    void lateGrantAfterSignOutChangesNothing();
    void neverServesUnlessGranted();
};

void TstMachine::walksThroughASignIn()
{
    auto step1 = step(SignedOut{}, SignIn{5min}, start);
    QVERIFY(std::holds_alternative<Preparing>(step1.next));
    QVERIFY(commands<Prepare>(step1));

    const auto step2 = step(step1.next, Prepared{}, start);
    QVERIFY(std::holds_alternative<InBrowser>(step2.next));
    QVERIFY(commands<OpenBrowser>(step2));

    const auto step3 = step(step2.next, Redirected{}, later(20s));
    QVERIFY(std::holds_alternative<Exchanging>(step3.next));
    QVERIFY(commands<ExchangeCode>(step3));

    const auto step4 = step(step3.next, Granted{limits()}, later(21s));
    QVERIFY(std::holds_alternative<SignedIn>(step4.next));
}

void TstMachine::opensOneBrowserHoweverOftenItIsAsked()
{
    const auto patience = Deadline::after(start, 5min);
    for (const State& state :
        {State{Preparing{patience}}, State{InBrowser{patience}}, State{Exchanging{patience}}}) {
        const auto again = step(state, SignIn{5min}, start);

        QCOMPARE(again.next.index(), state.index());
        QVERIFY(again.commands.empty());
    }
}

void TstMachine::staysSignedOutWhenASignInIsCancelled()
{
    const auto cancelled = step(InBrowser{Deadline::after(start, 5min)}, Cancel{}, later(10s));

    const auto* const out = std::get_if<SignedOut>(&cancelled.next);
    QVERIFY(out);
    QVERIFY(!out->reason);
    QVERIFY(commands<Abandon>(cancelled));
}

void TstMachine::givesUpASignInThatNobodyFinishes()
{
    const State waiting = InBrowser{Deadline::after(start, 5min)};

    const auto early = step(waiting, Due{}, later(4min));
    const auto due = step(waiting, Due{}, later(5min));

    QVERIFY(std::holds_alternative<InBrowser>(early.next));
    QVERIFY(commands<WakeAt>(early));
    const auto* const out = std::get_if<SignedOut>(&due.next);
    QVERIFY(out && out->reason);
    QCOMPARE(out->reason->code, QByteArray("session.sign_in_timed_out"));
    QCOMPARE(out->reason->fault, Fault::TimedOut);
    QVERIFY(commands<Abandon>(due));
}

void TstMachine::saysWhyASignInFailed()
{
    const auto failed =
        step(Exchanging{Deadline::after(start, 5min)}, Failed{error("id_token.nonce")}, start);

    const auto* const out = std::get_if<SignedOut>(&failed.next);
    QVERIFY(out && out->reason);
    QCOMPARE(out->reason->code, QByteArray("id_token.nonce"));
}

void TstMachine::endsAtTheAbsoluteLimitWhateverTheActivity()
{
    State state = SignedIn{limits()};
    for (auto at = 10min; at < 12h; at += 10min)
        state = step(state, Active{0ms}, later(at)).next;

    const auto end = step(state, Due{}, later(12h));

    const auto* const ended = std::get_if<Ended>(&end.next);
    QVERIFY(ended);
    QCOMPARE(ended->reason.code, QByteArray("session.absolute_limit"));
    QVERIFY(commands<StopServing>(end));
    QVERIFY(commands<Erase>(end));
}

void TstMachine::endsAtTheIdleLimit()
{
    const auto end = step(SignedIn{limits()}, Due{}, later(15min));

    const auto* const ended = std::get_if<Ended>(&end.next);
    QVERIFY(ended);
    QCOMPARE(ended->reason.code, QByteArray("session.idle_limit"));
}

void TstMachine::activityMovesTheIdleLimitOnly()
{
    const auto moved = step(SignedIn{limits()}, Active{1min}, later(10min));

    const auto* const in = std::get_if<SignedIn>(&moved.next);
    QVERIFY(in);
    QCOMPARE(in->limits.idle.wall, start.wall + 24min);
    QCOMPARE(in->limits.idle.uptime, start.uptime + 24min);
    QCOMPARE(in->limits.absolute, limits().absolute);
}

void TstMachine::olderActivityNeverShortensWhatIsLeft()
{
    const auto older = step(SignedIn{limits()}, Active{11min}, later(10min));

    const auto* const in = std::get_if<SignedIn>(&older.next);
    QVERIFY(in);
    QCOMPARE(in->limits, limits());
}

void TstMachine::activityDoesNotReviveASessionPastItsLimit()
{
    const auto late = step(SignedIn{limits()}, Active{0ms}, later(16min));
    const auto end = step(late.next, Due{}, later(16min));

    QVERIFY(std::holds_alternative<Ended>(end.next));
}

void TstMachine::holdsALimitWhenTheWallClockIsSetBack()
{
    const Moment setBack{start.wall - 1h, start.uptime + 15min};

    const auto end = step(SignedIn{limits()}, Due{}, setBack);

    QVERIFY(std::holds_alternative<Ended>(end.next));
}

void TstMachine::holdsALimitWhenTheMachineSlept()
{
    const Moment uptimeStoodStill{start.wall + 8h, start.uptime + 1s};

    const auto end = step(SignedIn{limits()}, Due{}, uptimeStoodStill);

    QVERIFY(std::holds_alternative<Ended>(end.next));
}

void TstMachine::stopsServingBeforeItErasesOnSignOut()
{
    const auto out = step(SignedIn{limits()}, SignOut{}, start);

    QVERIFY(std::holds_alternative<SignedOut>(out.next));
    QCOMPARE(out.commands.size(), std::size_t{3});
    QVERIFY(std::holds_alternative<StopServing>(out.commands[0]));
    QVERIFY(std::holds_alternative<Erase>(out.commands[1]));
    QVERIFY(std::holds_alternative<EndAtProvider>(out.commands[2]));
}

void TstMachine::endsWithTheReasonWhenTheProviderEndsIt()
{
    const auto lost = step(SignedIn{limits()}, Lost{error("token.invalid_grant")}, start);

    const auto* const ended = std::get_if<Ended>(&lost.next);
    QVERIFY(ended);
    QCOMPARE(ended->reason.code, QByteArray("token.invalid_grant"));
    QVERIFY(commands<StopServing>(lost));
}

void TstMachine::erasesAStoredSessionThatCannotBeResumed()
{
    const auto refused = step(Resuming{}, Failed{error("token.invalid_grant")}, start);

    QVERIFY(std::holds_alternative<SignedOut>(refused.next));
    QVERIFY(commands<Erase>(refused));
}

void TstMachine::cancelEndsAResumption()
{
    const auto cancelled = step(Resuming{}, Cancel{}, start);

    QVERIFY(std::holds_alternative<SignedOut>(cancelled.next));
    QVERIFY(commands<Abandon>(cancelled));
    QVERIFY(commands<Erase>(cancelled));
}

void TstMachine::takesNewLimits()
{
    const auto taken = step(SignedIn{limits()}, Limited{limits(5min, 1h)}, start);

    const auto* const in = std::get_if<SignedIn>(&taken.next);
    QVERIFY(in);
    QCOMPARE(in->limits, limits(5min, 1h));
    QVERIFY(commands<WakeAt>(taken));
}

void TstMachine::endsWhenANewLimitHasPassed()
{
    const auto late = step(SignedIn{limits()}, Limited{limits(5min, 1h)}, later(6min));

    QVERIFY(std::holds_alternative<Ended>(late.next));
    QVERIFY(commands<StopServing>(late));
}

void TstMachine::lateGrantAfterSignOutChangesNothing()
{
    for (const State& state : {State{SignedOut{}}, State{Ended{error("x")}}}) {
        const auto late = step(state, Granted{limits()}, start);

        QCOMPARE(late.next.index(), state.index());
        QVERIFY(late.commands.empty());
    }
}

/// Every pair of state and event, and then long random walks: only Granted leads to SignedIn, and
/// whatever leaves SignedIn stops serving.
void TstMachine::neverServesUnlessGranted()
{
    std::mt19937 random(20261122); // NOLINT(cert-msc51-cpp): the same walk every time.
    const auto events = everyEvent();
    for (const State& first : everyState()) {
        State state = first;
        for (int i = 0; i < 2000; ++i) {
            const Event& event = events[random() % events.size()];
            const auto next = step(state, event, later(std::chrono::seconds{i % 60}));

            const bool wasIn = std::holds_alternative<SignedIn>(state);
            const bool isIn = std::holds_alternative<SignedIn>(next.next);
            if (isIn && !wasIn)
                QVERIFY(std::holds_alternative<Granted>(event));
            if (wasIn && !isIn)
                QVERIFY(commands<StopServing>(next) && commands<Erase>(next));
            state = next.next;
        }
    }
}

QTEST_APPLESS_MAIN(TstMachine)
#include "tst_machine.moc"
