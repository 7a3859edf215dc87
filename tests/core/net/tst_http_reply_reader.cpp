// SPDX-License-Identifier: MIT
#include "core/net/http_reply_reader.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::net;

using State = HttpReplyReader::State;

namespace {

const QByteArray ok = "HTTP/1.1 200 OK\r\n";

} // namespace

class TstHttpReplyReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();

    void readsByteByByte_data() { reads_data(); }

    void readsByteByByte();
    void readsToTheEndWhereNoLengthIsGiven();
    void losesWhatWasCutShort_data();
    void losesWhatWasCutShort();
    void writesNamesInLowerCase();
    void takesABodyOfExactlyTheLimit();
    void refuses_data();
    void refuses();
    void refusesABodyThatNeverEnds();
    void refusesAHeadThatNeverEnds();
};

void TstHttpReplyReader::reads_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char* name, const QByteArray& text, int status, const char* body) {
        QTest::newRow(name) << text << status << QByteArray(body);
    };
    row("a body with its length (6.2)", ok + "Content-Length: 2\r\n\r\n{}", 200, "{}");
    row("an empty body", ok + "Content-Length: 0\r\n\r\n", 200, "");
    row("the same length twice",
        ok + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
        200,
        "{}");
    row("chunks (7.1)",
        ok + "Transfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n3;x=y\r\n\":1\r\n1\r\n}\r\n0\r\n\r\n",
        200,
        "{\"a\":1}");
    row("trailers, discarded (7.1.2)",
        ok + "Transfer-Encoding: Chunked\r\n\r\n2\r\n{}\r\n0\r\nX: y\r\n\r\n",
        200,
        "{}");
    row("an interim reply first (RFC 9110 15.2)",
        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok + "Content-Length: 2\r\n\r\n{}",
        200,
        "{}");
    row("no reason phrase", "HTTP/1.1 400 \r\nContent-Length: 2\r\n\r\n{}", 400, "{}");
    row("no space before it either", "HTTP/1.1 503\r\nContent-Length: 0\r\n\r\n", 503, "");
    row("not modified, which has no body", "HTTP/1.1 304 X\r\nContent-Length: 9\r\n\r\n", 304, "");
    row("no content", "HTTP/1.1 204 No Content\r\n\r\n", 204, "");
    row("bare line feeds (2.2)", "HTTP/1.0 200 OK\nContent-Length: 2\n\n{}", 200, "{}");
    row("a redirect, as it is",
        "HTTP/1.1 302 Found\r\nLocation: x\r\nContent-Length: 0\r\n\r\n",
        302,
        "");
    row("what follows is not its own", ok + "Content-Length: 2\r\n\r\n{}HTTP/1.1 500", 200, "{}");
}

void TstHttpReplyReader::reads()
{
    QFETCH(const QByteArray, text);
    HttpReplyReader reader;

    QCOMPARE(reader.take(text), State::Complete);

    const auto reply = reader.takeReply();
    QTEST(reply.status, "status");
    QTEST(reply.body.view().toByteArray(), "body");
    QVERIFY(!reply.headers.contains("link"));
}

void TstHttpReplyReader::readsByteByByte()
{
    QFETCH(const QByteArray, text);
    HttpReplyReader reader;

    for (const char c : text)
        reader.take(QByteArrayView(&c, 1));

    const auto reply = reader.takeReply();
    QTEST(reply.status, "status");
    QTEST(reply.body.view().toByteArray(), "body");
}

void TstHttpReplyReader::readsToTheEndWhereNoLengthIsGiven()
{
    HttpReplyReader reader;

    QCOMPARE(reader.take(ok + "\r\n{}"), State::Incomplete);
    QCOMPARE(reader.end(), State::Complete);

    QCOMPARE(reader.takeReply().body.view(), QByteArrayView("{}"));
}

void TstHttpReplyReader::losesWhatWasCutShort_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("half a head") << ok + "Content-Le";
    QTest::newRow("half a body") << ok + "Content-Length: 3\r\n\r\n{}";
    QTest::newRow("no last chunk") << ok + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n";
}

void TstHttpReplyReader::losesWhatWasCutShort()
{
    QFETCH(const QByteArray, text);
    HttpReplyReader reader;
    reader.take(text);

    QCOMPARE(reader.end(), State::Incomplete);
}

void TstHttpReplyReader::writesNamesInLowerCase()
{
    HttpReplyReader reader;

    reader.take(ok + "ETag:  \"x\" \r\nWARNING: a\r\nWarning: b\r\nContent-Length: 0\r\n\r\n");

    const auto reply = reader.takeReply();
    QCOMPARE(reply.headers.value("etag"), QByteArray("\"x\""));
    QCOMPARE(reply.headers.value("warning"), QByteArray("a, b"));
}

void TstHttpReplyReader::takesABodyOfExactlyTheLimit()
{
    HttpReplyReader reader;
    reader.take(ok + "Content-Length: " + QByteArray::number(HttpClient::maxBody) + "\r\n\r\n");

    QCOMPARE(reader.take(QByteArray(HttpClient::maxBody, 'x')), State::Complete);

    QCOMPARE(reader.takeReply().body.view().size(), HttpClient::maxBody);
}

void TstHttpReplyReader::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char* name, const QByteArray& text, const char* code) {
        QTest::newRow(name) << text << QByteArray(code);
    };
    row("another protocol", "SSH-2.0-OpenSSH_9.2\r\n", "http.syntax");
    row("HTTP/2 without asking", "HTTP/2 200\r\n", "http.syntax");
    row("a status of two digits", "HTTP/1.1 20 OK\r\n", "http.syntax");
    row("a status of four digits", "HTTP/1.1 2000 OK\r\n", "http.syntax");
    row("a status out of range", "HTTP/1.1 999 OK\r\n", "http.syntax");
    row("a change of protocol", "HTTP/1.1 101 Switching\r\n\r\n", "http.syntax");
    row("a line that is no field", ok + "hello\r\n", "http.syntax");
    row("a folded field (5.2)", ok + "X: y\r\n z\r\n\r\n", "http.syntax");
    row("a NUL in a field", ok + QByteArray("X: \0\r\n", 6), "http.syntax");
    row("two lengths (6.3)", ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n", "http.syntax");
    row("a length and chunks (6.3)",
        ok + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
        "http.syntax");
    row("another transfer coding", ok + "Transfer-Encoding: gzip, chunked\r\n\r\n", "http.syntax");
    row("chunks twice",
        ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        "http.syntax");
    row("an empty transfer coding", ok + "Transfer-Encoding:\r\n\r\n", "http.syntax");
    row("a length that is no number", ok + "Content-Length: two\r\n\r\n", "http.syntax");
    row("a length with a sign", ok + "Content-Length: +2\r\n\r\n", "http.syntax");
    row("an empty length", ok + "Content-Length:\r\n\r\n", "http.syntax");
    row("an empty length, then one",
        ok + "Content-Length:\r\nContent-Length: 2\r\n\r\n",
        "http.syntax");
    row("a length past the limit", ok + "Content-Length: 1048577\r\n\r\n", "http.too_large");
    row("a length past every limit",
        ok + "Content-Length: 99999999999999999999\r\n\r\n",
        "http.syntax");
    row("a chunk size that is none", ok + "Transfer-Encoding: chunked\r\n\r\nx\r\n", "http.syntax");
    row("a chunk longer than it says",
        ok + "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n",
        "http.syntax");
}

void TstHttpReplyReader::refuses()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, code);
    HttpReplyReader reader;

    QCOMPARE(reader.take(text), State::Refused);
    QCOMPARE(reader.error().fault, Fault::Malformed);
    QCOMPARE(reader.error().code, code);
}

void TstHttpReplyReader::refusesABodyThatNeverEnds()
{
    HttpReplyReader reader;
    reader.take(ok + "\r\n");

    for (int kib = 0; kib < 1024; ++kib)
        QCOMPARE(reader.take(QByteArray(1024, 'x')), State::Incomplete);

    QCOMPARE(reader.take("x"), State::Refused);
    QCOMPARE(reader.error().code, QByteArray("http.too_large"));
}

void TstHttpReplyReader::refusesAHeadThatNeverEnds()
{
    HttpReplyReader reader;
    reader.take(ok + "X: ");

    QCOMPARE(reader.take(QByteArray(64 * 1024, 'x')), State::Refused);
    QCOMPARE(reader.error().code, QByteArray("http.too_large"));
}

QTEST_APPLESS_MAIN(TstHttpReplyReader)
#include "tst_http_reply_reader.moc"
