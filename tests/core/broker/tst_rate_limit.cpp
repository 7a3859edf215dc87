// SPDX-License-Identifier: MIT
#include "core/broker/rate_limit.h"

#include <QTest>

using namespace lanyard;
using namespace std::chrono_literals;
using broker::RateLimit;

class TstRateLimit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void admitsOneSecondsWorthAtOnce();
    void admitsAgainAsTimePasses();
    void savesUpNoMoreThanASecond();
    void obeysALowerRateAtOnce();
};

namespace {

int admitted(RateLimit& limit, Milliseconds at)
{
    int count = 0;
    while (count < 1000 && limit.admit(at))
        ++count;
    return count;
}

} // namespace

void TstRateLimit::admitsOneSecondsWorthAtOnce()
{
    RateLimit limit(5, 1000ms);

    QCOMPARE(admitted(limit, 1000ms), 5);
    QCOMPARE(limit.wait(), 200ms);
}

void TstRateLimit::admitsAgainAsTimePasses()
{
    RateLimit limit(5, 1000ms);
    QCOMPARE(admitted(limit, 1000ms), 5);

    QCOMPARE(admitted(limit, 1100ms), 0);
    QCOMPARE(admitted(limit, 1200ms), 1);
}

void TstRateLimit::savesUpNoMoreThanASecond()
{
    RateLimit limit(5, 1000ms);

    QCOMPARE(admitted(limit, 99'000ms), 5);
}

void TstRateLimit::obeysALowerRateAtOnce()
{
    RateLimit limit(50, 1000ms);

    limit.setRate(2);

    QCOMPARE(admitted(limit, 1000ms), 2);
}

QTEST_APPLESS_MAIN(TstRateLimit)
#include "tst_rate_limit.moc"
