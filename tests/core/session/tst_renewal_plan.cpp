// SPDX-License-Identifier: MIT
#include "core/session/renewal_plan.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using namespace std::chrono_literals;

namespace {

/// The shortest and the longest that chance makes of it.
constexpr double least = 0;
constexpr double most = 1;

qint64 seconds(Milliseconds time)
{
    return std::chrono::duration_cast<std::chrono::seconds>(time).count();
}

} // namespace

class TstRenewalPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comesBeforeTheTokensEnd_data();
    void comesBeforeTheTokensEnd();
    void noticesAnEndAtTheProviderInFiveMinutes();
    void waitsLongerAfterEachFailure();
    void noticesWithinFiveMinutesOfTheEndOfAnOutage();
    void leavesAProviderAloneThatAsksForIt();
    void spreadsThoseWhoWereSentAway();
    void spreadsThoseWhoseNetworkIsBack();
};

void TstRenewalPlan::comesBeforeTheTokensEnd_data()
{
    QTest::addColumn<Milliseconds>("lifetime");
    QTest::addColumn<qint64>("soonest");
    QTest::addColumn<qint64>("latest");

    QTest::newRow("one second: not every second") << Milliseconds(1s) << qint64{30} << qint64{30};
    QTest::newRow("a minute") << Milliseconds(60s) << qint64{33} << qint64{45};
    QTest::newRow("five minutes, as CIS2's gateways have")
        << Milliseconds(5min) << qint64{165} << qint64{225};
    QTest::newRow("ten minutes") << Milliseconds(10min) << qint64{165} << qint64{225};
    QTest::newRow("twelve hours") << Milliseconds(12h) << qint64{165} << qint64{225};
    QTest::newRow("not said") << Milliseconds(0) << qint64{165} << qint64{225};
    QTest::newRow("over already") << Milliseconds(-1h) << qint64{165} << qint64{225};
}

void TstRenewalPlan::comesBeforeTheTokensEnd()
{
    QFETCH(const Milliseconds, lifetime);
    QFETCH(const qint64, soonest);
    QFETCH(const qint64, latest);

    QCOMPARE(seconds(renewalAfterSuccess(lifetime, least)), soonest);
    QCOMPARE(seconds(renewalAfterSuccess(lifetime, most)), latest);
}

/// The latest renewal, an attempt that hangs as long as it may, and the first retry (§6.10).
void TstRenewalPlan::noticesAnEndAtTheProviderInFiveMinutes()
{
    constexpr Milliseconds hangs = 30s;

    const Milliseconds noticed =
        renewalAfterSuccess(12h, most) + hangs + renewalAfterFailure(1, 0ms, most);

    QVERIFY(noticed + 10s < 5min);
}

void TstRenewalPlan::waitsLongerAfterEachFailure()
{
    const QList<qint64> ceilings{15, 30, 60, 120, 240, 240, 240};
    for (int failures = 1; failures <= ceilings.size(); ++failures) {
        QCOMPARE(seconds(renewalAfterFailure(failures, 0ms, most)), ceilings.at(failures - 1));
        QCOMPARE(2 * renewalAfterFailure(failures, 0ms, least),
            renewalAfterFailure(failures, 0ms, most));
    }
    QCOMPARE(seconds(renewalAfterFailure(1'000'000, 0ms, most)), 240);
}

/// Rule 10, after an outage: the provider is back right after an attempt.
void TstRenewalPlan::noticesWithinFiveMinutesOfTheEndOfAnOutage()
{
    constexpr Milliseconds hangs = 30s;
    QVERIFY(renewalAfterFailure(1'000'000, 0ms, most) + hangs < 5min);
}

void TstRenewalPlan::leavesAProviderAloneThatAsksForIt()
{
    for (const int failures : {1, 3, 9}) {
        for (const double chance : {least, 0.5, most})
            QVERIFY(renewalAfterFailure(failures, 20min, chance) >= 20min);
    }
    // And not sooner than without: it may say "at once".
    QCOMPARE(renewalAfterFailure(6, 1s, most), Milliseconds(4min));
}

void TstRenewalPlan::spreadsThoseWhoWereSentAway()
{
    QCOMPARE(seconds(renewalAfterFailure(1, 2min, least)), 120);
    QCOMPARE(seconds(renewalAfterFailure(1, 2min, most)), 180);
    QCOMPARE(seconds(renewalAfterFailure(1, 1h, least)), 3600);
    QCOMPARE(seconds(renewalAfterFailure(1, 1h, most)), 3900);
}

void TstRenewalPlan::spreadsThoseWhoseNetworkIsBack()
{
    QCOMPARE(seconds(renewalAfterReturn(least)), 0);
    QCOMPARE(seconds(renewalAfterReturn(0.5)), 5);
    QCOMPARE(seconds(renewalAfterReturn(most)), 10);
}

QTEST_APPLESS_MAIN(TstRenewalPlan)
#include "tst_renewal_plan.moc"
