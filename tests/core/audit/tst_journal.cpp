// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "tests/core/audit/journal_bench.h"
#include "tests/support/private_file.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::audit;
using namespace lanyard::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TstJournal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void beginsEachFileWithWhoAndWhere();
    void writesEachEventBeforeItReturns();
    void isForItsUserAlone();
    void refusesADirectoryOpenToOthers();
    void forcesWhatIsOnlyWrittenWithinASecond();
    void notesTheHeadAfterWhatIsOnDiskFirst();
    void goesOnInANewFileWhenOneIsFull();
    void beginsAFileWithEachPersonWhoSignsIn();
    void filesSortByAgeEvenWhenTheClockGoesBack();
    void chainsEachFileToTheOneBefore();
    void countsWhatACrashTore();
    void aFullDiskRefusesWhatRaisesAuthority();
    void aFullDiskServesTheRestFromTheReserve();
    void aFullDiskKeepsTheLastForSignOut();
    void recoversWhenThereIsRoomAgain();
    void saysWhenHeadsCannotBeKept();
    void opensOnAFullDiskWithWhatReserveThereIs();
};

void TstJournal::beginsEachFileWithWhoAndWhere()
{
    JournalBench bench;

    QVERIFY(bench.open());

    const auto header = readLine(bench.contentOf(bench.path()).trimmed());
    QVERIFY(header);
    QCOMPARE(header->record["schema"_L1].toString(), u"lanyard.audit/1"_s);
    QCOMPARE(header->record["host"_L1].toString(), u"ward-7"_s);
    QCOMPARE(header->record["user"_L1].toString(), u"1000"_s);
    QCOMPARE(header->record["agent"_L1].toString(), u"0.1.0"_s);
    QCOMPARE(header->prev, noHash());
    QCOMPARE(header->link.seq, 0);
}

void TstJournal::writesEachEventBeforeItReturns()
{
    JournalBench bench;
    QVERIFY(bench.open());

    QVERIFY(bench.record(Kind::TokenIssued));

    const auto lines = bench.contentOf(bench.path()).split('\n');
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines[1].contains("\"event\":\"token_issued\""));
    QVERIFY(bench.verify().isSound());
}

void TstJournal::isForItsUserAlone()
{
    JournalBench bench;
    QVERIFY(bench.open());

    QVERIFY(isPrivate(bench.directory()));
    QVERIFY(isPrivate(bench.path()));
    QVERIFY(isPrivate(bench.headsFile()));
}

void TstJournal::refusesADirectoryOpenToOthers()
{
    JournalBench bench;
    QVERIFY(QDir().mkpath(bench.directory()));
    QVERIFY(QFile::setPermissions(bench.directory(),
        QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadGroup));

    const auto opened = bench.open();

    QVERIFY(!opened);
    QCOMPARE(opened.error().code, QByteArray("file.readable_by_others"));
}

void TstJournal::forcesWhatIsOnlyWrittenWithinASecond()
{
    JournalBench bench;
    QVERIFY(bench.open());

    QVERIFY(bench.record(Kind::TokenIssued));
    QCOMPARE(bench.clock.timers(), 1U);
    bench.clock.advance(500ms);
    QVERIFY(bench.record(Kind::TokenIssued)); // Does not put it off.
    QCOMPARE(bench.clock.timers(), 1U);
    bench.clock.advance(500ms);

    QCOMPARE(bench.clock.timers(), 0U);
    QVERIFY(bench.record(Kind::TokenIssued));
    QVERIFY(bench.record(Kind::SignedOut)); // Forces all before it.
    QCOMPARE(bench.clock.timers(), 0U);
}

void TstJournal::notesTheHeadAfterWhatIsOnDiskFirst()
{
    JournalBench bench;
    QVERIFY(bench.open());
    const auto name = bench.journal->fileName();

    QVERIFY(bench.record(Kind::SignedOut));
    QVERIFY(bench.record(Kind::TokenIssued));

    QCOMPARE(readHeads(bench.headsFile())->files[name].keys(), QList<qint64>({0, 1}));
    bench.journal.reset();
    QCOMPARE(readHeads(bench.headsFile())->files[name].keys(), QList<qint64>({0, 1, 2}));
}

void TstJournal::goesOnInANewFileWhenOneIsFull()
{
    JournalBench bench;
    QVERIFY(bench.open(1000));

    for (int i = 0; i < 10; ++i)
        QVERIFY(bench.record(Kind::TokenIssued));

    QVERIFY(bench.files().size() > 2);
    for (const auto& name : bench.files())
        QVERIFY(QFileInfo(bench.directory() + u'/' + name).size() < 1500);
    QVERIFY(bench.verify().isSound());
}

void TstJournal::beginsAFileWithEachPersonWhoSignsIn()
{
    JournalBench bench;
    QVERIFY(bench.open());
    QVERIFY(bench.record(Kind::SignInRequested));
    for (int session = 0; session < 2; ++session) {
        for (const auto kind : {Kind::SignedIn, Kind::TokenIssued, Kind::SignedOut})
            QVERIFY(bench.record(kind));
    }

    QCOMPARE(bench.files().size(), 3);
    QVERIFY(!bench.contentOf(bench.directory() + u'/' + bench.files()[0]).contains("signed_in"));
    for (const qsizetype session : {1, 2}) {
        const auto text = bench.contentOf(bench.directory() + u'/' + bench.files()[session]);
        QCOMPARE(text.count("\"signed_in\""), 1);
        QVERIFY(text.split('\n')[1].contains("\"signed_in\""));
    }
    QVERIFY(bench.verify().isSound());
}

void TstJournal::filesSortByAgeEvenWhenTheClockGoesBack()
{
    JournalBench bench;
    QVERIFY(bench.open());
    const auto first = bench.journal->fileName();

    QVERIFY(bench.open()); // In the same millisecond.
    const auto second = bench.journal->fileName();
    bench.clock.setWallClock(bench.clock.now() - 24h);
    QVERIFY(bench.open());

    QCOMPARE(bench.files(), QStringList({first, second, bench.journal->fileName()}));
    QVERIFY(bench.verify().isSound());
}

void TstJournal::chainsEachFileToTheOneBefore()
{
    JournalBench bench;
    QVERIFY(bench.open());
    QVERIFY(bench.record(Kind::TokenIssued));
    const auto first = bench.path();
    QVERIFY(bench.journal->startFile());

    const auto header = readLine(bench.contentOf(bench.path()).trimmed());

    const auto last = readLine(bench.contentOf(first).split('\n')[1]);
    QCOMPARE(header->prev, last->link.hash);
    QCOMPARE(header->record["previous"_L1]["file"_L1].toString(), QFileInfo(first).fileName());
    QCOMPARE(header->record["previous"_L1]["seq"_L1].toInt(), 1);
    QCOMPARE(header->record["previous"_L1]["hash"_L1].toString().toLatin1(), last->link.hash);
}

void TstJournal::countsWhatACrashTore()
{
    JournalBench bench;
    QVERIFY(bench.open());
    QVERIFY(bench.record(Kind::TokenIssued));
    const auto path = bench.path();
    bench.journal.reset();
    bench.overwrite(path, bench.contentOf(path) + "{\"app\":\"half a li");

    QVERIFY(bench.open());

    const auto header = readLine(bench.contentOf(bench.path()).trimmed());
    QCOMPARE(header->record["previous"_L1]["torn"_L1].toInt(), 17);
    QCOMPARE(header->record["previous"_L1]["seq"_L1].toInt(), 1);
    QVERIFY(bench.contentOf(path).endsWith("half a li")); // As it was found.
    QVERIFY(bench.verify().isSound());
    QVERIFY(bench.verify().files.first().isTorn);
}

void TstJournal::aFullDiskRefusesWhatRaisesAuthority()
{
    JournalBench bench;
    QVERIFY(bench.open());
    bench.disk.capacity = bench.disk.used();

    const auto refused = bench.record(Kind::SignedIn);

    QVERIFY(!refused);
    QCOMPARE(refused.error().code, QByteArray("audit.full"));
    QCOMPARE(bench.health.conditions().first().code, QByteArray("audit.full"));
    QVERIFY(bench.record(Kind::TokenIssued)); // From the reserve, of which there is plenty now,
    QVERIFY(!bench.record(Kind::SignedIn)); // and still nobody signs in.
    QVERIFY(bench.verify().isSound());
}

void TstJournal::aFullDiskServesTheRestFromTheReserve()
{
    JournalBench bench;
    QVERIFY(bench.open());
    bench.disk.capacity = bench.disk.used();

    int served = 0;
    while (bench.record(Kind::TokenIssued))
        ++served;

    QVERIFY2(served > 500 && served < 5000, QByteArray::number(served).constData());
    QVERIFY(bench.verify().isSound());
}

void TstJournal::aFullDiskKeepsTheLastForSignOut()
{
    JournalBench bench;
    QVERIFY(bench.open());
    bench.disk.capacity = bench.disk.used();
    while (bench.record(Kind::TokenIssued)) { }

    int served = 0;
    while (bench.record(Kind::SignedOut))
        ++served;

    QVERIFY2(served > 50, QByteArray::number(served).constData());
    QVERIFY(bench.verify().isSound());
}

void TstJournal::recoversWhenThereIsRoomAgain()
{
    JournalBench bench;
    QVERIFY(bench.open());
    const auto capacity = std::exchange(bench.disk.capacity, bench.disk.used());
    QVERIFY(!bench.record(Kind::SignedIn));
    QVERIFY(bench.record(Kind::TokenIssued));

    bench.disk.capacity = capacity;

    QVERIFY(bench.record(Kind::SignedIn));
    QVERIFY(bench.health.conditions().isEmpty());
    QCOMPARE(QFileInfo(bench.directory() + u"/reserve"_s).size(), Reserve::size);
}

void TstJournal::saysWhenHeadsCannotBeKept()
{
    JournalBench bench;
    QVERIFY(bench.open());
    const auto directory = QFileInfo(bench.headsFile()).path();
    QVERIFY(QDir(directory).removeRecursively());
    bench.overwrite(directory, "in the way");

    QVERIFY(bench.record(Kind::SignedIn));

    QCOMPARE(bench.health.conditions().first().code, QByteArray("audit.witness"));
    QVERIFY(QFile::remove(directory));
    QVERIFY(bench.record(Kind::SignedOut));
    QVERIFY(bench.health.conditions().isEmpty());
}

void TstJournal::opensOnAFullDiskWithWhatReserveThereIs()
{
    JournalBench bench;
    bench.disk.capacity = 1000;

    QVERIFY(bench.open());

    QCOMPARE(bench.health.conditions().first().code, QByteArray("audit.full"));
    QVERIFY(!bench.record(Kind::SignedIn));
}

QTEST_GUILESS_MAIN(TstJournal)
#include "tst_journal.moc"
