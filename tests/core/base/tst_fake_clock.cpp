// SPDX-License-Identifier: MIT
#include "tests/support/fake_clock.h"

#include <QTest>

using namespace lanyard;
using namespace std::chrono_literals;

class TstFakeClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void movesBothClocks();
    void callsWhatFallsDueInOrderAndInItsMoment();
    void forgetsWhatWasWithdrawn();
    void callsTimersThatTimersSet();
    void setsTheWallClockAlone();
    void outlivesNoPendingBadly();
};

void TstFakeClock::movesBothClocks()
{
    test::FakeClock clock;
    const auto wall = clock.now();
    const auto up = clock.uptime();

    clock.advance(90s);

    QCOMPARE(clock.now() - wall, Milliseconds{90s});
    QCOMPARE(clock.uptime() - up, Milliseconds{90s});
}

void TstFakeClock::callsWhatFallsDueInOrderAndInItsMoment()
{
    test::FakeClock clock;
    const auto start = clock.uptime();
    QList<Milliseconds> moments;
    const auto note = [&] { moments.append(clock.uptime() - start); };
    const Pending later = clock.after(20s, note);
    const Pending sooner = clock.after(10s, note);
    const Pending never = clock.after(31s, note);

    clock.advance(30s);

    QCOMPARE(moments, (QList<Milliseconds>{10s, 20s}));
    QCOMPARE(clock.timers(), std::size_t{1});
}

void TstFakeClock::forgetsWhatWasWithdrawn()
{
    test::FakeClock clock;
    bool isCalled = false;
    {
        const Pending timer = clock.after(1s, [&] { isCalled = true; });
    }

    clock.advance(2s);

    QVERIFY(!isCalled);
    QCOMPARE(clock.timers(), std::size_t{0});
}

void TstFakeClock::callsTimersThatTimersSet()
{
    test::FakeClock clock;
    int calls = 0;
    Pending timer;
    std::function<void()> again = [&] {
        ++calls;
        timer = clock.after(1s, again);
    };
    timer = clock.after(1s, again);

    clock.advance(5s);

    QCOMPARE(calls, 5);
}

void TstFakeClock::setsTheWallClockAlone()
{
    test::FakeClock clock;
    const auto up = clock.uptime();
    bool isCalled = false;
    const Pending timer = clock.after(1h, [&] { isCalled = true; });

    clock.setWallClock(clock.now() + 24h);

    QCOMPARE(clock.uptime(), up);
    QVERIFY(!isCalled);
}

void TstFakeClock::outlivesNoPendingBadly()
{
    Pending timer;
    {
        test::FakeClock clock;
        timer = clock.after(1s, [] {});
    }
    timer.withdraw(); // The clock is gone: nothing to do, and nothing to touch.
}

QTEST_APPLESS_MAIN(TstFakeClock)
#include "tst_fake_clock.moc"
