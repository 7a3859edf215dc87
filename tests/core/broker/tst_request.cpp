// SPDX-License-Identifier: MIT
#include "core/broker/request.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::broker;

Q_DECLARE_METATYPE(lanyard::broker::StandardError)

class TstRequest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsARequest();
    void knowsANotification();
    void ignoresUnknownMembers();
    void tellsANumberFromAText();
    void refuses_data();
    void refuses();
    void repeatsTheIdWhereItCanBeTold();
    void readsParameters();
    void keepsTheFirstMistake_data();
    void keepsTheFirstMistake();
    void capsATimeout();
};

void TstRequest::readsARequest()
{
    const auto read = readRequest(R"({"jsonrpc":"2.0","id":7,"method":"a.b","params":{"c":1}})");

    const auto& request = std::get<Request>(read);
    QCOMPARE(request.id, QJsonValue(7));
    QCOMPARE(request.method, QByteArray("a.b"));
    QCOMPARE(request.params, QJsonObject({{"c", 1}}));
    QVERIFY(!request.isNotification());
}

void TstRequest::knowsANotification()
{
    const auto read = readRequest(R"({"jsonrpc":"2.0","method":"a.b"})");

    QVERIFY(std::get<Request>(read).isNotification());
}

void TstRequest::ignoresUnknownMembers()
{
    const auto read = readRequest(R"({"jsonrpc":"2.0","id":"x","method":"a","new":[1]})");

    QVERIFY(std::holds_alternative<Request>(read));
}

void TstRequest::tellsANumberFromAText()
{
    QVERIFY(keyOf(1) != keyOf("1"));
    QCOMPARE(keyOf(1), keyOf(1.0));
}

void TstRequest::refuses_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<StandardError>("number");
    using enum StandardError;
    const auto row = [](const char* name, const QByteArray& line, StandardError number) {
        QTest::newRow(name) << line << number;
    };
    row("garbage", "GET / HTTP/1.1", ParseError);
    row("bytes that are not UTF-8", "{\"a\":\"\xff\xfe\"}", ParseError);
    row("half an object", R"({"jsonrpc":"2.0",)", ParseError);
    row("a batch (JSON-RPC 2.0 6)", R"([{"jsonrpc":"2.0","id":1,"method":"a"}])", InvalidRequest);
    row("nesting beyond the limit",
        R"({"jsonrpc":"2.0","id":1,"method":"a","params":)" + QByteArray("{\"a\":").repeated(16)
            + "1" + QByteArray("}").repeated(17),
        InvalidRequest);
    row("a member given twice",
        R"({"jsonrpc":"2.0","id":1,"method":"a","method":"b"})",
        InvalidRequest);
    row("no version", R"({"id":1,"method":"a"})", InvalidRequest);
    row("another version", R"({"jsonrpc":"1.0","id":1,"method":"a"})", InvalidRequest);
    row("no method", R"({"jsonrpc":"2.0","id":1})", InvalidRequest);
    row("a method that is no text", R"({"jsonrpc":"2.0","id":1,"method":1})", InvalidRequest);
    row("an id that is a list", R"({"jsonrpc":"2.0","id":[1],"method":"a"})", InvalidRequest);
    row("an id of null", R"({"jsonrpc":"2.0","id":null,"method":"a"})", InvalidRequest);
    row("an id too long to repeat",
        R"({"jsonrpc":"2.0","id":")" + QByteArray(129, 'x') + R"(","method":"a"})",
        InvalidRequest);
    row("parameters in a list",
        R"({"jsonrpc":"2.0","id":1,"method":"a","params":[1]})",
        InvalidParams);
}

void TstRequest::refuses()
{
    QFETCH(const QByteArray, line);
    QFETCH(const StandardError, number);

    const auto read = readRequest(line);

    QVERIFY(std::holds_alternative<BadLine>(read));
    const Refusal& refusal = std::get<BadLine>(read).refusal;
    QCOMPARE(refusal.standard, std::optional(number));
    QCOMPARE(refusal.code, wire::ErrorCode::BadRequest);
    QVERIFY(!refusal.cause.reference.isEmpty());
}

void TstRequest::repeatsTheIdWhereItCanBeTold()
{
    const auto read = readRequest(R"({"jsonrpc":"1.0","id":"x","method":"a"})");

    QCOMPARE(std::get<BadLine>(read).id, QJsonValue("x"));
}

void TstRequest::readsParameters()
{
    Params params({{"word", "abc"}, {"number", "12"}, {"flag", true}, {"null", QJsonValue::Null}});

    QCOMPARE(params.word("word", 3), QByteArray("abc"));
    QCOMPARE(params.number("number", 0), 12);
    QCOMPARE(params.number("absent", 5), 5);
    QCOMPARE(params.number("null", 5), 5);
    QVERIFY(params.flag("flag"));
    QVERIFY(!params.flag("absent"));
    QVERIFY(!params.mistake());
}

void TstRequest::keepsTheFirstMistake_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QByteArray>("as");
    QTest::newRow("a text too long") << QJsonValue("abcd") << QByteArray("word");
    QTest::newRow("a text with a line feed") << QJsonValue("a\nb") << QByteArray("word");
    QTest::newRow("a text beyond ASCII") << QJsonValue(QString(u'\u00e9')) << QByteArray("word");
    QTest::newRow("a number for a text") << QJsonValue(1) << QByteArray("word");
    QTest::newRow("a negative number") << QJsonValue(-1) << QByteArray("number");
    QTest::newRow("half a number") << QJsonValue(1.5) << QByteArray("number");
    QTest::newRow("a text for a number") << QJsonValue("soon") << QByteArray("number");
    QTest::newRow("a text for a truth") << QJsonValue("true") << QByteArray("flag");
    QTest::newRow("a text for a list") << QJsonValue("a") << QByteArray("words");
    QTest::newRow("a negative timeout") << QJsonValue(-1) << QByteArray("timeout_ms");
}

void TstRequest::keepsTheFirstMistake()
{
    QFETCH(const QJsonValue, value);
    QFETCH(const QByteArray, as);
    Params params({{QString::fromLatin1(as), value}});

    std::ignore = params.word("word", 3);
    std::ignore = params.number("number", 0);
    std::ignore = params.flag("flag");
    std::ignore = params.words("words");
    std::ignore = params.timeout(Milliseconds{1});

    QVERIFY(params.mistake());
    QCOMPARE(params.mistake()->cause.code, "request." + as);
    QCOMPARE(params.mistake()->standard, std::optional(StandardError::InvalidParams));
}

void TstRequest::capsATimeout()
{
    Params params({{"timeout_ms", 86'400'000}});

    QCOMPARE(params.timeout(Milliseconds{1}), Params::longestTimeout);
}

QTEST_APPLESS_MAIN(TstRequest)
#include "tst_request.moc"
