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

QTEST_APPLESS_MAIN(TstEngineDesktop)
#include "tst_engine_desktop.moc"
