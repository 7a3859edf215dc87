// SPDX-License-Identifier: MIT
#include "app/client/answer_fields.h"

#include <QTest>

#include <array>

using namespace lanyard::client;

class TstAnswerFields : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTimes_data();
    void readsTimes();
    void givesTextThatJustFits();
    void refusesTextThatLacksAByte();
    void cutsNoCharacterInTwo();
    void writesALineOnOneLine();
    void cutsScopesBetweenWords();
    void readsATokensMembers();
    void refusesATokenWithout_data();
    void refusesATokenWithout();
};

void TstAnswerFields::readsTimes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("seconds");

    QTest::newRow("the epoch") << QByteArray("1970-01-01T00:00:00Z") << qint64(0);
    QTest::newRow("a leap day") << QByteArray("2028-02-29T12:34:56Z") << qint64(1835440496);
    QTest::newRow("milliseconds") << QByteArray("2026-11-22T19:42:16.999Z") << qint64(1795376536);
    QTest::newRow("a leap second") << QByteArray("2016-12-31T23:59:60Z") << qint64(1483228800);
    QTest::newRow("no leap day") << QByteArray("2027-02-29T12:00:00Z") << qint64(-1);
    QTest::newRow("an offset") << QByteArray("2026-11-22T19:42:16+01:00") << qint64(-1);
    QTest::newRow("local time") << QByteArray("2026-11-22T19:42:16") << qint64(-1);
    QTest::newRow("no time") << QByteArray("2026-11-22") << qint64(-1);
    QTest::newRow("hour 24") << QByteArray("2026-11-22T24:00:00Z") << qint64(-1);
    QTest::newRow("a sign") << QByteArray("2026-11-22T-1:00:00Z") << qint64(-1);
    QTest::newRow("a blank") << QByteArray("2026-11-22T 1:00:00Z") << qint64(-1);
    QTest::newRow("something behind it") << QByteArray("2026-11-22T19:42:16Zulu") << qint64(-1);
    QTest::newRow("nothing") << QByteArray() << qint64(-1);
}

void TstAnswerFields::readsTimes()
{
    QFETCH(const QByteArray, text);
    QFETCH(const qint64, seconds);

    QCOMPARE(secondsOf(text.toStdString()).value_or(-1), seconds);
}

void TstAnswerFields::givesTextThatJustFits()
{
    std::array<char, 4> buffer = {'#', '#', '#', '#'};
    std::size_t needed = 0;

    QVERIFY(!give("abc", buffer, needed));

    QCOMPARE(std::string(buffer.data()), std::string("abc"));
    QCOMPARE(needed, std::size_t(4));
}

void TstAnswerFields::refusesTextThatLacksAByte()
{
    std::array<char, 4> buffer = {'#', '#', '#', '#'};
    std::size_t needed = 0;

    const Trouble trouble = give("abcd", buffer, needed);

    QVERIFY(trouble);
    QCOMPARE(trouble->status, LANYARD_BUFFER_TOO_SMALL);
    QCOMPARE(buffer.front(), '#');
    QCOMPARE(needed, std::size_t(5));
}

void TstAnswerFields::cutsNoCharacterInTwo()
{
    std::array<char, 4> field = {};

    giveLine("ab\xc3\xa2", field);

    QCOMPARE(std::string(field.data()), std::string("ab"));
}

void TstAnswerFields::writesALineOnOneLine()
{
    std::array<char, 16> field = {};

    giveLine("a\r\nb\x1b[2J\x7f", field);

    QCOMPARE(std::string(field.data()), std::string("a  b [2J "));
}

void TstAnswerFields::cutsScopesBetweenWords()
{
    std::array<char, 8> field = {};

    giveWords("abc defg", field);
    QCOMPARE(std::string(field.data()), std::string("abc"));
    giveWords("abc def", field);
    QCOMPARE(std::string(field.data()), std::string("abc def"));
    giveWords("abc def g", field);
    QCOMPARE(std::string(field.data()), std::string("abc def"));
    giveWords("abcdefgh", field);
    QCOMPARE(std::string(field.data()), std::string());
}

void TstAnswerFields::readsATokensMembers()
{
    lanyard_token_info info = {};

    const Trouble trouble = readTokenInfo({{"token_type", "Bearer"},
                                              {"expires_at", "1970-01-02T00:00:00Z"},
                                              {"scope", "a b"},
                                              {"context_id", "c-1"}},
        info);

    QVERIFY(!trouble);
    QCOMPARE(info.expires_at, int64_t(86400));
    QCOMPARE(std::string(info.token_type), std::string("Bearer"));
    QCOMPARE(std::string(info.context_id), std::string("c-1"));
    QCOMPARE(std::string(info.scope), std::string("a b"));
}

void TstAnswerFields::refusesATokenWithout_data()
{
    QTest::addColumn<QByteArray>("json");

    QTest::newRow("a type") << QByteArray(R"({"expires_at":"1970-01-02T00:00:00Z"})");
    QTest::newRow("an end") << QByteArray(R"({"token_type":"Bearer"})");
    QTest::newRow("a sensible end") << QByteArray(R"({"token_type":"Bearer","expires_at":"soon"})");
    QTest::newRow("room for its context")
        << QByteArray(R"({"token_type":"Bearer","expires_at":"1970-01-02T00:00:00Z","context_id":")"
               + QByteArray(128, 'c') + "\"}");
}

void TstAnswerFields::refusesATokenWithout()
{
    QFETCH(const QByteArray, json);
    lanyard_token_info info = {};

    const Trouble trouble = readTokenInfo(Json::parse(json.toStdString()), info);

    QVERIFY(trouble);
    QCOMPARE(trouble->status, LANYARD_FAULT);
}

QTEST_APPLESS_MAIN(TstAnswerFields)
#include "tst_answer_fields.moc"
