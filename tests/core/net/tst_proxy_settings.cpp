// SPDX-License-Identifier: MIT
#include "core/net/proxy_settings.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace lanyard;
using namespace lanyard::net;

namespace {

const QUrl url(u"https://idp.example/token"_s);

QString written(const Result<ProxyResolver::Answer>& answer)
{
    if (!answer)
        return QString::fromLatin1(answer.error().code);
    QStringList words;
    for (const QNetworkProxy& route : answer->routes)
        words.append(route.type() == QNetworkProxy::NoProxy ? u"direct"_s : route.hostName());
    return words.join(u' ') + (answer->isSecondBest ? u" (second best)"_s : QString());
}

QNetworkProxy proxy(const QString& host)
{
    return QNetworkProxy(QNetworkProxy::HttpProxy, host, 8080);
}

} // namespace

class TstProxySettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesTheFirstThatSaysSomething_data();
    void takesTheFirstThatSaysSomething();
};

void TstProxySettings::takesTheFirstThatSaysSomething_data()
{
    QTest::addColumn<ProxySettings>("settings");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const ProxySettings& settings, const char* expected) {
        QTest::newRow(name) << settings << QString::fromLatin1(expected);
    };
    using Routes = ProxyResolver::Routes;
    const QNetworkProxy direct(QNetworkProxy::NoProxy);
    const ProxyList person{u"person:1"_s, u""_s};
    const ProxyList machine{u"machine:1"_s, u""_s};
    const ProxyList none;

    row("nothing set", {false, {}, none, none}, "direct");
    row("a script before everything",
        {true, Routes{proxy(u"script"_s)}, person, machine},
        "script");
    row("a script that says direct", {true, Routes{direct}, person, machine}, "direct");
    row("a script that names a proxy, and direct last",
        {true, Routes{proxy(u"script"_s), direct}, none, none},
        "script direct");
    row("a script whose proxies cannot be used: never directly",
        {true, Routes{}, person, machine},
        "http.proxy_unknown");
    row("a script that is not heard (P63)", {true, {}, person, machine}, "person (second best)");
    row("a script that is not heard, and no list (P63)",
        {true, {}, none, none},
        "direct (second best)");
    row("the person's list", {false, {}, person, machine}, "person");
    row("the person's list with an exception for us: not the machine's",
        {false, {}, {u"person:1"_s, u"*.example"_s}, machine},
        "direct");
    row("a list for http alone", {false, {}, {u"http=a:80"_s, {}}, none}, "direct");
    row("a list with SOCKS for the rest", {false, {}, {u"http=a:80;socks=s:1"_s, {}}, none}, "s");
    row("a list that is not readable: never directly",
        {false, {}, {u"me:secret@a:80"_s, {}}, machine},
        "http.proxy_unknown");
    row("the machine's list", {false, {}, none, machine}, "machine");
    row("the machine's list with an exception for us",
        {false, {}, none, {u"machine:1"_s, u"idp.example"_s}},
        "direct");
}

void TstProxySettings::takesTheFirstThatSaysSomething()
{
    QFETCH(const ProxySettings, settings);
    QFETCH(const QString, expected);

    QCOMPARE(written(decideProxies(url, settings)), expected);
}

QTEST_APPLESS_MAIN(TstProxySettings)
#include "tst_proxy_settings.moc"
