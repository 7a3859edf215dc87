// SPDX-License-Identifier: MIT
#include "tests/core/session/token_store_bench.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::test;

Q_DECLARE_METATYPE(lanyard::test::Remains)

namespace {

/// Windows' Credential Manager takes small values only: a record is written in pieces there.
constexpr qsizetype smallPiece = 64;

struct Past {
    Disk disk; ///< As it was, on the disk for certain.
    std::vector<FaultySecretStore::Change> changes; ///< Since then; the system may hold them yet.
};

/// A disk with "older" and "old" on it, and what saving each of `tokens` changed after that.
Past rotations(const QByteArrayList& tokens, qsizetype pieceSize)
{
    const auto disk = freshDisk();
    TokenStoreBench life(disk, TokenStoreBench::key(), pieceSize);
    life.save("older");
    life.save("old");
    const auto certain = std::make_shared<QMap<QString, QByteArray>>(*disk);
    const auto before = std::ssize(life.credentials.changes());
    for (const auto& token : tokens)
        life.save(token);
    const auto& all = life.credentials.changes();
    return {certain, {all.begin() + before, all.end()}};
}

QByteArrayList foundOn(const Disk& disk, qsizetype pieceSize)
{
    return TokenStoreBench(disk, TokenStoreBench::key(), pieceSize).loadTokens();
}

} // namespace

/// P27: what the agent was told is stored may not be on the disk yet when the power goes. And a disk
/// that is full takes nothing more, from any step on.
class TstTokenStorePowerCut : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leavesARecordThatWasWholeOnce_data();
    void leavesARecordThatWasWholeOnce();
    void losesWritesInAnyOrder();
    void whatIsLeftOfAnErasureIsNeverOlderThanWhatWasErased();
    void aFullDiskLeavesTheOldRecordAndServesFromMemory_data();
    void aFullDiskLeavesTheOldRecordAndServesFromMemory();
    void aDeathBetweenPiecesLeavesTheOldOrTheNewRecord();
};

void TstTokenStorePowerCut::leavesARecordThatWasWholeOnce_data()
{
    QTest::addColumn<qsizetype>("pieceSize");
    QTest::newRow("whole values") << platform::SecretStore::maxValue;
    QTest::newRow("values in pieces") << smallPiece;
}

void TstTokenStorePowerCut::leavesARecordThatWasWholeOnce()
{
    QFETCH(const qsizetype, pieceSize);
    const auto past = rotations({"new", "newer", "newest"}, pieceSize);
    QVERIFY(past.changes.size() >= 3);
    const QByteArrayList allowed{"old", "new", "newer", "newest"};
    qsizetype latest = 0;

    for (std::size_t kept = 0; kept <= past.changes.size(); ++kept) {
        auto disk = std::make_shared<QMap<QString, QByteArray>>(*past.disk);
        for (std::size_t i = 0; i < kept; ++i)
            FaultySecretStore::apply(past.changes.at(i), disk);
        const auto found = foundOn(disk, pieceSize);

        QCOMPARE(found.size(), 1);
        QVERIFY(allowed.indexOf(found.first()) >= latest); // Never an older one again.
        latest = allowed.indexOf(found.first());
        TokenStoreBench next(disk, TokenStoreBench::key(), pieceSize);
        QVERIFY(next.save("after"));
        QCOMPARE(foundOn(disk, pieceSize), QByteArrayList{"after"});
    }
    QCOMPARE(latest, 3);
}

/// A cache that writes in an order of its own: any of the last writes may be missing.
void TstTokenStorePowerCut::losesWritesInAnyOrder()
{
    const auto past =
        rotations({"new", "newer", "newest", "last"}, platform::SecretStore::maxValue);
    const QByteArrayList allowed{"old", "new", "newer", "newest", "last"};
    const std::size_t count = past.changes.size();

    for (std::size_t subset = 0; subset < (std::size_t{1} << count); ++subset) {
        auto disk = std::make_shared<QMap<QString, QByteArray>>(*past.disk);
        for (std::size_t i = 0; i < count; ++i) {
            if ((subset >> i & 1U) != 0)
                FaultySecretStore::apply(past.changes.at(i), disk);
        }
        const auto found = foundOn(disk, platform::SecretStore::maxValue);

        QCOMPARE(found.size(), 1);
        QVERIFY2(allowed.contains(found.first()), found.first().constData());
    }
}

void TstTokenStorePowerCut::whatIsLeftOfAnErasureIsNeverOlderThanWhatWasErased()
{
    const auto disk = freshDisk();
    TokenStoreBench life(disk);
    life.save("older");
    life.save("old");
    const auto certain = *disk;
    const auto before = life.credentials.changes().size();
    QVERIFY(life.erase().value());
    const auto& changes = life.credentials.changes();
    QVERIFY(changes.size() - before >= 3); // Two slots and the index.

    for (std::size_t kept = before; kept <= changes.size(); ++kept) {
        auto left = std::make_shared<QMap<QString, QByteArray>>(certain);
        for (std::size_t i = before; i < kept; ++i)
            FaultySecretStore::apply(changes.at(i), left);
        const auto found = foundOn(left, platform::SecretStore::maxValue);
        QVERIFY2(found.isEmpty() || found == QByteArrayList{"old"}, found.join(',').constData());
    }
}

void TstTokenStorePowerCut::aFullDiskLeavesTheOldRecordAndServesFromMemory_data()
{
    QTest::addColumn<int>("step");
    TokenStoreBench life(freshDisk());
    life.save("older");
    life.save("old");
    const int before = life.credentials.steps();
    life.save("new");
    for (int step = 1; step <= life.credentials.steps() - before; ++step)
        QTest::addRow("full from step %d on", step) << step;
}

void TstTokenStorePowerCut::aFullDiskLeavesTheOldRecordAndServesFromMemory()
{
    QFETCH(const int, step);
    const auto disk = freshDisk();
    TokenStoreBench first(disk);
    first.save("older");
    first.save("old");
    first.credentials.failFrom(first.credentials.steps() + step, "store.failed");

    QVERIFY(first.save("new")); // Nobody waits for a disk.
    QVERIFY(first.tokens.isMemoryOnly());
    QVERIFY(first.isUnwell("store.memory_only"));
    const auto found = foundOn(disk, platform::SecretStore::maxValue);

    QVERIFY2(found == QByteArrayList{"old"} || found == QByteArrayList{"new"},
        found.join(',').constData());
}

void TstTokenStorePowerCut::aDeathBetweenPiecesLeavesTheOldOrTheNewRecord()
{
    TokenStoreBench counting(freshDisk(), TokenStoreBench::key(), smallPiece);
    counting.save("older");
    counting.save("old");
    const int before = counting.credentials.steps();
    counting.save("new");
    const int steps = counting.credentials.steps() - before;
    QVERIFY(steps > 6); // It is in pieces.

    for (int step = 1; step <= steps; ++step) {
        for (const auto remains : {Remains::Nothing, Remains::Half, Remains::All}) {
            const auto disk = freshDisk();
            TokenStoreBench first(disk, TokenStoreBench::key(), smallPiece);
            first.save("older");
            first.save("old");
            first.credentials.dieAt(first.credentials.steps() + step, remains);
            QVERIFY(!first.save("new"));

            const auto found = foundOn(disk, smallPiece);
            QVERIFY2(found == QByteArrayList{"old"} || found == QByteArrayList{"new"},
                found.join(',').constData());
            TokenStoreBench next(disk, TokenStoreBench::key(), smallPiece);
            QVERIFY(next.save("after"));
            QCOMPARE(foundOn(disk, smallPiece), QByteArrayList{"after"});
        }
    }
}

QTEST_GUILESS_MAIN(TstTokenStorePowerCut)
#include "tst_token_store_power_cut.moc"
