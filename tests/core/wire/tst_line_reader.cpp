// SPDX-License-Identifier: MIT
#include "core/wire/line_reader.h"

#include <QTest>

#include <random>
#include <vector>

using namespace lanyard::wire;

class TstLineReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesWholeLinesWithoutTheirEnding();
    void keepsAnUnfinishedLine();
    void dropsACarriageReturnBeforeTheLineFeedOnly();
    void givesTheSameLinesHoweverTheyAreCut();
    void limitsALine_data();
    void limitsALine();
    void staysLost();
    void givesTheLinesBeforeTheOneThatIsTooLong();
    void takesMuchMoreThanALineAtOnce();
};

namespace {

std::vector<std::string> linesOf(LineReader& reader)
{
    std::vector<std::string> lines;
    while (auto line = reader.next())
        lines.push_back(std::move(*line));
    return lines;
}

} // namespace

void TstLineReader::givesWholeLinesWithoutTheirEnding()
{
    LineReader reader;

    QVERIFY(reader.feed("one\ntwo\n\n"));

    QCOMPARE(linesOf(reader), (std::vector<std::string>{"one", "two", ""}));
    QVERIFY(!reader.next());
}

void TstLineReader::keepsAnUnfinishedLine()
{
    LineReader reader;
    QVERIFY(reader.feed("on"));
    QVERIFY(!reader.next());
    QCOMPARE(reader.pending(), std::size_t{2});

    QVERIFY(reader.feed("e\n"));

    QCOMPARE(reader.next(), std::optional<std::string>("one"));
    QCOMPARE(reader.pending(), std::size_t{0});
}

void TstLineReader::dropsACarriageReturnBeforeTheLineFeedOnly()
{
    LineReader reader;

    QVERIFY(reader.feed("a\rb\r\n\r\n"));

    QCOMPARE(linesOf(reader), (std::vector<std::string>{"a\rb", ""}));
}

void TstLineReader::givesTheSameLinesHoweverTheyAreCut()
{
    std::mt19937 random(20270301); // NOLINT(cert-msc51-cpp): the same every time.
    for (int round = 0; round < 200; ++round) {
        std::string text;
        for (auto left = random() % 3000; left > 0; --left)
            text += "ab{\"\r\n\n"[random() % 7];
        LineReader whole;
        QVERIFY(whole.feed(text));
        const auto expected = linesOf(whole);

        LineReader cut;
        std::vector<std::string> found;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t count = std::min<std::size_t>(1 + random() % 97, text.size() - at);
            QVERIFY(cut.feed(std::string_view(text).substr(at, count)));
            at += count;
            for (auto takes = random() % 4; takes > 0; --takes) {
                if (auto line = cut.next())
                    found.push_back(std::move(*line));
            }
        }
        for (auto& line : linesOf(cut))
            found.push_back(std::move(line));

        QCOMPARE(found, expected);
        QCOMPARE(cut.pending(), whole.pending());
    }
}

void TstLineReader::limitsALine_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("exactly 64 KiB with its line feed (P52)") << std::string(maxLine - 1, 'x') + "\n"
                                                             << true;
    QTest::newRow("one byte more, whole") << std::string(maxLine, 'x') + "\n" << false;
    QTest::newRow("one byte less than 64 KiB, unfinished") << std::string(maxLine - 1, 'x') << true;
    QTest::newRow("64 KiB, unfinished: no room for a line feed")
        << std::string(maxLine, 'x') << false;
    QTest::newRow("5 MB without a line feed") << std::string(5'000'000, 'x') << false;
    QTest::newRow("a long line between short ones") << "a\n" + std::string(maxLine, 'x') + "\nb\n"
                                                    << false;
}

void TstLineReader::limitsALine()
{
    QFETCH(const std::string, text);
    QFETCH(const bool, isTaken);
    LineReader atOnce;
    LineReader piecemeal;

    bool isFine = true;
    for (std::size_t at = 0; isFine && at < text.size(); at += 1000)
        isFine = piecemeal.feed(std::string_view(text).substr(at, 1000));

    QCOMPARE(atOnce.feed(text), isTaken);
    QCOMPARE(isFine, isTaken);
}

void TstLineReader::staysLost()
{
    LineReader reader;
    QVERIFY(!reader.feed(std::string(maxLine, 'x')));

    QVERIFY(!reader.feed("\n{}\n"));
    QVERIFY(!reader.next());
}

void TstLineReader::givesTheLinesBeforeTheOneThatIsTooLong()
{
    LineReader reader;

    QVERIFY(!reader.feed("good\n" + std::string(maxLine, 'x') + "\n"));

    QCOMPARE(linesOf(reader), (std::vector<std::string>{"good"}));
}

void TstLineReader::takesMuchMoreThanALineAtOnce()
{
    LineReader reader;
    std::string text;
    for (int i = 0; i < 20'000; ++i)
        text += "0123456789\n";

    QVERIFY(reader.feed(text));

    QCOMPARE(linesOf(reader).size(), std::size_t{20'000});
}

QTEST_APPLESS_MAIN(TstLineReader)
#include "tst_line_reader.moc"
