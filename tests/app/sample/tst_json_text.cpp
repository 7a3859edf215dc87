// SPDX-License-Identifier: MIT
extern "C" {
#include "app/sample/json_text.h"
}

#include <QTest>

#include <array>

class TstJsonText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsMembers_data();
    void findsMembers();
    void readsTexts_data();
    void readsTexts();
    void refusesTexts_data();
    void refusesTexts();
    void readsNothingOutOfNothing();
    void writesTexts_data();
    void writesTexts();
    void leavesWhatDoesNotFit();
    void survivesEveryCut();
};

void TstJsonText::findsMembers_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("found"); // Of member "b": what its value begins with.

    const auto row = [](const char* name, const char* json, const char* found) {
        QTest::newRow(name) << QByteArray(json) << QByteArray(found);
    };
    row("the only one", R"({"b":1})", "1");
    row("behind others", R"({"a":[1,{"b":2}],"c":"}","b":3})", "3");
    row("with blanks", "{ \"a\" : null ,\n \"b\" : true }", "true");
    row("not inside a text", R"({"a":"\"b\":4,","b":5})", "5");
    row("not a longer name", R"({"bb":6,"b":7})", "7");
    row("not a deeper one", R"({"a":{"b":8}})", "");
    row("not in a list", R"(["b",9])", "");
    row("not there", R"({"a":1})", "");
    row("an empty object", "{}", "");
    row("broken before it", R"({"a":,"b")", "");
    row("nothing", "", "");
}

void TstJsonText::findsMembers()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QByteArray, found);

    const char* const value = json_member(json.constData(), "b");

    QCOMPARE(value == nullptr, found.isEmpty());
    QVERIFY(value == nullptr || QByteArray(value).startsWith(found));
}

void TstJsonText::readsTexts_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("text");

    QTest::newRow("empty") << QByteArray(R"("")") << QByteArray("");
    QTest::newRow("plain") << QByteArray(R"("abc",)") << QByteArray("abc");
    QTest::newRow("escapes") << QByteArray(R"("\"\\\/\b\f\n\r\t")")
                             << QByteArray("\"\\/\b\f\n\r\t");
    QTest::newRow("two bytes") << QByteArray(R"("\u00e2")") << QByteArray("\xc3\xa2");
    QTest::newRow("three bytes") << QByteArray(R"("\u20AC")") << QByteArray("\xe2\x82\xac");
    QTest::newRow("a pair") << QByteArray(R"("\uD83C\uDFE5")") << QByteArray("\xf0\x9f\x8f\xa5");
}

void TstJsonText::readsTexts()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QByteArray, text);
    std::array<char, 32> read = {};

    QCOMPARE(json_string(json.constData(), read.data(), read.size()), 1);
    QCOMPARE(QByteArray(read.data()), text);
}

void TstJsonText::refusesTexts_data()
{
    QTest::addColumn<QByteArray>("json");

    QTest::newRow("a number") << QByteArray("7");
    QTest::newRow("null") << QByteArray("null");
    QTest::newRow("no end") << QByteArray("\"abc");
    QTest::newRow("ends in a backslash") << QByteArray("\"abc\\");
    QTest::newRow("an escape there is none of") << QByteArray(R"("\x")");
    QTest::newRow("short digits") << QByteArray(R"("\u12")");
    QTest::newRow("a lone first half") << QByteArray(R"("\ud83c")");
    QTest::newRow("a lone second half") << QByteArray(R"("\udfe5")");
    QTest::newRow("a NUL") << QByteArray(R"("\u0000")");
    QTest::newRow("a bare line feed") << QByteArray("\"a\nb\"");
    QTest::newRow("too long") << QByteArray("\"") + QByteArray(32, 'x') + "\"";
}

void TstJsonText::refusesTexts()
{
    QFETCH(const QByteArray, json);
    std::array<char, 32> read = {'o', 'l', 'd'};

    QCOMPARE(json_string(json.constData(), read.data(), read.size()), 0);
    QCOMPARE(read.front(), '\0');
}

void TstJsonText::readsNothingOutOfNothing()
{
    std::array<char, 4> read = {};

    QVERIFY(json_member(json_member(nullptr, "a"), "b") == nullptr);
    QCOMPARE(json_string(nullptr, read.data(), read.size()), 0);
}

void TstJsonText::writesTexts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("json");

    QTest::newRow("none") << QByteArray() << QByteArray("null");
    QTest::newRow("plain") << QByteArray("Si\xc3\xa2n") << QByteArray("\"Si\xc3\xa2n\"");
    QTest::newRow("quotes") << QByteArray("a\"b\\c") << QByteArray(R"("a\"b\\c")");
    QTest::newRow("control characters") << QByteArray("a\nb") << QByteArray(R"("a\u000ab")");
}

void TstJsonText::writesTexts()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, json);
    std::array<char, 64> written = {};

    QCOMPARE(json_append(written.data(), written.size(), text.constData()), 1);
    QCOMPARE(QByteArray(written.data()), json);
}

void TstJsonText::leavesWhatDoesNotFit()
{
    std::array<char, 24> written = {'{'};

    QCOMPARE(json_append(written.data(), written.size(), "0123456789012345"), 0);
    QCOMPARE(QByteArray(written.data()), QByteArray("{"));
}

void TstJsonText::survivesEveryCut()
{
    const QByteArray whole = R"({"a":[1,"x\"\\",{"c":"\u20ac\ud83c\udfe5"}],"b":"\u00e2\n"})";
    std::array<char, 32> read = {};

    for (qsizetype length = 0; length < whole.size(); ++length) {
        // Of exactly that size, so that a sanitizer sees a step too far.
        const std::vector<char> cut = [&] {
            std::vector<char> bytes(whole.begin(), whole.begin() + length);
            bytes.push_back('\0');
            return bytes;
        }();
        const char* const value = json_member(cut.data(), "b");
        if (value != nullptr && length < whole.size() - 1)
            QCOMPARE(json_string(value, read.data(), read.size()), 0);
    }
}

QTEST_APPLESS_MAIN(TstJsonText)
#include "tst_json_text.moc"
