// SPDX-License-Identifier: MIT
#include "core/net/proxy_text.h"

#include <QTest>
#include <QUrl>

using namespace Qt::StringLiterals;
using namespace lanyard::net;

namespace {

/// "http a:80, socks b:1080, direct".
QString written(const QList<QNetworkProxy>& proxies)
{
    QStringList words;
    for (const QNetworkProxy& proxy : proxies) {
        if (proxy.type() == QNetworkProxy::NoProxy)
            words.append(u"direct"_s);
        else
            words.append(
                u"%1 %2:%3"_s
                    .arg(proxy.type() == QNetworkProxy::Socks5Proxy ? u"socks"_s : u"http"_s,
                        proxy.hostName())
                    .arg(proxy.port()));
    }
    return words.join(u", "_s);
}

} // namespace

class TstProxyText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void readsNoMoreThanAnyoneNeeds();
    void excepts_data();
    void excepts();
    void matchesAHostilePatternInTime();
};

void TstProxyText::reads_data()
{
    QTest::addColumn<QString>("list");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const QString& list, const QString& expected) {
        QTest::newRow(name) << list << expected;
    };
    row("nothing", u""_s, u""_s);
    row("one for all", u"proxy.trust.example:8080"_s, u"http proxy.trust.example:8080"_s);
    row("one without a port", u"proxy"_s, u"http proxy:80"_s);
    row("one for each scheme", u"http=a:80;https=b:443;ftp=c:21"_s, u"http b:443"_s);
    row("one for our scheme in capitals", u"HTTPS=b:443"_s, u"http b:443"_s);
    row("its own before the one for all", u"a:1;https=b:2"_s, u"http b:2"_s);
    row("the one for all before SOCKS", u"socks=s:1;a:2"_s, u"http a:2"_s);
    row("SOCKS where there is nothing else", u"http=a:80;socks=s"_s, u"socks s:1080"_s);
    row("two for our scheme", u"https=a:1;https=b:2"_s, u"http a:1, http b:2"_s);
    row("two with a space between", u"a:1 b:2"_s, u"http a:1, http b:2"_s);
    row("empty elements", u";;a:1; ;"_s, u"http a:1"_s);
    row("an address", u"10.0.0.1:8080"_s, u"http 10.0.0.1:8080"_s);
    row("an IPv6 address", u"[2001:db8::1]:8080"_s, u"http 2001:db8::1:8080"_s);
    row("an IPv6 address without a port", u"[2001:db8::1]"_s, u"http 2001:db8::1:80"_s);
    row("a scheme before it", u"https=http://b:443/"_s, u"http b:443"_s);
    row("a script's answer", u"PROXY a:8080; DIRECT"_s, u"http a:8080, direct"_s);
    row("a script's answer in its own order", u"DIRECT; PROXY a:1"_s, u"direct, http a:1"_s);
    row("a script that says no proxy", u"DIRECT"_s, u"direct"_s);
    row("a script's SOCKS", u"SOCKS s:1; SOCKS5 t:2"_s, u"socks s:1, socks t:2"_s);
    row("TLS to the proxy itself", u"HTTPS a:443; PROXY b:8080"_s, u"http b:8080"_s);
    row("TLS to the proxy itself alone", u"HTTPS a:443"_s, u""_s);
    row("a host that is called as a word is", u"proxy; http"_s, u"http proxy:80, http http:80"_s);

    row("hostile: a user name", u"me:secret@a:80"_s, u""_s);
    row("hostile: port 0", u"a:0"_s, u""_s);
    row("hostile: port 65536", u"a:65536"_s, u""_s);
    row("hostile: a port with a sign", u"a:+80"_s, u""_s);
    row("hostile: no port after the colon", u"a:"_s, u""_s);
    row("hostile: no host before the colon", u":80"_s, u""_s);
    row("hostile: a colon too many", u"a:80:90"_s, u""_s);
    row("hostile: an open bracket", u"[2001:db8::1"_s, u""_s);
    row("hostile: a name in brackets", u"[a]:80"_s, u""_s);
    row("hostile: text after the bracket", u"[::1]x:80"_s, u""_s);
    row("hostile: a path", u"a:80/path"_s, u""_s);
    row("hostile: another scheme", u"file://a:80"_s, u""_s);
    row("hostile: a scheme and nothing", u"http://"_s, u""_s);
    row("hostile: a control character", u"a\u0001b:80"_s, u""_s);
    row("hostile: a line break as a header", u"a:80\r\nX-Evil:1"_s, u"http a:80, http X-Evil:1"_s);
    row("hostile: something good after something bad", u"a:b:c;d:1"_s, u"http d:1"_s);
    row("hostile: a host of 300 letters", QString(300, u'a') + u":80"_s, u""_s);
    row("hostile: an equals sign alone", u"="_s, u""_s);
}

void TstProxyText::reads()
{
    QFETCH(const QString, list);
    QFETCH(const QString, expected);

    QCOMPARE(written(readProxies(list, u"https")), expected);
}

void TstProxyText::readsNoMoreThanAnyoneNeeds()
{
    QCOMPARE(readProxies(u"a:1;"_s.repeated(100'000), u"https").size(), 16);
    QCOMPARE(readProxies(u"x"_s.repeated(1'000'000) + u";a:1"_s, u"https").size(), 0);
}

void TstProxyText::excepts_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("list");
    QTest::addColumn<bool>("isExpected");
    const auto row = [](const char* name, const char* url, const char* list, bool isExpected) {
        QTest::newRow(name) << QString::fromLatin1(url) << QString::fromLatin1(list) << isExpected;
    };
    row("no list", "https://idp.example/", "", false);
    row("the host itself", "https://idp.example/", "idp.example", true);
    row("the host in capitals", "https://idp.example/", "IDP.Example", true);
    row("the end of a host", "https://idp.example/", "example", false);
    row("a star before it", "https://idp.example/", "*.example", true);
    row("a star before it that needs a dot", "https://badexample/", "*.example", false);
    row("a star inside", "https://idp.trust.example/", "idp.*.example", true);
    row("a star after it", "https://10.1.2.3/", "10.*", true);
    row("a star that is all", "https://idp.example/", "*", true);
    row("another in the list", "https://idp.example/", "a.b;c.d, *.example", true);
    row("one with white space", "https://idp.example/", "a.b  idp.example", true);
    row("<local> and a plain name", "https://gateway/", "<local>", true);
    row("<LOCAL> in capitals", "https://gateway/", "<LOCAL>", true);
    row("<local> and a name with a dot", "https://gateway.trust/", "<local>", false);
    row("<local> and an address", "https://10.1.2.3/", "<local>", false);
    row("<local> and an IPv6 address", "https://[2001:db8::1]/", "<local>", false);
    row("its port", "https://idp.example:8443/", "idp.example:8443", true);
    row("the standard port", "https://idp.example/", "idp.example:443", true);
    row("another port", "https://idp.example/", "idp.example:8443", false);
    row("its scheme", "https://idp.example/", "https://idp.example", true);
    row("another scheme", "https://idp.example/", "http://idp.example", false);
    row("an IPv6 address in brackets", "https://[2001:db8::1]/", "[2001:db8::1]", true);
    row("a subnet", "https://10.1.2.3/", "10.0.0.0/8", true);
    row("another subnet", "https://11.1.2.3/", "10.0.0.0/8", false);
    row("a subnet and a name", "https://idp.example/", "0.0.0.0/0", false);
    row("a subnet that is none", "https://10.1.2.3/", "10.0.0.0/99", false);
    row("loopback, whatever is listed (P18)", "https://127.0.0.1:8443/", "", true);
    row("loopback of another number (P18)", "https://127.9.9.9/", "", true);
    row("loopback of IPv6 (P18)", "https://[::1]/", "", true);
    row("loopback by name (P18)", "https://localhost/", "", true);
    row("loopback that Windows is told to forward (P18)",
        "https://127.0.0.1/",
        "<-loopback>",
        true);
    row("hostile: what looks like loopback", "https://127.0.0.1.evil.example/", "", false);
    row("hostile: a pattern of nothing", "https://idp.example/", "://", false);
    row("hostile: a bracket alone", "https://idp.example/", "[", false);
    row("hostile: a regular expression", "https://idp.example/", "idp?example;.*;[a-z]+", false);
}

void TstProxyText::excepts()
{
    QFETCH(const QString, url);
    QFETCH(const QString, list);
    QFETCH(const bool, isExpected);

    QCOMPARE(isExcepted(QUrl(url), list), isExpected);
}

void TstProxyText::matchesAHostilePatternInTime()
{
    const QUrl url(u"https://%1.%1.%1/"_s.arg(QString(60, u'a')));

    QVERIFY(!isExcepted(url, u"*a"_s.repeated(120) + u"*b"_s));
}

QTEST_APPLESS_MAIN(TstProxyText)
#include "tst_proxy_text.moc"
