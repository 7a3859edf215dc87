// SPDX-License-Identifier: MIT
#include "core/net/http_request_text.h"
#include "tests/support/net_raw_client.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace lanyard;
using namespace lanyard::net;
using lanyard::test::netHeader;

namespace {

HttpRequest requestFor(const char* url)
{
    HttpRequest request;
    request.url = QUrl::fromEncoded(url);
    return request;
}

QByteArray textOf(const HttpRequest& request)
{
    const auto text = requestText(request);
    return text ? text->view().toByteArray() : QByteArray();
}

} // namespace

class TstHttpRequestText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void beginsWith_data();
    void beginsWith();
    void postsAForm();
    void carriesTheBearerToken();
    void asksForNothingThatWeCannotRead();
    void refuses_data();
    void refuses();
};

void TstHttpRequestText::beginsWith_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("host");
    const auto row = [](const char* name, const char* url, const char* line, const char* host) {
        QTest::newRow(name) << QByteArray(url) << QByteArray(line) << QByteArray(host);
    };
    row("no path", "https://idp.example", "GET / HTTP/1.1", "idp.example");
    row("a path and a query",
        "https://idp.example/a%2Fb/c?d=%26&e=f",
        "GET /a%2Fb/c?d=%26&e=f HTTP/1.1",
        "idp.example");
    row("a fragment stays here", "https://idp.example/a#b", "GET /a HTTP/1.1", "idp.example");
    row("the standard port is left out",
        "https://idp.example:443/a",
        "GET /a HTTP/1.1",
        "idp.example");
    row("another port", "https://idp.example:8443/a", "GET /a HTTP/1.1", "idp.example:8443");
    row("an IPv6 literal", "http://[::1]:8080/a", "GET /a HTTP/1.1", "[::1]:8080");
}

void TstHttpRequestText::beginsWith()
{
    QFETCH(const QByteArray, url);
    QFETCH(const QByteArray, line);

    const QByteArray text = textOf(requestFor(url.constData()));

    QCOMPARE(text.left(text.indexOf("\r\n")), line);
    QTEST(netHeader(text, "Host"), "host");
    QVERIFY(text.endsWith("\r\n\r\n"));
}

void TstHttpRequestText::postsAForm()
{
    auto request = requestFor("https://idp.example/token");
    request.form = Secret("a=b&c=d");

    const QByteArray text = textOf(request);

    QVERIFY(text.startsWith("POST /token HTTP/1.1\r\n"));
    QCOMPARE(netHeader(text, "Content-Type"), QByteArray("application/x-www-form-urlencoded"));
    QCOMPARE(netHeader(text, "Content-Length"), QByteArray("7"));
    QVERIFY(text.endsWith("\r\n\r\na=b&c=d"));
}

void TstHttpRequestText::carriesTheBearerToken()
{
    auto request = requestFor("https://idp.example/userinfo");
    request.bearer = Secret("to.ke-n");

    QCOMPARE(netHeader(textOf(request), "Authorization"), QByteArray("Bearer to.ke-n"));
}

void TstHttpRequestText::asksForNothingThatWeCannotRead()
{
    auto request = requestFor("https://idp.example/");
    request.headers.insert("Accept", "application/json");

    const QByteArray text = textOf(request);

    QCOMPARE(netHeader(text, "Accept"), QByteArray("application/json"));
    QCOMPARE(netHeader(text, "Accept-Encoding"), QByteArray("identity"));
    QCOMPARE(netHeader(text, "Connection"), QByteArray("close"));
    QVERIFY(netHeader(text, "Cookie").isEmpty());
}

void TstHttpRequestText::refuses_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("bearer");
    const auto row =
        [](const char* title, const char* name, const char* value, const char* bearer) {
            QTest::newRow(title) << QByteArray(name) << QByteArray(value) << QByteArray(bearer);
        };
    row("a line feed in a value", "X", "a\r\nEvil: b", "");
    row("a space in a name", "X Y", "a", "");
    row("an empty name", "", "a", "");
    row("another Host", "hOsT", "evil.example", "");
    row("another length", "Content-Length", "0", "");
    row("a transfer coding", "Transfer-Encoding", "chunked", "");
    row("another Authorization", "authorization", "Basic x", "");
    row("a line feed in the token", "X", "a", "t\r\nEvil: b");
}

void TstHttpRequestText::refuses()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, value);
    QFETCH(const QByteArray, bearer);
    auto request = requestFor("https://idp.example/");
    request.headers.insert(name, value);
    request.bearer = Secret(bearer);

    const auto text = requestText(request);

    QVERIFY(!text);
    QCOMPARE(text.error().code, QByteArray("http.header"));
    QVERIFY(!text.error().detail.contains(u"Evil"));
}

QTEST_APPLESS_MAIN(TstHttpRequestText)
#include "tst_http_request_text.moc"
