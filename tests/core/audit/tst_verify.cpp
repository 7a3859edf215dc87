// SPDX-License-Identifier: MIT
#include "tests/core/audit/journal_bench.h"

#include <QTest>

#include <functional>

using namespace lanyard;
using namespace lanyard::audit;
using namespace lanyard::test;
using namespace Qt::StringLiterals;

namespace {

using Lines = QByteArrayList;
using Tamper = std::function<void(Lines&)>;

/// The line at `index`, changed, and its hash made to fit.
QByteArray rewritten(const QByteArray& line, const QByteArray& from, const QByteArray& to)
{
    auto read = readLine(line);
    auto record = read->record;
    record.remove(u"hash"_s);
    for (const auto& key : record.keys()) {
        if (record[key].toString().toLatin1() == from)
            record[key] = QString::fromLatin1(to);
    }
    return chained(record, read->link.seq, read->prev).text.trimmed();
}

} // namespace

/// Three files: of 6, 6 and 2 lines; heads at each start and end, and at each sign-in.
class TstVerify : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void cleanup() { m_bench.reset(); }

    void findsNothingInWhatWasWritten();
    void finds_data();
    void finds();
    void findsAMissingFile();
    void findsAMissingNewestFileByItsHead();
    void findsAForgedFileThatIsAGoodChain();
    void findsATruncatedFileWithoutHeadsByTheNextOne();
    void cannotSeeATailThatNobodyKnew();
    void findsATornLineThatNobodyAccountsFor();
    void findsHeadsThatAreNotHeads();
    void headsLeadNowhereElse();
    void readsALineLongerThanAnyOfOurs();
    void refusesADirectoryThatIsNotThere();
    void saysItInJson();

private:
    [[nodiscard]] QString path(qsizetype index) const
    {
        return m_bench->directory() + u'/' + m_bench->files().at(index);
    }

    std::unique_ptr<JournalBench> m_bench;
};

void TstVerify::init()
{
    m_bench = std::make_unique<JournalBench>();
    for (int file = 0; file < 2; ++file) {
        QVERIFY(m_bench->open());
        for (const auto kind : {Kind::SignedOut,
                 Kind::TokenIssued,
                 Kind::TokenDenied,
                 Kind::IdentityRead,
                 Kind::TokenIssued})
            QVERIFY(m_bench->record(kind));
    }
    QVERIFY(m_bench->open());
    QVERIFY(m_bench->record(Kind::SignedOut));
    m_bench->journal.reset();
    QCOMPARE(m_bench->files().size(), 3);
}

void TstVerify::findsNothingInWhatWasWritten()
{
    const auto report = m_bench->verify();

    QVERIFY(report.isSound());
    QCOMPARE(report.files[0].lines, 6);
    QCOMPARE(report.files[2].lines, 2);
}

void TstVerify::finds_data()
{
    QTest::addColumn<Tamper>("tamper");
    QTest::addColumn<QStringList>("found");
    const auto row = [](const char* name, const QStringList& found, const Tamper& tamper) {
        QTest::newRow(name) << tamper << found;
    };
    row("a changed line", {u"2: changed_line 3"_s}, [](Lines& lines) {
        lines[2].replace("token_issued", "token_denied");
    });
    row("a changed line with a fitting hash", {u"2: changed_line 4"_s}, [](Lines& lines) {
        lines[2] = rewritten(lines[2], "token_issued", "token_denied");
    });
    row("a changed last line with a fitting hash", {u"2: changed_line 6"_s}, [](Lines& lines) {
        lines[5] = rewritten(lines[5], "token_issued", "token_denied");
    });
    row("a changed hash", {u"2: changed_line 3"_s, u"2: changed_line 4"_s}, [](Lines& lines) {
        lines[2].replace(
            lines[2].size() - 4, 2, lines[2].at(lines[2].size() - 3) == '0' ? "11" : "00");
    });
    row("a missing line", {u"2: missing_lines 3"_s}, [](Lines& lines) { lines.removeAt(2); });
    row("two missing lines", {u"2: missing_lines 3"_s}, [](Lines& lines) {
        lines.removeAt(2);
        lines.removeAt(2);
    });
    row("a missing first line",
        {u"2: replaced_file 1"_s, u"2: missing_lines 1"_s},
        [](Lines& lines) { lines.removeFirst(); });
    row("two lines in the wrong order", {u"2: reordered_line 4"_s}, [](Lines& lines) {
        lines.swapItemsAt(2, 3);
    });
    row("a line twice", {u"2: reordered_line 4"_s}, [](Lines& lines) {
        lines.insert(3, lines[2]);
    });
    row("a truncated tail", {u"2: truncated_file 0"_s}, [](Lines& lines) { lines.resize(5); });
    row("an empty file", {u"2: truncated_file 0"_s}, [](Lines& lines) { lines.clear(); });
    row("a foreign line", {u"2: foreign_line 3"_s}, [](Lines& lines) {
        lines.insert(2, "who was here?");
    });
    row("an empty line", {u"2: foreign_line 7"_s}, [](Lines& lines) { lines.append(""); });
}

void TstVerify::finds()
{
    QFETCH(const Tamper, tamper);
    QFETCH(const QStringList, found);
    auto lines = m_bench->contentOf(path(1)).split('\n');
    lines.removeLast();
    tamper(lines);

    m_bench->overwrite(path(1), lines.isEmpty() ? QByteArray() : lines.join('\n') + '\n');

    QCOMPARE(m_bench->findings(), found);
    QVERIFY(!m_bench->verify().isSound());
}

void TstVerify::findsAMissingFile()
{
    QVERIFY(QFile::remove(path(1)));

    QCOMPARE(m_bench->findings(), QStringList{u"2: missing_file 0"_s});
}

void TstVerify::findsAMissingNewestFileByItsHead()
{
    QVERIFY(QFile::remove(path(2)));

    QCOMPARE(m_bench->findings(), QStringList{u"3: missing_file 0"_s});
}

void TstVerify::findsAForgedFileThatIsAGoodChain()
{
    QByteArray forged;
    auto prev = noHash();
    for (int seq = 0; seq < 6; ++seq) {
        const auto line =
            chained({{seq == 0 ? u"schema"_s : u"event"_s, u"lanyard.audit/1"_s}}, seq, prev);
        forged += line.text;
        prev = line.link.hash;
    }

    m_bench->overwrite(path(1), forged);

    QVERIFY(m_bench->findings().contains(u"2: replaced_file 1"_s));
}

void TstVerify::findsATruncatedFileWithoutHeadsByTheNextOne()
{
    auto lines = m_bench->contentOf(path(1)).split('\n');
    m_bench->overwrite(path(1), lines.first(5).join('\n') + '\n');
    QVERIFY(QFile::remove(m_bench->headsFile()));

    QCOMPARE(m_bench->findings(), QStringList{u"2: truncated_file 0"_s});
}

void TstVerify::cannotSeeATailThatNobodyKnew()
{
    // The documented limit: newest file, no later head.
    QVERIFY(QFile::remove(m_bench->headsFile()));
    auto lines = m_bench->contentOf(path(2)).split('\n');
    m_bench->overwrite(path(2), lines.first(1).join('\n') + '\n');

    QVERIFY(m_bench->verify().isSound());
}

void TstVerify::findsATornLineThatNobodyAccountsFor()
{
    m_bench->overwrite(path(1), m_bench->contentOf(path(1)) + "half");

    QCOMPARE(m_bench->findings(), QStringList{u"2: torn_line 7"_s});
}

void TstVerify::findsHeadsThatAreNotHeads()
{
    m_bench->overwrite(m_bench->headsFile(), m_bench->contentOf(m_bench->headsFile()) + "x\n");

    QCOMPARE(m_bench->verify().foreignHeads, 1);
    QVERIFY(!m_bench->verify().isSound());
}

void TstVerify::headsLeadNowhereElse()
{
    m_bench->overwrite(m_bench->headsFile(),
        "{\"file\":\"../../secret\",\"hash\":\"" + QByteArray(64, '0') + "\",\"seq\":0}\n");
    m_bench->overwrite(m_bench->root.path() + u"/secret"_s, "x\n");

    QCOMPARE(m_bench->findings(), QStringList{u"1: missing_file 0"_s});
}

void TstVerify::readsALineLongerThanAnyOfOurs()
{
    auto lines = m_bench->contentOf(path(1)).split('\n');
    lines.insert(2, QByteArray(1024 * 1024, 'x'));
    m_bench->overwrite(path(1), lines.join('\n'));

    QCOMPARE(m_bench->findings(), QStringList{u"2: foreign_line 3"_s});
}

void TstVerify::refusesADirectoryThatIsNotThere()
{
    const auto report = verify(m_bench->root.path() + u"/none"_s, {});

    QVERIFY(!report);
    QCOMPARE(report.error().code, QByteArray("audit.unreadable"));
}

void TstVerify::saysItInJson()
{
    QVERIFY(QFile::remove(path(1)));

    const auto json = toJson(m_bench->verify());

    QCOMPARE(json["sound"_L1].toBool(true), false);
    QCOMPARE(json["files"_L1][1]["findings"_L1][0]["problem"_L1].toString(), u"missing_file"_s);
}

QTEST_GUILESS_MAIN(TstVerify)
#include "tst_verify.moc"
