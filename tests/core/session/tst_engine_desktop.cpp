// SPDX-License-Identifier: MIT
/// What the session does when something happens to the desktop around it.

#include "tests/support/replayed_desktop_events.h"
#include "tests/support/session_bench.h"

#include <QTest>

#include <algorithm>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::session::test;

using namespace std::chrono_literals;
using platform::DesktopEvent;

namespace {

/// A session on a desktop where happens what a test says.
struct DesktopBench : SessionBench {
    explicit DesktopBench(policy::Policy chosen = usualPolicy())
        : SessionBench(std::move(chosen))
    {
    }

    void happens(DesktopEvent event)
    {
        lanyard::test::ReplayedDesktopEvents desktop;
        QObject::connect(
            &desktop, &platform::DesktopEvents::happened, &engine.value(), &Engine::desktopEvent);
        desktop.replay(event);
        settle();
    }

    /// Asleep, timers stand still: only the clocks go on.
    void sleep(Milliseconds time) { clock.setWallClock(clock.now() + time); }
};

void eachThatComesBack()
{
    QTest::addColumn<DesktopEvent>("event");
    QTest::newRow("P31: resumed") << DesktopEvent::Resumed;
    QTest::newRow("unlocked") << DesktopEvent::Unlocked;
    QTest::newRow("P32: the clock is set") << DesktopEvent::ClockChanged;
    QTest::newRow("the screen is ours again") << DesktopEvent::ConsoleConnected;
    QTest::newRow("P55: the remote desktop is back") << DesktopEvent::RemoteConnected;
    QTest::newRow("a network comes") << DesktopEvent::NetworkChanged;
}

} // namespace

class TstEngineDesktop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void putsEachOnRecord();
    void endsAtOnceWhatPassedMeanwhile_data();
    void endsAtOnceWhatPassedMeanwhile();
    void theInputThatWakesTheComputerRevivesNobody();
    void keepsWhatHasNotPassed_data();
    void keepsWhatHasNotPassed();
    void givesUpASignInThatPassedInSleep();
    void remembersTheLastInput_data();
    void remembersTheLastInput();
    void resumesAtOnceWhenANetworkComes();
    void revokesAtOnceWhenANetworkComes();
    void leavesABusyProviderAlone();
    void needsNobodySignedIn();
    void aFloodOfOneFillsNoDiskAndHidesNoOther();
    void goesOnThoughItCannotBeRecorded();
    void servesNothingWhileThePersonIsAway_data();
    void servesNothingWhileThePersonIsAway();
    void waitingRequestIsNotServedOnceLocked();
    void signInThatEndsAtALockedDesktopIsPaused();
    void doesNotSignInAtALockedDesktop();
    void limitEndsAPausedSession();
    void warningComesBeforeTheIdleLimit_data();
    void warningComesBeforeTheIdleLimit();
    void inputJustBeforeTheLimitCounts();
    void inputAtALockedDesktopIsNobodys();
    void signsOutWherePolicySaysSo_data();
    void signsOutWherePolicySaysSo();
    void policyThatChangesIsObeyedAtOnce();
    void cardThatGoesLocksTheDesktop();
    void cardThatGoesSignsOutWhereNothingLocks();
};

void TstEngineDesktop::putsEachOnRecord()
{
    DesktopBench bench;
    bench.signIn();
    const auto sessionId = bench.engine->snapshot().sessionId;

    for (const auto event : platform::allDesktopEvents) {
        bench.trail.clear();
        bench.happens(event);

        QVERIFY(!bench.trail.events().isEmpty());
        const auto& recorded = bench.trail.events().first();
        QCOMPARE(recorded.subject.sessionId, sessionId);
        const auto name = audit::nameOf(recorded.kind);
        const auto number = static_cast<int>(recorded.kind);
        QVERIFY2(name.endsWith(platform::nameOf(event)), name.constData());
        QVERIFY(number >= 500 && number < 600);
    }
}

void TstEngineDesktop::endsAtOnceWhatPassedMeanwhile_data()
{
    eachThatComesBack();
}

void TstEngineDesktop::endsAtOnceWhatPassedMeanwhile()
{
    QFETCH(const DesktopEvent, event);
    DesktopBench bench;
    bench.signIn();
    bench.sleep(9h);
    QCOMPARE(bench.phase(), Phase::SignedIn); // Nothing has noticed yet.

    bench.happens(event);

    QCOMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.reason(), QByteArray("session.idle_limit"));
    QCOMPARE(bench.storedToken(), QByteArray("-"));
}

void TstEngineDesktop::theInputThatWakesTheComputerRevivesNobody()
{
    DesktopBench bench;
    bench.signIn();
    bench.happens(DesktopEvent::Suspending);
    bench.sleep(1h);
    bench.keyboard.press();

    bench.happens(DesktopEvent::Resumed);
    bench.pass(1min);

    QCOMPARE(bench.phase(), Phase::Ended);
}

void TstEngineDesktop::keepsWhatHasNotPassed_data()
{
    eachThatComesBack();
}

void TstEngineDesktop::keepsWhatHasNotPassed()
{
    QFETCH(const DesktopEvent, event);
    DesktopBench bench;
    bench.signIn();
    const auto was = bench.engine->snapshot().idleEndsAt;
    bench.sleep(5min);

    bench.happens(event);

    QCOMPARE(bench.phase(), Phase::SignedIn);
    QCOMPARE(bench.engine->snapshot().idleEndsAt, was);
    QVERIFY(bench.token());
    bench.pass(11min); // The limit is still watched.
    QCOMPARE(bench.phase(), Phase::Ended);
}

void TstEngineDesktop::givesUpASignInThatPassedInSleep()
{
    DesktopBench bench;
    bench.askToSignIn();
    bench.sleep(1h);

    bench.happens(DesktopEvent::Resumed);

    QCOMPARE(bench.reason(), QByteArray("session.sign_in_timed_out"));
    QVERIFY(!bench.port->isBound);
}

void TstEngineDesktop::remembersTheLastInput_data()
{
    QTest::addColumn<DesktopEvent>("event");
    QTest::newRow("suspending") << DesktopEvent::Suspending;
    QTest::newRow("locked") << DesktopEvent::Locked;
    QTest::newRow("logging off") << DesktopEvent::LoggingOff;
    QTest::newRow("P55: the remote desktop is left") << DesktopEvent::RemoteDisconnected;
    QTest::newRow("another user has the screen") << DesktopEvent::ConsoleDisconnected;
}

void TstEngineDesktop::remembersTheLastInput()
{
    QFETCH(const DesktopEvent, event);
    DesktopBench bench;
    bench.signIn();
    bench.pass(10s);
    bench.keyboard.press();
    const auto touched = bench.clock.now();
    bench.pass(5s);

    bench.happens(event);

    QCOMPARE(bench.stored().front().lastActivity, touched);
}

void TstEngineDesktop::resumesAtOnceWhenANetworkComes()
{
    DesktopBench bench;
    bench.signIn();
    bench.http.isOffline = true;
    bench.start();
    bench.pass(4min); // It has come to wait a minute between tries.
    bench.http.isOffline = false;
    QCOMPARE(bench.phase(), Phase::SigningIn);

    bench.happens(DesktopEvent::NetworkChanged);

    QCOMPARE(bench.phase(), Phase::SignedIn);
}

void TstEngineDesktop::revokesAtOnceWhenANetworkComes()
{
    DesktopBench bench;
    bench.signIn();
    const auto refreshToken = bench.http.refreshToken();
    bench.http.isOffline = true;
    bench.signOut();
    bench.pass(20min);
    bench.http.isOffline = false;
    QVERIFY(bench.engine->isEnding());

    bench.happens(DesktopEvent::NetworkChanged);

    QCOMPARE(bench.http.revoked(), QByteArrayList{refreshToken});
    QVERIFY(!bench.engine->isEnding());
}

/// Retry-After holds whatever network there is.
void TstEngineDesktop::leavesABusyProviderAlone()
{
    DesktopBench bench;
    bench.signIn();
    bench.http.next("/revoke", {.status = 503, .headers = {{"retry-after", "120"}}});
    bench.signOut();
    bench.settle();
    QCOMPARE(bench.http.count("/revoke"), 1);

    for (int i = 0; i < 10; ++i)
        bench.happens(DesktopEvent::NetworkChanged);
    QCOMPARE(bench.http.count("/revoke"), 1);
    bench.pass(2min);

    QCOMPARE(bench.http.count("/revoke"), 2);
    QVERIFY(!bench.engine->isEnding());
}

void TstEngineDesktop::needsNobodySignedIn()
{
    DesktopBench bench;

    for (const auto event : platform::allDesktopEvents)
        bench.happens(event);

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QVERIFY(bench.trail.events().first().subject.sessionId.isEmpty());
}

void TstEngineDesktop::aFloodOfOneFillsNoDiskAndHidesNoOther()
{
    DesktopBench bench;
    bench.signIn();
    bench.trail.clear();
    const auto recorded = [&](audit::Kind kind) {
        const auto events = bench.trail.events();
        return std::count_if(
            events.begin(), events.end(), [kind](const auto& event) { return event.kind == kind; });
    };

    for (int i = 0; i < 1000; ++i)
        bench.happens(DesktopEvent::ClockChanged);
    bench.happens(DesktopEvent::Locked);

    QCOMPARE(recorded(audit::Kind::ClockChanged), EventQuota::perMinute);
    QCOMPARE(recorded(audit::Kind::DesktopLocked), 1);

    bench.pass(1min);
    bench.happens(DesktopEvent::ClockChanged);
    QCOMPARE(recorded(audit::Kind::ClockChanged), EventQuota::perMinute + 1);

    for (int i = 0; i < EventQuota::perMinute; ++i)
        bench.happens(DesktopEvent::ClockChanged);
    bench.sleep(9h); // What is not recorded is heeded all the same.
    bench.happens(DesktopEvent::ClockChanged);
    QCOMPARE(bench.phase(), Phase::Ended);
}

void TstEngineDesktop::goesOnThoughItCannotBeRecorded()
{
    DesktopBench bench;
    bench.signIn();
    bench.trail.refuseAsFull();
    bench.sleep(9h);

    bench.happens(DesktopEvent::Resumed);

    QCOMPARE(bench.phase(), Phase::Ended);
}

void TstEngineDesktop::servesNothingWhileThePersonIsAway_data()
{
    QTest::addColumn<DesktopEvent>("away");
    QTest::addColumn<DesktopEvent>("back");
    QTest::newRow("locked") << DesktopEvent::Locked << DesktopEvent::Unlocked;
    QTest::newRow("P55: remote desktop left")
        << DesktopEvent::RemoteDisconnected << DesktopEvent::RemoteConnected;
    QTest::newRow("fast user switching")
        << DesktopEvent::ConsoleDisconnected << DesktopEvent::ConsoleConnected;
    QTest::newRow("asleep") << DesktopEvent::Suspending << DesktopEvent::Resumed;
}

void TstEngineDesktop::servesNothingWhileThePersonIsAway()
{
    QFETCH(const DesktopEvent, away);
    QFETCH(const DesktopEvent, back);
    DesktopBench bench;
    bench.signIn();
    QVERIFY(bench.token());
    const auto context = bench.engine->snapshot().contextId();

    bench.happens(away);
    QCOMPARE(bench.phase(), Phase::Paused);
    QCOMPARE(SessionBench::textOf(bench.token()), QByteArray("error session.paused"));
    QVERIFY(bench.engine->snapshot().context); // Who it is can still be shown.

    bench.happens(back);
    QCOMPARE(bench.phase(), Phase::SignedIn);
    QVERIFY(bench.token());
    QCOMPARE(bench.engine->snapshot().contextId(), context);
    QCOMPARE(bench.browser.opened.size(), 1);
}

void TstEngineDesktop::waitingRequestIsNotServedOnceLocked()
{
    DesktopBench bench;
    bench.signIn();
    bench.askForToken("records"); // Not answered yet: the provider is being asked.
    QVERIFY(bench.tokens.empty());

    bench.happens(DesktopEvent::Locked);

    QCOMPARE(bench.tokens.size(), std::size_t{1});
    QCOMPARE(SessionBench::textOf(bench.tokens.front()), QByteArray("error session.paused"));
}

void TstEngineDesktop::signInThatEndsAtALockedDesktopIsPaused()
{
    DesktopBench bench;
    bench.askToSignIn();
    bench.happens(DesktopEvent::Locked);
    QCOMPARE(bench.phase(), Phase::SigningIn); // The person may be at the card reader.

    bench.comeBack();

    QCOMPARE(bench.phase(), Phase::Paused);
    QVERIFY(bench.signIns.front());
    bench.happens(DesktopEvent::Unlocked);
    QCOMPARE(bench.phase(), Phase::SignedIn);
}

void TstEngineDesktop::doesNotSignInAtALockedDesktop()
{
    DesktopBench bench;
    bench.signIn();
    bench.happens(DesktopEvent::Locked);
    bench.signIns.clear();

    bench.askToSignIn({.app = "ward"});

    QCOMPARE(bench.signIns.size(), std::size_t{1});
    QCOMPARE(bench.signIns.front().error().code, QByteArray("session.paused"));
    QCOMPARE(bench.browser.opened.size(), 1);
}

void TstEngineDesktop::limitEndsAPausedSession()
{
    DesktopBench bench;
    bench.signIn();
    bench.happens(DesktopEvent::Locked);

    bench.pass(16min);

    QCOMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.reason(), QByteArray("session.idle_limit"));
    QCOMPARE(bench.storedToken(), QByteArray("-"));
    bench.happens(DesktopEvent::Unlocked);
    QCOMPARE(bench.phase(), Phase::Ended);
}

void TstEngineDesktop::warningComesBeforeTheIdleLimit_data()
{
    QTest::addColumn<int>("limit");
    QTest::addColumn<int>("warning");
    QTest::newRow("the usual one") << 15 * 60 << 120;
    QTest::newRow("a short one") << 5 * 60 << 60;
    QTest::newRow("the shortest") << 60 << 12;
}

void TstEngineDesktop::warningComesBeforeTheIdleLimit()
{
    QFETCH(const int, limit);
    QFETCH(const int, warning);
    auto chosen = usualPolicy();
    chosen.idleLimit = std::chrono::minutes(limit / 60);
    DesktopBench bench(chosen);
    bench.signIn();

    const auto& now = bench.engine->snapshot();
    QCOMPARE(now.idleEndsAt - now.idleWarnsAt, Milliseconds(std::chrono::seconds(warning)));

    bench.pass(20s);
    bench.keyboard.press();
    bench.pass(20s);
    const auto& later = bench.engine->snapshot();
    QCOMPARE(later.idleEndsAt - later.idleWarnsAt, Milliseconds(std::chrono::seconds(warning)));
}

void TstEngineDesktop::inputJustBeforeTheLimitCounts()
{
    DesktopBench bench;
    bench.signIn();
    const auto left = bench.engine->snapshot().idleEndsAt - bench.clock.now();
    bench.pass(left - 5s);
    bench.keyboard.press();

    bench.pass(10s);

    QCOMPARE(bench.phase(), Phase::SignedIn);
    bench.pass(15min);
    QCOMPARE(bench.phase(), Phase::Ended);
}

void TstEngineDesktop::inputAtALockedDesktopIsNobodys()
{
    DesktopBench bench;
    bench.signIn();
    bench.pass(10s);
    bench.happens(DesktopEvent::Locked);
    const auto idleEnds = bench.engine->snapshot().idleEndsAt;
    const auto lastActivity = bench.stored().front().lastActivity;

    for (int i = 0; i < 5; ++i) {
        bench.keyboard.press();
        bench.pass(2min);
    }

    QCOMPARE(bench.engine->snapshot().idleEndsAt, idleEnds);
    QCOMPARE(bench.stored().front().lastActivity, lastActivity);
}

void TstEngineDesktop::signsOutWherePolicySaysSo_data()
{
    QTest::addColumn<DesktopEvent>("event");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("locked") << DesktopEvent::Locked << QByteArray("session.ended_by_lock");
    QTest::newRow("remote desktop left")
        << DesktopEvent::RemoteDisconnected << QByteArray("session.ended_by_disconnect");
    QTest::newRow("fast user switching")
        << DesktopEvent::ConsoleDisconnected << QByteArray("session.ended_by_disconnect");
    QTest::newRow("asleep") << DesktopEvent::Suspending << QByteArray("session.ended_by_sleep");
    QTest::newRow("card") << DesktopEvent::CardRemoved << QByteArray("session.ended_by_card");
}

void TstEngineDesktop::signsOutWherePolicySaysSo()
{
    using policy::DesktopAction;
    QFETCH(const DesktopEvent, event);
    QFETCH(const QByteArray, code);
    auto chosen = usualPolicy();
    chosen.desktop = {DesktopAction::SignOut,
        DesktopAction::SignOut,
        DesktopAction::SignOut,
        DesktopAction::SignOut};
    {
        DesktopBench bench(chosen);
        bench.signIn();
        const auto refreshToken = bench.http.refreshToken();

        bench.happens(event);

        QCOMPARE(bench.phase(), Phase::Ended);
        QCOMPARE(bench.reason(), code);
        QCOMPARE(bench.storedToken(), QByteArray("-"));
        QCOMPARE(bench.http.revoked(), QByteArrayList{refreshToken});
        QCOMPARE(bench.locks, 0);
    }
    DesktopBench bench(chosen);
    bench.askToSignIn();

    bench.happens(event);

    QCOMPARE(bench.phase(), Phase::SignedOut); // What was under way would end for whoever comes.
    QCOMPARE(bench.reason(), code);
    QVERIFY(!bench.port->isBound);
}

void TstEngineDesktop::policyThatChangesIsObeyedAtOnce()
{
    auto kept = usualPolicy();
    kept.desktop.locked = policy::DesktopAction::Keep;
    DesktopBench bench(kept);
    bench.signIn();
    bench.happens(DesktopEvent::Locked);
    QCOMPARE(bench.phase(), Phase::SignedIn);
    QVERIFY(bench.token());

    bench.engine->setPolicy(usualPolicy());
    QCOMPARE(bench.phase(), Phase::Paused);

    bench.engine->setPolicy(kept);
    QCOMPARE(bench.phase(), Phase::SignedIn);
}

void TstEngineDesktop::cardThatGoesLocksTheDesktop()
{
    auto chosen = usualPolicy();
    chosen.desktop = policy::desktopRulesOf(QStringLiteral("session_lock_persistence"));
    DesktopBench bench(chosen);
    bench.signIn();

    bench.happens(DesktopEvent::CardRemoved);
    QCOMPARE(bench.locks, 1);
    QCOMPARE(bench.phase(), Phase::Paused); // Though the system has not said so yet.
    bench.happens(DesktopEvent::Locked);
    bench.happens(DesktopEvent::CardInserted);
    QCOMPARE(bench.phase(), Phase::Paused); // Whose card it is, is not known.

    bench.happens(DesktopEvent::Unlocked);
    QCOMPARE(bench.phase(), Phase::SignedIn);

    bench.signOut();
    bench.settle();
    bench.happens(DesktopEvent::CardRemoved);
    QCOMPARE(bench.locks, 1); // The desktop is not ours to lock for nobody.
}

void TstEngineDesktop::cardThatGoesSignsOutWhereNothingLocks()
{
    auto chosen = usualPolicy();
    chosen.desktop.cardRemoved = policy::DesktopAction::Lock;
    DesktopBench bench(chosen);
    bench.signIn();
    bench.canLock = false;

    bench.happens(DesktopEvent::CardRemoved);

    QCOMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.reason(), QByteArray("session.ended_by_card"));
}

QTEST_APPLESS_MAIN(TstEngineDesktop)
#include "tst_engine_desktop.moc"
