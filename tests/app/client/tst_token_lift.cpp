// SPDX-License-Identifier: MIT
#include "app/client/token_lift.h"

#include <QJsonDocument>
#include <QTest>

using namespace lanyard::client;

namespace {

QByteArray viewOf(const WipedBuffer& buffer)
{
    return {buffer.view().data(), static_cast<qsizetype>(buffer.view().size())};
}

} // namespace

class TstTokenLift : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lifts_data();
    void lifts();
    void leavesNoTokenInTheLine();
    void blanksASecondToken();
    void leavesOtherLinesAlone_data();
    void leavesOtherLinesAlone();
    void refuses_data();
    void refuses();
};

void TstTokenLift::lifts_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("token");

    QTest::newRow("as the agent writes it")
        << QByteArray(R"({"id":1,"result":{"access_token":"eyJ.a-b_c","scope":"x"}})")
        << QByteArray("eyJ.a-b_c");
    QTest::newRow("with blanks about")
        << QByteArray("{\"access_token\" :\t \"abc\" }") << QByteArray("abc");
    QTest::newRow("with escapes") << QByteArray(R"({"access_token":"a\/b\"c\\d\u002be"})")
                                  << QByteArray("a/b\"c\\d+e");
    QTest::newRow("after its own name as a value")
        << QByteArray(R"({"kind":"access_token","access_token":"abc"})") << QByteArray("abc");
    QTest::newRow("behind a string that ends in a backslash")
        << QByteArray(R"({"path":"C:\\","access_token":"abc"})") << QByteArray("abc");
}

void TstTokenLift::lifts()
{
    QFETCH(QByteArray, line);
    QFETCH(const QByteArray, token);
    WipedBuffer lifted(64);

    const bool sound =
        liftAccessToken({line.data(), static_cast<std::size_t>(line.size())}, lifted);

    QVERIFY(sound);
    QCOMPARE(viewOf(lifted), token);
    QVERIFY(!QJsonDocument::fromJson(line).isNull());
}

void TstTokenLift::leavesNoTokenInTheLine()
{
    QByteArray line = R"({"result":{"access_token":"hunter2","scope":"x"}})";
    WipedBuffer lifted(64);

    QVERIFY(liftAccessToken({line.data(), static_cast<std::size_t>(line.size())}, lifted));

    QCOMPARE(line, QByteArray(R"({"result":{"access_token":"       ","scope":"x"}})"));
}

void TstTokenLift::blanksASecondToken()
{
    QByteArray line = R"({"access_token":"one","access_token":"two"})";
    WipedBuffer lifted(64);

    QVERIFY(liftAccessToken({line.data(), static_cast<std::size_t>(line.size())}, lifted));

    QCOMPARE(viewOf(lifted), QByteArray("one"));
    QVERIFY(!line.contains("two"));
}

void TstTokenLift::leavesOtherLinesAlone_data()
{
    QTest::addColumn<QByteArray>("line");

    QTest::newRow("no token") << QByteArray(R"({"result":{"state":"signed_in"}})");
    QTest::newRow("a token that is not text") << QByteArray(R"({"access_token":7})");
    QTest::newRow("the name as a value") << QByteArray(R"(["access_token","abc"])");
    QTest::newRow("the name inside a value") << QByteArray(R"({"x":"\"access_token\":\"abc\""})");
    QTest::newRow("brackets inside a value") << QByteArray(R"({"x":"[[[[[[[[[[[[[[[[[[[["})");
    QTest::newRow("sixteen levels (design 7)") << QByteArray(16, '[') + QByteArray(16, ']');
}

void TstTokenLift::leavesOtherLinesAlone()
{
    QFETCH(const QByteArray, line);
    QByteArray read = line;
    WipedBuffer lifted(64);

    QVERIFY(liftAccessToken({read.data(), static_cast<std::size_t>(read.size())}, lifted));

    QCOMPARE(read, line);
    QVERIFY(lifted.view().empty());
}

void TstTokenLift::refuses_data()
{
    QTest::addColumn<QByteArray>("line");

    QTest::newRow("seventeen levels (design 7)") << QByteArray(17, '[') + QByteArray(17, ']');
    QTest::newRow("an unfinished string") << QByteArray(R"({"x":"abc)");
    QTest::newRow("an unfinished token") << QByteArray(R"({"access_token":"abc)");
    QTest::newRow("a line feed in the token") << QByteArray(R"({"access_token":"a\nb"})");
    QTest::newRow("a NUL in the token") << QByteArray(R"({"access_token":"a\u0000b"})");
    QTest::newRow("a broken escape") << QByteArray(R"({"access_token":"a\u00"})");
    QTest::newRow("a letter that is not ASCII") << QByteArray("{\"access_token\":\"\xc3\xa2\"}");
}

void TstTokenLift::refuses()
{
    QFETCH(QByteArray, line);
    WipedBuffer lifted(64);

    QVERIFY(!liftAccessToken({line.data(), static_cast<std::size_t>(line.size())}, lifted));
}

QTEST_APPLESS_MAIN(TstTokenLift)
#include "tst_token_lift.moc"
