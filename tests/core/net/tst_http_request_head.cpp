// SPDX-License-Identifier: MIT
#include "core/net/http_request_head.h"

#include <QTest>

using namespace lanyard::net;

using State = RequestHeadReader::State;

class TstHttpRequestHead : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatABrowserSends();
    void readsInPiecesOfAnySize_data();
    void readsInPiecesOfAnySize();
    void takesNoFieldsButHostToHeart();
    void stopsAtTheEndOfTheHead();
    void takesAQueryOfExactlyEightKibibytes();
    void takesAHeadOfExactlySixteenKibibytes();
    void refuses_data();
    void refuses();
    void refusesAFloodBeforeItHasAllOfIt_data();
    void refusesAFloodBeforeItHasAllOfIt();
    void recognisesATlsHandshake();
    void forgetsWhenTold();
};

void TstHttpRequestHead::readsWhatABrowserSends()
{
    RequestHeadReader reader;

    const auto state = reader.take("GET /callback?code=a%2Fb&state=s HTTP/1.1\r\n"
                                   "Host: 127.0.0.1:28471\r\nAccept: text/html\r\n\r\n");

    QCOMPARE(state, State::Complete);
    QCOMPARE(reader.head().method, QByteArrayView("GET"));
    QCOMPARE(reader.head().path, QByteArrayView("/callback"));
    QCOMPARE(reader.head().query, QByteArrayView("code=a%2Fb&state=s"));
    QCOMPARE(reader.head().host, QByteArrayView("127.0.0.1:28471"));
}

void TstHttpRequestHead::readsInPiecesOfAnySize_data()
{
    QTest::addColumn<qsizetype>("size");
    QTest::newRow("byte by byte (P10)") << qsizetype{1};
    QTest::newRow("pieces that split every line end") << qsizetype{7};
    QTest::newRow("two pieces") << qsizetype{40};
}

void TstHttpRequestHead::readsInPiecesOfAnySize()
{
    QFETCH(const qsizetype, size);
    const QByteArray head = "GET /cb?state=s HTTP/1.0\r\nhOsT:  localhost:1 \r\nX: y\r\n\r\n";
    RequestHeadReader reader;

    auto state = State::Incomplete;
    for (qsizetype at = 0; at < head.size(); at += size) {
        QCOMPARE(state, State::Incomplete);
        state = reader.take(head.mid(at, size));
    }

    QCOMPARE(state, State::Complete);
    QCOMPARE(reader.head().query, QByteArrayView("state=s"));
    QCOMPARE(reader.head().host, QByteArrayView("localhost:1"));
}

void TstHttpRequestHead::takesNoFieldsButHostToHeart()
{
    RequestHeadReader reader;

    const auto state = reader.take("GET / HTTP/1.1\r\nHost: h\r\nUser-Agent: caf\xe9\r\n"
                                   "X-Empty:\r\nX-Twice: 1\r\nX-Twice: 2\r\n\r\n");

    QCOMPARE(state, State::Complete);
}

void TstHttpRequestHead::stopsAtTheEndOfTheHead()
{
    RequestHeadReader reader;

    const auto state = reader.take("GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\n\0");

    QCOMPARE(state, State::Complete);
    QCOMPARE(reader.head().path, QByteArrayView("/a"));
}

void TstHttpRequestHead::takesAQueryOfExactlyEightKibibytes()
{
    RequestHeadReader reader;

    const auto state =
        reader.take("GET /a?" + QByteArray(8 * 1024, 'q') + " HTTP/1.1\r\nHost: h\r\n\r\n");

    QCOMPARE(state, State::Complete);
    QCOMPARE(reader.head().query.size(), 8 * 1024);
}

void TstHttpRequestHead::takesAHeadOfExactlySixteenKibibytes()
{
    const QByteArray start = "GET / HTTP/1.1\r\nHost: h\r\nX: ";
    const QByteArray head = start + QByteArray(16 * 1024 - start.size() - 4, 'x') + "\r\n\r\n";
    RequestHeadReader reader;

    QCOMPARE(reader.take(head), State::Complete);
}

void TstHttpRequestHead::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    const auto row = [](const char* name, const QByteArray& bytes, int status) {
        QTest::newRow(name) << bytes << status;
    };
    const QByteArray host = "Host: h\r\n\r\n";
    row("a NUL in the target (P10)", QByteArray("GET /\0 HTTP/1.1\r\n", 17) + host, 400);
    row("a NUL in a field (P10)", QByteArray("GET / HTTP/1.1\r\nX: \0", 20), 400);
    row("a target that is not ASCII (P10)", "GET /\xff\xfe HTTP/1.1\r\n" + host, 400);
    row("a target in UTF-8 (P10)", "GET /\xc3\xa9 HTTP/1.1\r\n" + host, 400);
    row("an escape character", "GET / HTTP/1.1\r\nX: \x1b[2J\r\n" + host, 400);
    row("a bare line feed (2.2)", "GET / HTTP/1.1\nHost: h\n\n", 400);
    row("a bare carriage return (2.2)", "GET / HTTP/1.1\rHost: h\r\n\r\n", 400);
    row("an empty first line", "\r\nGET / HTTP/1.1\r\n" + host, 400);
    row("absolute-form (3.2.2)", "GET http://127.0.0.1:1/ HTTP/1.1\r\n" + host, 400);
    row("authority-form (3.2.3)", "CONNECT evil.example:443 HTTP/1.1\r\n" + host, 400);
    row("asterisk-form (3.2.4)", "OPTIONS * HTTP/1.1\r\n" + host, 400);
    row("HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400);
    row("a fragment in the target", "GET /#code=a HTTP/1.1\r\n" + host, 400);
    row("a space in the target", "GET /a b HTTP/1.1\r\n" + host, 400);
    row("two spaces in a row", "GET  / HTTP/1.1\r\n" + host, 400);
    row("no method", " / HTTP/1.1\r\n" + host, 400);
    row("no version, as in HTTP/0.9", "GET /\r\n" + host, 400);
    row("another protocol", "GET / RTSP/1.0\r\n" + host, 400);
    row("HTTP/2 by name", "GET / HTTP/2.0\r\n" + host, 505);
    row("no Host (3.2)", "GET / HTTP/1.1\r\nX: y\r\n\r\n", 400);
    row("an empty Host", "GET / HTTP/1.1\r\nHost:  \r\n\r\n", 400);
    row("two Hosts (3.2)", "GET / HTTP/1.1\r\nHost: h\r\nhost: h\r\n\r\n", 400);
    row("a folded field (5.2)", "GET / HTTP/1.1\r\nX: y\r\n z\r\n" + host, 400);
    row("a space before the colon (5.1)", "GET / HTTP/1.1\r\nHost : h\r\n\r\n", 400);
    row("a field without a name", "GET / HTTP/1.1\r\n: h\r\n" + host, 400);
    row("a field without a colon", "GET / HTTP/1.1\r\nHost h\r\n\r\n", 400);
    row("a query over 8 KiB",
        "GET /?" + QByteArray(8 * 1024 + 1, 'q') + " HTTP/1.1\r\n" + host,
        414);
}

void TstHttpRequestHead::refuses()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, status);
    RequestHeadReader reader;

    QCOMPARE(reader.take(bytes), State::Refused);
    QCOMPARE(reader.refusal(), status);
}

void TstHttpRequestHead::refusesAFloodBeforeItHasAllOfIt_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<int>("status");
    QTest::newRow("a request line of 17 KiB (P10)") << QByteArray("GET /") << 414;
    QTest::newRow("fields of 17 KiB (P10)")
        << QByteArray("GET / HTTP/1.1\r\nHost: h\r\nX: ") << 431;
}

void TstHttpRequestHead::refusesAFloodBeforeItHasAllOfIt()
{
    QFETCH(const QByteArray, start);
    QFETCH(const int, status);
    RequestHeadReader reader;

    QCOMPARE(reader.take(start), State::Incomplete);
    QCOMPARE(reader.take(QByteArray(16 * 1024 - start.size(), 'x')), State::Incomplete);
    QCOMPARE(reader.take("x"), State::Refused);
    QCOMPARE(reader.refusal(), status);
}

void TstHttpRequestHead::recognisesATlsHandshake()
{
    RequestHeadReader reader;

    QCOMPARE(reader.take(QByteArray::fromHex("16030100f8010000f40303")), State::Tls); // P6
}

void TstHttpRequestHead::forgetsWhenTold()
{
    RequestHeadReader reader;
    QCOMPARE(reader.take("GET /?code=abc HTTP/1.1\r\nHost: h\r\n\r\n"), State::Complete);
    const QByteArrayView query = reader.head().query;

    reader.wipe();

    QCOMPARE(query.toByteArray(), QByteArray(query.size(), '\0'));
    QVERIFY(reader.head().query.isEmpty());
}

QTEST_APPLESS_MAIN(TstHttpRequestHead)
#include "tst_http_request_head.moc"
