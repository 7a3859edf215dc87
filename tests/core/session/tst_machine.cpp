// SPDX-License-Identifier: MIT
#include "core/base/result.h"
#include "core/session/machine.h"

#include <QFile>
#include <QTest>

#include <array>
#include <random>
#include <set>
#include <utility>

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
        SignedIn{limits(), Errand{Purpose::RoleSwitch, Stage::Preparing, patience}},
        SignedIn{limits(), Errand{Purpose::RoleSwitch, Stage::InBrowser, patience}},
        SignedIn{limits(), Errand{Purpose::RoleSwitch, Stage::Exchanging, patience}},
        Paused{limits()},
        Ended{error("x")}};
}

QByteArray nameOf(const State& state)
{
    constexpr std::array names{"SignedOut",
        "Resuming",
        "Preparing",
        "InBrowser",
        "Exchanging",
        "SignedIn",
        "Paused",
        "Ended"};
    static_assert(names.size() == std::variant_size_v<State>);
    constexpr std::array stages{"Preparing", "InBrowser", "Exchanging"};
    const QByteArray name = names.at(state.index());
    const auto* const errand = errandOf(state);
    return errand == nullptr ? name
                             : name + " + " + stages.at(static_cast<std::size_t>(errand->stage));
}

std::vector<Event> everyEvent()
{
    return {Stored{},
        SignIn{5min},
        Prepared{},
        NotOpened{},
        Redirected{},
        Granted{limits()},
        Granted{limits(), true},
        Failed{error("x")},
        Cancel{},
        Active{0ms},
        Due{},
        Lost{error("x")},
        Limited{limits()},
        Pause{},
        Continue{},
        SignOut{},
        SetOut{Purpose::RoleSwitch, 5min},
        Returned{}};
}

/// An errand begins by being asked for and never ends a session; its end is a return, or is told.
void checkErrand(const State& before, const Event& event, const Step& taken)
{
    const bool had = errandOf(before) != nullptr;
    const bool has = errandOf(taken.next) != nullptr;
    if (has && !had)
        QVERIFY(std::holds_alternative<SetOut>(event) && commands<Prepare>(taken));
    if (had && !has)
        QCOMPARE(commands<DropErrand>(taken), !std::holds_alternative<Returned>(event));
    else
        QVERIFY(!commands<DropErrand>(taken));
    const bool isTheErrands = std::holds_alternative<Failed>(event)
        || std::holds_alternative<Cancel>(event) || std::holds_alternative<Returned>(event);
    if (had && isTheErrands) {
        QVERIFY(std::holds_alternative<SignedIn>(taken.next));
        QCOMPARE(*limitsOf(taken.next), *limitsOf(before));
    }
}

/// A session goes on, and has no errand any more.
bool isWithout(const Step& taken)
{
    const auto* const in = std::get_if<SignedIn>(&taken.next);
    return in != nullptr && in->limits == limits() && !in->errand;
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
    void pausesAndGoesOnWithTheSameLimits();
    void limitsHoldWhilePaused_data();
    void limitsHoldWhilePaused();
    void activityCountsForNothingWhilePaused();
    void grantedToNobodyAtTheComputerIsPaused();
    void signsOutWhilePaused();
    void walksThroughAnErrand();
    void hasOneErrandAtATime();
    void goesOnAsItWasWithoutAnErrand_data();
    void goesOnAsItWasWithoutAnErrand();
    void dropsTheErrandOfASessionThatEndsOrPauses_data();
    void dropsTheErrandOfASessionThatEndsOrPauses();
    void wakesForAnErrandAndForTheLimits();
    void servesOnlyAfterAGrantAndTheLastPause();
    void isAsTheGuideDrawsIt();
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

void TstMachine::pausesAndGoesOnWithTheSameLimits()
{
    const auto paused = step(SignedIn{limits()}, Pause{}, later(5min));
    const auto* const there = std::get_if<Paused>(&paused.next);
    QVERIFY(there);
    QCOMPARE(there->limits, limits());
    QVERIFY(commands<WakeAt>(paused));
    QVERIFY(!commands<Erase>(paused));

    const auto back = step(paused.next, Continue{}, later(10min));
    const auto* const in = std::get_if<SignedIn>(&back.next);
    QVERIFY(in);
    QCOMPARE(in->limits, limits());
}

void TstMachine::limitsHoldWhilePaused_data()
{
    QTest::addColumn<int>("minutes");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("idle") << 15 << QByteArray("session.idle_limit");
    QTest::newRow("absolute") << 12 * 60 << QByteArray("session.absolute_limit");
}

void TstMachine::limitsHoldWhilePaused()
{
    QFETCH(const int, minutes);
    QFETCH(const QByteArray, code);
    for (const Event& event : {Event{Due{}}, Event{Continue{}}, Event{Limited{limits()}}}) {
        const auto end = step(Paused{limits()}, event, later(std::chrono::minutes(minutes)));

        const auto* const ended = std::get_if<Ended>(&end.next);
        QVERIFY(ended);
        QCOMPARE(ended->reason.code, code);
        QVERIFY(commands<StopServing>(end) && commands<Erase>(end));
    }
}

void TstMachine::activityCountsForNothingWhilePaused()
{
    const auto same = step(Paused{limits()}, Active{0ms}, later(10min));

    const auto* const paused = std::get_if<Paused>(&same.next);
    QVERIFY(paused);
    QCOMPARE(paused->limits, limits());
}

void TstMachine::grantedToNobodyAtTheComputerIsPaused()
{
    const State waiting = Exchanging{Deadline::after(start, 5min)};
    for (const State& state : {waiting, State{Resuming{}}})
        QVERIFY(std::holds_alternative<Paused>(step(state, Granted{limits(), true}, start).next));
}

void TstMachine::signsOutWhilePaused()
{
    const auto out = step(Paused{limits()}, SignOut{}, start);

    QVERIFY(std::holds_alternative<SignedOut>(out.next));
    QVERIFY(std::holds_alternative<StopServing>(out.commands.at(0)));
    QVERIFY(commands<Erase>(out) && commands<EndAtProvider>(out));
}

void TstMachine::walksThroughAnErrand()
{
    const auto asked = step(SignedIn{limits()}, SetOut{Purpose::RoleSwitch, 5min}, start);
    QVERIFY(commands<Prepare>(asked));
    const auto opened = step(asked.next, Prepared{}, later(1s));
    QVERIFY(commands<OpenBrowser>(opened));
    const auto refused = step(opened.next, NotOpened{}, later(1s));
    QVERIFY(errandOf(refused.next)->nothingOpened);
    const auto back = step(refused.next, Redirected{}, later(2s));
    QVERIFY(commands<ExchangeCode>(back));
    QVERIFY(!errandOf(back.next)->nothingOpened);

    const auto done = step(back.next, Returned{}, later(3s));

    QVERIFY(isWithout(done));
    QVERIFY(!commands<DropErrand>(done));
    for (const Step& taken : {asked, opened, refused, back, done}) {
        QVERIFY(std::holds_alternative<SignedIn>(taken.next));
        QVERIFY(!commands<StopServing>(taken) && !commands<Abandon>(taken));
    }
}

// R15.
void TstMachine::hasOneErrandAtATime()
{
    const State busy = SignedIn{
        limits(), Errand{Purpose::RoleSwitch, Stage::InBrowser, Deadline::after(start, 5min)}};

    const auto again = step(busy, SetOut{Purpose::RoleSwitch, 10min}, later(1min));

    QVERIFY(again.commands.empty());
    QCOMPARE(*errandOf(again.next), *errandOf(busy));
    for (const State& state : {State{SignedOut{}}, State{Paused{limits()}}})
        QVERIFY(!commands<Prepare>(step(state, SetOut{Purpose::RoleSwitch, 5min}, start)));
}

void TstMachine::goesOnAsItWasWithoutAnErrand_data()
{
    QTest::addColumn<int>("stage");
    QTest::newRow("preparing") << 0;
    QTest::newRow("in the browser") << 1;
    QTest::newRow("exchanging") << 2;
}

void TstMachine::goesOnAsItWasWithoutAnErrand()
{
    QFETCH(const int, stage);
    const State on = SignedIn{limits(),
        Errand{Purpose::RoleSwitch, static_cast<Stage>(stage), Deadline::after(start, 5min)}};
    const auto why = [](const Step& taken) {
        const auto* const drop = std::get_if<DropErrand>(&taken.commands.front());
        return drop == nullptr ? QByteArray() : drop->why.code;
    };

    const auto failed = step(on, Failed{error("redirect.access_denied")}, later(1s));
    const auto cancelled = step(on, Cancel{}, later(1s));
    const auto late = step(on, Due{}, later(5min));

    QCOMPARE(why(failed), QByteArray("redirect.access_denied"));
    QCOMPARE(why(cancelled), QByteArray("session.errand_cancelled"));
    QCOMPARE(why(late), QByteArray("session.errand_timed_out"));
    for (const Step& taken : {failed, cancelled, late}) {
        QVERIFY(isWithout(taken));
        QVERIFY(commands<WakeAt>(taken));
        QVERIFY(!commands<StopServing>(taken) && !commands<Erase>(taken));
    }
}

void TstMachine::dropsTheErrandOfASessionThatEndsOrPauses_data()
{
    QTest::addColumn<std::size_t>("event");
    QTest::addColumn<QByteArray>("why");
    QTest::newRow("the provider ends it") << std::size_t{0} << QByteArray("token.invalid_grant");
    QTest::newRow("signed out") << std::size_t{1} << QByteArray("session.signed_out");
    QTest::newRow("paused") << std::size_t{2} << QByteArray("session.paused");
    QTest::newRow("idle") << std::size_t{3} << QByteArray("session.idle_limit");
}

void TstMachine::dropsTheErrandOfASessionThatEndsOrPauses()
{
    QFETCH(const std::size_t, event);
    QFETCH(const QByteArray, why);
    const std::vector<std::pair<Event, Moment>> ends{{Lost{error("token.invalid_grant")}, start},
        {SignOut{}, start},
        {Pause{}, start},
        {Due{}, later(15min)}};
    const State on = SignedIn{
        limits(), Errand{Purpose::RoleSwitch, Stage::InBrowser, Deadline::after(start, 20min)}};

    const auto taken = step(on, ends.at(event).first, ends.at(event).second);

    QVERIFY(!std::holds_alternative<SignedIn>(taken.next));
    const auto* const drop = std::get_if<DropErrand>(&taken.commands.front());
    QVERIFY(drop);
    QCOMPARE(drop->why.code, why);
}

void TstMachine::wakesForAnErrandAndForTheLimits()
{
    const auto wake = [](const Step& taken) {
        return std::get<WakeAt>(taken.commands.back()).when.wall - start.wall;
    };
    const auto asked = step(SignedIn{limits()}, SetOut{Purpose::RoleSwitch, 5min}, start);
    QCOMPARE(wake(asked), Milliseconds(5min));
    QCOMPARE(wake(step(asked.next, Active{0ms}, later(1min))), Milliseconds(5min));
    QCOMPARE(wake(step(asked.next, Cancel{}, later(1min))), Milliseconds(15min));
    const auto patient = step(SignedIn{limits()}, SetOut{Purpose::RoleSwitch, 20min}, start);
    QCOMPARE(wake(patient), Milliseconds(15min));
}

/// Every pair of state and event, and then long random walks. A model that knows only of grants and
/// pauses says when anything may be served; and whatever leaves a session stops serving.
void TstMachine::servesOnlyAfterAGrantAndTheLastPause()
{
    std::mt19937 random(20261122); // NOLINT(cert-msc51-cpp): the same walk every time.
    const auto events = everyEvent();
    std::set<std::pair<QByteArray, std::size_t>> tried;
    for (const State& first : everyState()) {
        State state = first;
        bool isAway = std::holds_alternative<Paused>(first);
        for (int i = 0; i < 5000; ++i) {
            if (i % 50 == 0) { // Some states are seldom come by.
                state = first;
                isAway = std::holds_alternative<Paused>(first);
            }
            const std::size_t which = random() % events.size();
            const Event& event = events[which];
            tried.emplace(nameOf(state), which);
            const auto next = step(state, event, later(std::chrono::seconds{i % 60}));

            const bool wasThere = limitsOf(state) != nullptr;
            const bool isThere = limitsOf(next.next) != nullptr;
            const auto* const granted = std::get_if<Granted>(&event);
            if (isThere && !wasThere) {
                QVERIFY(granted);
                isAway = granted->isAway;
            } else if (isThere && std::holds_alternative<Pause>(event)) {
                isAway = true;
            } else if (isThere && std::holds_alternative<Continue>(event)) {
                isAway = false;
            }
            if (isThere)
                QCOMPARE(std::holds_alternative<Paused>(next.next), isAway);
            if (wasThere && !isThere)
                QVERIFY(commands<StopServing>(next) && commands<Erase>(next));
            checkErrand(state, event, next);
            state = next.next;
        }
    }
    QCOMPARE(tried.size(), everyState().size() * events.size()); // Else the walk was too short.
}

/// Every pair that changes something, as docs/session.md has it: says what to put there otherwise.
void TstMachine::isAsTheGuideDrawsIt()
{
    constexpr std::array events{"Stored",
        "SignIn",
        "Prepared",
        "NotOpened",
        "Redirected",
        "Granted",
        "Granted, nobody there",
        "Failed",
        "Cancel",
        "Active",
        "Due",
        "Lost",
        "Limited",
        "Pause",
        "Continue",
        "SignOut",
        "SetOut",
        "Returned"};
    constexpr std::array commandNames{"Resume",
        "Prepare",
        "OpenBrowser",
        "ExchangeCode",
        "Abandon",
        "StopServing",
        "Erase",
        "EndAtProvider",
        "WakeAt",
        "DropErrand"};
    static_assert(commandNames.size() == std::variant_size_v<Command>);
    QCOMPARE(everyEvent().size(), events.size());

    QByteArray table = "| in | on | to | and does |\n|---|---|---|---|\n";
    const auto row = [&](const State& from, const QByteArray& on, const Step& taken) {
        QByteArrayList does;
        for (const Command& command : taken.commands)
            does.append(commandNames.at(command.index()));
        if (nameOf(taken.next) != nameOf(from) || !does.isEmpty())
            table += "| " + nameOf(from) + " | " + on + " | " + nameOf(taken.next) + " | "
                + does.join(", ") + " |\n";
    };
    for (const State& from : everyState()) {
        for (std::size_t i = 0; i < events.size(); ++i)
            row(from, events.at(i), step(from, everyEvent().at(i), later(1min)));
        row(from, "Due, and its time has passed", step(from, Due{}, later(24h)));
    }

    QFile guide(QStringLiteral(LANYARD_SOURCE_DIR "/docs/session.md"));
    QVERIFY(guide.open(QIODevice::ReadOnly));
    const bool isSame = guide.readAll().contains(table);
    if (!isSame)
        qInfo().noquote() << table;
    QVERIFY(isSame);
}

QTEST_APPLESS_MAIN(TstMachine)
#include "tst_machine.moc"
