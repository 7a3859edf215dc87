// SPDX-License-Identifier: MIT
#include "tests/core/session/token_store_bench.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::test;

Q_DECLARE_METATYPE(lanyard::test::Remains)

/// P27: the process dies in each single step of what it does to the store, with nothing, half or
/// all of that step done; then another process starts on what is left.
class TstTokenStoreKillPoints : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void aFirstSaveLeavesNothingOrTheRecord_data() { killPoints(stepsOfFirstSave()); }

    void aFirstSaveLeavesNothingOrTheRecord();

    void aRotationLeavesTheOldOrTheNewRecord_data() { killPoints(stepsOfRotation()); }

    void aRotationLeavesTheOldOrTheNewRecord();

    void anErasureLeavesTheRecordInForceOrNothing_data() { killPoints(stepsOfErasure()); }

    void anErasureLeavesTheRecordInForceOrNothing();

    void theNextLoadAfterADeathGoesOnAsUsual_data() { killPoints(stepsOfRotation()); }

    void theNextLoadAfterADeathGoesOnAsUsual();

private:
    static int stepsOfFirstSave();
    static int stepsOfRotation();
    static int stepsOfErasure();
    static void killPoints(int steps);
};

void TstTokenStoreKillPoints::killPoints(int steps)
{
    QTest::addColumn<int>("step");
    QTest::addColumn<Remains>("remains");
    for (int step = 1; step <= steps; ++step) {
        const auto row = [&](const char* what, Remains remains) {
            QTest::addRow("P27: in step %d of %d, %s of it done", step, steps, what)
                << step << remains;
        };
        row("nothing", Remains::Nothing);
        row("half", Remains::Half);
        row("all", Remains::All);
    }
}

int TstTokenStoreKillPoints::stepsOfFirstSave()
{
    TokenStoreBench life(freshDisk());
    life.save("old");
    return life.credentials.steps();
}

int TstTokenStoreKillPoints::stepsOfRotation()
{
    TokenStoreBench life(freshDisk());
    life.save("older");
    life.save("old");
    const int before = life.credentials.steps();
    life.save("new");
    return life.credentials.steps() - before;
}

int TstTokenStoreKillPoints::stepsOfErasure()
{
    TokenStoreBench life(freshDisk());
    life.save("older");
    life.save("old");
    const int before = life.credentials.steps();
    (void)life.erase();
    return life.credentials.steps() - before;
}

void TstTokenStoreKillPoints::aFirstSaveLeavesNothingOrTheRecord()
{
    QFETCH(const int, step);
    QFETCH(const Remains, remains);
    const auto disk = freshDisk();
    TokenStoreBench first(disk);
    first.credentials.dieAt(step, remains);

    const bool wasAnswered = first.save("old");
    TokenStoreBench second(disk);
    const auto found = second.loadTokens();

    QVERIFY(!wasAnswered);
    QVERIFY2(found.isEmpty() || found == QByteArrayList{"old"}, found.join(',').constData());
    QVERIFY(!second.tokens.isMemoryOnly());
}

void TstTokenStoreKillPoints::aRotationLeavesTheOldOrTheNewRecord()
{
    QFETCH(const int, step);
    QFETCH(const Remains, remains);
    const auto disk = freshDisk();
    TokenStoreBench first(disk);
    first.save("older");
    first.save("old");
    first.credentials.dieAt(first.credentials.steps() + step, remains);

    const bool wasAnswered = first.save("new");
    TokenStoreBench second(disk);
    const auto found = second.loadTokens();

    QVERIFY(!wasAnswered);
    QVERIFY2(found == QByteArrayList{"old"} || found == QByteArrayList{"new"},
        found.join(',').constData());
}

void TstTokenStoreKillPoints::anErasureLeavesTheRecordInForceOrNothing()
{
    QFETCH(const int, step);
    QFETCH(const Remains, remains);
    const auto disk = freshDisk();
    TokenStoreBench first(disk);
    first.save("older");
    first.save("old");
    first.credentials.dieAt(first.credentials.steps() + step, remains);

    const auto outcome = first.erase();
    TokenStoreBench second(disk);
    const auto found = second.loadTokens();

    QVERIFY(!outcome);
    QVERIFY2(found.isEmpty() || found == QByteArrayList{"old"}, found.join(',').constData());
}

void TstTokenStoreKillPoints::theNextLoadAfterADeathGoesOnAsUsual()
{
    QFETCH(const int, step);
    QFETCH(const Remains, remains);
    const auto disk = freshDisk();
    TokenStoreBench first(disk);
    first.save("older");
    first.save("old");
    first.credentials.dieAt(first.credentials.steps() + step, remains);
    first.save("new");

    TokenStoreBench second(disk);
    (void)second.load();
    const bool wasSaved = second.save("newest");
    TokenStoreBench third(disk);

    QVERIFY(wasSaved);
    QVERIFY(!second.tokens.isMemoryOnly());
    QCOMPARE(third.loadTokens(), QByteArrayList{"newest"});
    QVERIFY(third.erase().value());
    QCOMPARE(disk->size(), 1); // The index alone, and it lists nobody:
    QCOMPARE(TokenStoreBench(disk).loadTokens(), QByteArrayList{});
}

QTEST_GUILESS_MAIN(TstTokenStoreKillPoints)
#include "tst_token_store_kill_points.moc"
