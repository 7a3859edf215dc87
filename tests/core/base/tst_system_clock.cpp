// SPDX-License-Identifier: MIT
#include "core/base/system_clock.h"

#include <QTest>

using namespace lanyard;
using namespace std::chrono_literals;

class TstSystemClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsTheTimeOfTheSystem();
    void callsOnceAndNotEarly();
    void neverCallsFromInsideTheRequest();
    void callsNothingWithdrawn();
    void maySetItsOwnPendingAgain();
};

void TstSystemClock::tellsTheTimeOfTheSystem()
{
    const SystemClock clock;
    const auto wall = clock.now();
    const auto up = clock.uptime();

    QVERIFY(std::chrono::abs(wall - std::chrono::system_clock::now()) < 10s);
    QVERIFY(up > 0ms);
    QVERIFY(clock.uptime() >= up);
}

void TstSystemClock::callsOnceAndNotEarly()
{
    SystemClock clock;
    const auto start = clock.uptime();
    Milliseconds elapsed{0};
    int calls = 0;

    const Pending timer = clock.after(120ms, [&] {
        ++calls;
        elapsed = clock.uptime() - start;
    });

    QTRY_COMPARE(calls, 1);
    QVERIFY2(elapsed >= 120ms, qPrintable(QString::number(elapsed.count())));
}

void TstSystemClock::neverCallsFromInsideTheRequest()
{
    SystemClock clock;
    bool isCalled = false;

    const Pending timer = clock.after(-5ms, [&] { isCalled = true; });

    QVERIFY(!isCalled);
    QTRY_VERIFY(isCalled);
}

void TstSystemClock::callsNothingWithdrawn()
{
    SystemClock clock;
    bool isCalled = false;
    bool isAfter = false;
    {
        const Pending timer = clock.after(1ms, [&] { isCalled = true; });
    }
    const Pending later = clock.after(30ms, [&] { isAfter = true; });

    QTRY_VERIFY(isAfter);
    QVERIFY(!isCalled);
}

void TstSystemClock::maySetItsOwnPendingAgain()
{
    SystemClock clock;
    int calls = 0;
    Pending timer;
    std::function<void()> again = [&] {
        if (++calls < 3)
            timer = clock.after(1ms, again);
        else
            timer = Pending();
    };
    timer = clock.after(1ms, again);

    QTRY_COMPARE(calls, 3);
}

QTEST_GUILESS_MAIN(TstSystemClock)
#include "tst_system_clock.moc"
