// SPDX-License-Identifier: MIT
#include "app/client/json_rpc.h"
#include "core/wire/protocol.h"

#include <QTest>

using namespace lanyard::client;
using Kind = Message::Kind;

Q_DECLARE_METATYPE(lanyard::client::Message::Kind)

class TstJsonRpc : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesARequest();
    void tellsLinesApart_data();
    void tellsLinesApart();
    void readsWhatAnErrorSays();
    void mapsEveryWord_data();
    void mapsEveryWord();
    void mapsTheNumbersOfJsonRpc_data();
    void mapsTheNumbersOfJsonRpc();
    void keepsTheWordOfANewerAgent();
    void doubtsAWaitOfYears();
};

void TstJsonRpc::writesARequest()
{
    QCOMPARE(requestLine(7, "session.get", {{"a", "b\nc"}}),
        std::string("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"session.get\",\"params\":{\"a\":"
                    "\"b\\nc\"}}\n"));
}

void TstJsonRpc::tellsLinesApart_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<Kind>("kind");

    const auto row = [](const char* name, const char* line, Kind kind) {
        QTest::newRow(name) << QByteArray(line) << kind;
    };
    row("a result", R"({"jsonrpc":"2.0","id":7,"result":{}})", Kind::Result);
    row("an empty result", R"({"jsonrpc":"2.0","id":7,"result":null})", Kind::Result);
    row("members we do not know", R"({"jsonrpc":"2.0","id":7,"x":1,"result":{}})", Kind::Result);
    row("an error", R"({"jsonrpc":"2.0","id":7,"error":{"code":-32601}})", Kind::Error);
    row("an error without an id (5)",
        R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700}})",
        Kind::Error);
    row("a notification (4.1)",
        R"({"jsonrpc":"2.0","method":"session.changed","params":{}})",
        Kind::Notification);
    row("another request's answer", R"({"jsonrpc":"2.0","id":6,"result":{}})", Kind::Nonsense);
    row("our id as text", R"({"jsonrpc":"2.0","id":"7","result":{}})", Kind::Nonsense);
    row("a result without an id", R"({"jsonrpc":"2.0","id":null,"result":{}})", Kind::Nonsense);
    row("neither result nor error", R"({"jsonrpc":"2.0","id":7})", Kind::Nonsense);
    row("an error that is text", R"({"jsonrpc":"2.0","id":7,"error":"no"})", Kind::Nonsense);
    row("JSON-RPC 1.0", R"({"id":7,"result":{}})", Kind::Nonsense);
    row("a list (6: we send no batch)",
        R"([{"jsonrpc":"2.0","id":7,"result":{}}])",
        Kind::Nonsense);
    row("half an object", R"({"jsonrpc":"2.0","id":7,"resu)", Kind::Nonsense);
    row("two objects", R"({"jsonrpc":"2.0","id":7,"result":{}}{})", Kind::Nonsense);
    row("not JSON", "HTTP/1.1 200 OK", Kind::Nonsense);
    row("an empty line", "", Kind::Nonsense);
    row("bytes that are not UTF-8",
        "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":\"\xff\"}",
        Kind::Nonsense);
}

void TstJsonRpc::tellsLinesApart()
{
    QFETCH(const QByteArray, line);
    QFETCH(const Kind, kind);

    const Message message = readMessage(line.toStdString(), 7);

    QCOMPARE(message.kind, kind);
}

void TstJsonRpc::readsWhatAnErrorSays()
{
    const Message message = readMessage(R"({"jsonrpc":"2.0","id":7,"error":{"code":-32011,)"
                                        R"("message":"Later","data":{"code":"busy",)"
                                        R"("reference":"LY-4711","retry_after_ms":1500}}})",
        7);

    QCOMPARE(message.failure.status, LANYARD_BUSY);
    QCOMPARE(message.failure.code, std::string("busy"));
    QCOMPARE(message.failure.message, std::string("Later"));
    QCOMPARE(message.failure.reference, std::string("LY-4711"));
    QCOMPARE(message.failure.retryAfterMs, 1500U);
}

void TstJsonRpc::mapsEveryWord_data()
{
    QTest::addColumn<lanyard_status>("status");

    const auto row = [](const char* word, lanyard_status status) { QTest::newRow(word) << status; };
    row("signed_out", LANYARD_SIGNED_OUT);
    row("interaction_required", LANYARD_INTERACTION_REQUIRED);
    row("paused", LANYARD_PAUSED);
    row("offline", LANYARD_OFFLINE);
    row("denied", LANYARD_DENIED);
    row("context_changed", LANYARD_CONTEXT_CHANGED);
    row("elevation_required", LANYARD_ELEVATION_REQUIRED);
    row("insufficient_permission", LANYARD_INSUFFICIENT_PERMISSION);
    row("timed_out", LANYARD_TIMED_OUT);
    row("cancelled", LANYARD_CANCELLED);
    row("busy", LANYARD_BUSY);
    row("unavailable", LANYARD_UNAVAILABLE);
    row("bad_request", LANYARD_BAD_REQUEST);
    row("unsupported", LANYARD_UNSUPPORTED);
}

void TstJsonRpc::mapsEveryWord()
{
    QFETCH(const lanyard_status, status);
    const std::string word = QTest::currentDataTag();

    const Message message = readMessage(
        R"({"jsonrpc":"2.0","id":7,"error":{"code":-1,"data":{"code":")" + word + "\"}}}", 7);

    QCOMPARE(message.failure.status, status);
    QCOMPARE(message.failure.code, word);
    QCOMPARE(std::string(nameOf(status)), word);
}

void TstJsonRpc::mapsTheNumbersOfJsonRpc_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<lanyard_status>("status");

    QTest::newRow("method not found") << -32601 << lanyard_status(LANYARD_UNSUPPORTED);
    QTest::newRow("invalid params") << -32602 << lanyard_status(LANYARD_BAD_REQUEST);
    QTest::newRow("invalid request") << -32600 << lanyard_status(LANYARD_BAD_REQUEST);
    QTest::newRow("parse error") << -32700 << lanyard_status(LANYARD_FAULT);
    QTest::newRow("internal error") << -32603 << lanyard_status(LANYARD_FAULT);
}

void TstJsonRpc::mapsTheNumbersOfJsonRpc()
{
    QFETCH(const int, number);
    QFETCH(const lanyard_status, status);

    const Message message = readMessage(
        R"({"jsonrpc":"2.0","id":7,"error":{"code":)" + std::to_string(number) + "}}", 7);

    QCOMPARE(message.failure.status, status);
    QCOMPARE(message.failure.code, std::string(nameOf(status)));
}

void TstJsonRpc::keepsTheWordOfANewerAgent()
{
    const Message message = readMessage(
        R"({"jsonrpc":"2.0","id":7,"error":{"code":-32099,"data":{"code":"moonlight"}}})", 7);

    QCOMPARE(message.failure.status, LANYARD_FAULT);
    QCOMPARE(message.failure.code, std::string("moonlight"));
}

void TstJsonRpc::doubtsAWaitOfYears()
{
    const Message message = readMessage(R"({"jsonrpc":"2.0","id":7,"error":{"code":-32011,)"
                                        R"("data":{"code":"busy","retry_after_ms":99999999999}}})",
        7);

    QCOMPARE(message.failure.retryAfterMs, 86'400'000U);
}

QTEST_APPLESS_MAIN(TstJsonRpc)
#include "tst_json_rpc.moc"
