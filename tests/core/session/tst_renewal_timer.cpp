// SPDX-License-Identifier: MIT
#include "core/session/renewal_timer.h"
#include "tests/support/fake_clock.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::test;
using namespace std::chrono_literals;

namespace {

/// A timer and what it asks for; chance is such that intervals are the longest there are.
struct Scene {
    /// The renewal under way ends.
    void succeed(Milliseconds lifetime = 5min)
    {
        timer.begin(lifetime);
        answer({});
    }

    void failOnce() { answer(fail(Fault::Unreachable, "http.unreachable")); }

    void answer(const Result<>& how)
    {
        const auto call = std::exchange(done, nullptr);
        call(how);
    }

    [[nodiscard]] bool isUnwell() const { return !health.conditions().isEmpty(); }

    FakeClock clock;
    Health health;
    double chance = 1;
    Milliseconds retryAfter{0};
    int asked = 0;
    std::function<void(const Result<>&)> done;
    RenewalTimer timer{{clock,
        &health,
        [this] { return chance; },
        [this](std::function<void(const Result<>&)> call) {
            ++asked;
            done = std::move(call);
            return Pending();
        },
        [this] { return retryAfter; }}};
};

} // namespace

class TstRenewalTimer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksAheadOfTheEnd();
    void startsAnewWithEachToken();
    void asksOnceAtATime();
    void asksAgainLaterAndLater();
    void honoursRetryAfter();
    void forgetsFailuresAfterASuccess();
    void asksSoonWhenItIsOverdueByTheWallClock();
    void isInNoHurryWhereNothingIsOverdue();
    void asksSoonWhenTheNetworkIsBack();
    void leavesABusyProviderAloneWhenTheNetworkIsBack();
    void asksNothingOnceEnded();
    void saysWhenItFailsForLong();
};

void TstRenewalTimer::asksAheadOfTheEnd()
{
    Scene scene;
    scene.timer.begin(5min);

    scene.clock.advance(224s);
    QCOMPARE(scene.asked, 0);
    scene.clock.advance(1s);

    QCOMPARE(scene.asked, 1);
}

void TstRenewalTimer::startsAnewWithEachToken()
{
    Scene scene;
    scene.timer.begin(5min);
    scene.clock.advance(200s);

    scene.timer.begin(5min); // A program asked for one.

    scene.clock.advance(224s);
    QCOMPARE(scene.asked, 0);
    scene.clock.advance(1s);
    QCOMPARE(scene.asked, 1);
}

void TstRenewalTimer::asksOnceAtATime()
{
    Scene scene;
    scene.timer.begin(5min);
    scene.clock.advance(225s);

    scene.timer.lookAgain();
    scene.timer.networkIsBack();
    scene.clock.advance(1h);

    QCOMPARE(scene.asked, 1);
}

void TstRenewalTimer::asksAgainLaterAndLater()
{
    Scene scene;
    scene.timer.begin(5min);
    scene.clock.advance(225s);
    for (const auto pause : {15s, 30s, 60s, 120s, 240s, 240s}) {
        const int before = scene.asked;
        scene.failOnce();
        scene.clock.advance(pause - 1s);
        QCOMPARE(scene.asked, before);
        scene.clock.advance(1s);
        QCOMPARE(scene.asked, before + 1);
    }
}

void TstRenewalTimer::honoursRetryAfter()
{
    Scene scene;
    scene.timer.begin(5min);
    scene.clock.advance(225s);
    scene.retryAfter = 10min;
    scene.failOnce();

    scene.clock.advance(15min - 1s);
    QCOMPARE(scene.asked, 1);
    scene.clock.advance(1s);

    QCOMPARE(scene.asked, 2);
}

void TstRenewalTimer::forgetsFailuresAfterASuccess()
{
    Scene scene;
    scene.timer.begin(5min);
    scene.clock.advance(225s);
    scene.failOnce();
    scene.clock.advance(15s);
    scene.failOnce();
    scene.clock.advance(30s);
    scene.succeed();
    scene.clock.advance(225s);
    QCOMPARE(scene.asked, 4);

    scene.failOnce();

    scene.clock.advance(15s);
    QCOMPARE(scene.asked, 5);
}

/// The computer slept, and its timers with it.
void TstRenewalTimer::asksSoonWhenItIsOverdueByTheWallClock()
{
    Scene scene;
    scene.timer.begin(5min);
    scene.chance = 0.5;
    scene.clock.setWallClock(scene.clock.now() + 8h);

    scene.timer.lookAgain();

    scene.clock.advance(5s - 1ms);
    QCOMPARE(scene.asked, 0);
    scene.clock.advance(1ms);
    QCOMPARE(scene.asked, 1);
}

void TstRenewalTimer::isInNoHurryWhereNothingIsOverdue()
{
    Scene scene;
    scene.timer.begin(5min);
    scene.clock.setWallClock(scene.clock.now() - 20min); // By uptime it stays where it was.

    scene.timer.lookAgain();
    scene.timer.networkIsBack();

    scene.clock.advance(224s);
    QCOMPARE(scene.asked, 0);
    scene.clock.advance(1s);
    QCOMPARE(scene.asked, 1);
}

void TstRenewalTimer::asksSoonWhenTheNetworkIsBack()
{
    Scene scene;
    scene.timer.begin(5min);
    scene.clock.advance(225s);
    for (int i = 0; i < 6; ++i) {
        scene.failOnce();
        scene.clock.advance(5min);
    }
    scene.failOnce();
    const int before = scene.asked;

    scene.timer.networkIsBack();

    scene.clock.advance(10s);
    QCOMPARE(scene.asked, before + 1);
}

void TstRenewalTimer::leavesABusyProviderAloneWhenTheNetworkIsBack()
{
    Scene scene;
    scene.timer.begin(5min);
    scene.clock.advance(225s);
    scene.retryAfter = 10min;
    scene.failOnce();

    scene.timer.networkIsBack();

    scene.clock.advance(10min);
    QCOMPARE(scene.asked, 1);
}

void TstRenewalTimer::asksNothingOnceEnded()
{
    Scene scene;
    scene.timer.begin(5min);

    scene.timer.end();
    scene.timer.lookAgain();
    scene.timer.networkIsBack();
    scene.clock.advance(24h);

    QCOMPARE(scene.asked, 0);
    QCOMPARE(scene.clock.timers(), std::size_t{0});
}

void TstRenewalTimer::saysWhenItFailsForLong()
{
    Scene scene;
    scene.timer.begin(5min);
    scene.clock.advance(225s);
    scene.failOnce();
    scene.clock.advance(15s);
    scene.failOnce();
    scene.clock.advance(30s);
    scene.failOnce();
    scene.clock.advance(60s);
    QVERIFY(!scene.isUnwell());

    scene.clock.advance(15s); // The answer took its time.
    scene.failOnce();
    QVERIFY(scene.isUnwell());
    QCOMPARE(scene.health.conditions().first().code, QByteArray("session.renewal_failing"));

    scene.clock.advance(2min);
    scene.succeed();
    QVERIFY(!scene.isUnwell());
}

QTEST_GUILESS_MAIN(TstRenewalTimer)
#include "tst_renewal_timer.moc"
