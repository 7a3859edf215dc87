// SPDX-License-Identifier: MIT
#include "core/net/redirect_uri.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::net;

class TstRedirectUri : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void repeatsAFixedEntryByteForByte_data();
    void repeatsAFixedEntryByteForByte();
    void putsTheBoundPortInPlaceOfTheStar();
    void namesTheAuthorityABrowserSends_data();
    void namesTheAuthorityABrowserSends();
    void refuses_data();
    void refuses();
};

void TstRedirectUri::repeatsAFixedEntryByteForByte_data()
{
    QTest::addColumn<QByteArray>("entry");
    QTest::addColumn<quint16>("port");
    const auto row = [](const char* name, const char* entry, quint16 port) {
        QTest::newRow(name) << QByteArray(entry) << port;
    };
    row("IPv4 literal (P5)", "http://127.0.0.1:28471/callback", 28471);
    row("localhost (P5)", "http://localhost:28471/callback", 28471);
    row("IPv6 literal (P5)", "http://[::1]:28471/callback", 28471);
    row("the root path", "http://127.0.0.1:28471/", 28471);
    row("escapes in either case", "http://127.0.0.1:28471/a%2fb%2F%41", 28471);
    row("a doubled and a trailing slash", "http://127.0.0.1:28471//cb/", 28471);
    row("the lowest port", "http://127.0.0.1:1/cb", 1);
    row("the highest port", "http://127.0.0.1:65535/cb", 65535);
    row("the standard port, written out", "http://127.0.0.1:80/cb", 80);
}

void TstRedirectUri::repeatsAFixedEntryByteForByte()
{
    QFETCH(const QByteArray, entry);
    QFETCH(const quint16, port);

    const auto uri = parseRedirectUri(entry);

    QVERIFY(uri);
    QCOMPARE(uri->port, std::optional(port));
    QCOMPARE(uri->text(port), entry);
}

void TstRedirectUri::putsTheBoundPortInPlaceOfTheStar()
{
    const auto uri = parseRedirectUri("http://127.0.0.1:*/callback");

    QVERIFY(uri);
    QVERIFY(!uri->port);
    QCOMPARE(uri->text(40001), QByteArray("http://127.0.0.1:40001/callback"));
}

void TstRedirectUri::namesTheAuthorityABrowserSends_data()
{
    QTest::addColumn<QByteArray>("entry");
    QTest::addColumn<quint16>("port");
    QTest::addColumn<QByteArray>("authority");
    QTest::newRow("IPv4") << QByteArray("http://127.0.0.1:*/c") << quint16{4001}
                          << QByteArray("127.0.0.1:4001");
    QTest::newRow("IPv6") << QByteArray("http://[::1]:*/c") << quint16{4001}
                          << QByteArray("[::1]:4001");
    QTest::newRow("localhost") << QByteArray("http://localhost:*/c") << quint16{4001}
                               << QByteArray("localhost:4001");
    QTest::newRow("the standard port is left out")
        << QByteArray("http://127.0.0.1:80/c") << quint16{80} << QByteArray("127.0.0.1");
}

void TstRedirectUri::namesTheAuthorityABrowserSends()
{
    QFETCH(const QByteArray, entry);
    QFETCH(const quint16, port);

    const auto uri = parseRedirectUri(entry);

    QVERIFY(uri);
    QTEST(uri->authority(port), "authority");
}

void TstRedirectUri::refuses_data()
{
    QTest::addColumn<QByteArray>("entry");
    const auto row = [](const char* name, const char* entry) {
        QTest::newRow(name) << QByteArray(entry);
    };
    row("nothing", "");
    row("https", "https://127.0.0.1:28471/cb");
    row("an upper-case scheme", "HTTP://127.0.0.1:28471/cb");
    row("an upper-case host", "http://LOCALHOST:28471/cb");
    row("another host", "http://192.168.1.4:28471/cb");
    row("all interfaces (P14)", "http://0.0.0.0:28471/cb");
    row("another loopback address", "http://127.0.0.2:28471/cb");
    row("a host that begins like ours", "http://localhost.evil.example:28471/cb");
    row("a user name", "http://me@127.0.0.1:28471/cb");
    row("our host as a user name", "http://127.0.0.1:1@evil.example:28471/cb");
    row("no port", "http://127.0.0.1/cb");
    row("an empty port", "http://127.0.0.1:/cb");
    row("port 0", "http://127.0.0.1:0/cb");
    row("a port too high", "http://127.0.0.1:65536/cb");
    row("a port with a leading zero", "http://127.0.0.1:080/cb");
    row("a port with a sign", "http://127.0.0.1:+80/cb");
    row("half a star", "http://127.0.0.1:28*/cb");
    row("no path", "http://127.0.0.1:28471");
    row("a query", "http://127.0.0.1:28471/cb?a=b");
    row("a fragment", "http://127.0.0.1:28471/cb#a");
    row("a space in the path", "http://127.0.0.1:28471/c b");
    row("a backslash, which browsers turn", "http://127.0.0.1:28471/c\\b");
    row("a broken escape", "http://127.0.0.1:28471/c%4");
    row("a dot segment, which browsers resolve", "http://127.0.0.1:28471/a/../cb");
    row("a dot segment in disguise", "http://127.0.0.1:28471/a/%2E%2e/cb");
    row("a line feed", "http://127.0.0.1:28471/cb\n");
    row("a letter outside ASCII", "http://127.0.0.1:28471/caf\xc3\xa9");
}

void TstRedirectUri::refuses()
{
    QFETCH(const QByteArray, entry);

    const auto uri = parseRedirectUri(entry);

    QVERIFY(!uri);
    QCOMPARE(uri.error().fault, Fault::Misconfigured);
    QCOMPARE(uri.error().code, QByteArray("loopback.uri"));
}

QTEST_APPLESS_MAIN(TstRedirectUri)
#include "tst_redirect_uri.moc"
