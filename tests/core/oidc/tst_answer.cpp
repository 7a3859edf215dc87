// SPDX-License-Identifier: MIT
#include "core/oidc/answer.h"
#include "tests/support/code_of.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::oidc;
using lanyard::test::codeOf;

class TstAnswer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheMediaType_data();
    void readsTheMediaType();
    void knowsItsOwnWord_data();
    void knowsItsOwnWord();
    void quotesWordsOnly();
};

void TstAnswer::readsTheMediaType_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("type");

    QTest::newRow("alone") << QByteArray("application/jwt") << QByteArray("application/jwt");
    QTest::newRow("with a parameter")
        << QByteArray("Application/JSON ; charset=UTF-8") << QByteArray("application/json");
    QTest::newRow("none") << QByteArray() << QByteArray();
}

void TstAnswer::readsTheMediaType()
{
    QFETCH(const QByteArray, header);
    QFETCH(const QByteArray, type);

    QCOMPARE((Answer{200, header, {}}.mediaType()), type);
}

void TstAnswer::knowsItsOwnWord_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");

    const auto row =
        [](const char* name, int status, const char* type, const char* body, const char* code) {
            QTest::newRow(name) << status << QByteArray(type) << QByteArray(body)
                                << QByteArray(code);
        };
    row("an object", 200, "application/json", " {\"a\":1}", "");
    row("an object under an error", 400, "application/json", "{}", "");
    row("an object without a type", 200, "", "{}", "");
    row("a page without a type", 200, "", "\r\n<!doctype html>", "x.not_json");
    row("an object that says it is a page", 200, "text/html", "{}", "x.not_json");
    row("the same in capitals", 200, "TEXT/HTML; charset=x", "{}", "x.not_json");
    row("XHTML", 200, "application/xhtml+xml", "{}", "x.not_json");
    row("a redirect", 303, "application/json", "{}", "x.not_json");
    row("later", 429, "application/json", "{}", "x.busy");
    row("an outage", 500, "application/json", "{}", "x.busy");
    row("nothing", 200, "application/json", "", "x.not_json");
    row("half an object", 200, "application/json", "{\"a\":", "x.malformed");
}

void TstAnswer::knowsItsOwnWord()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, type);
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, code);

    QCOMPARE(codeOf(readJsonAnswer({status, type, body}, "x")), code);
}

void TstAnswer::quotesWordsOnly()
{
    QCOMPARE(quotable("invalid_grant"), "invalid_grant");
    QVERIFY(!quotable("two words").contains("two"));
    QVERIFY(!quotable("line\nfeed").contains("line"));
    QVERIFY(!quotable(QByteArray(65, 'a')).contains("aa"));
}

QTEST_APPLESS_MAIN(TstAnswer)
#include "tst_answer.moc"
