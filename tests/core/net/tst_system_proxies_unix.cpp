// SPDX-License-Identifier: MIT
#include "core/net/system_proxies.h"

#include <QTest>

#include <optional>

using namespace Qt::StringLiterals;
using namespace lanyard;
using namespace lanyard::net;

class TstSystemProxies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheEnvironment();
    void answersNothingOnceWithdrawn();

    void cleanup() { qunsetenv("https_proxy"); }
};

void TstSystemProxies::readsTheEnvironment()
{
    qputenv("https_proxy", "http://proxy.example:8080");
    std::optional<Result<ProxyResolver::Answer>> heard;

    const Pending pending = askSystemForProxies(
        QUrl(u"https://idp.example/"_s), [&](auto answer) { heard.emplace(std::move(answer)); });

    QVERIFY(!heard);
    QTRY_VERIFY(heard);
    QVERIFY(*heard);
    QCOMPARE((*heard)->routes.first().hostName(), u"proxy.example"_s);
    QVERIFY(!(*heard)->isSecondBest);
}

void TstSystemProxies::answersNothingOnceWithdrawn()
{
    bool isHeard = false;
    {
        const Pending pending = askSystemForProxies(
            QUrl(u"https://idp.example/"_s), [&](const auto&) { isHeard = true; });
    }

    QCoreApplication::processEvents();

    QVERIFY(!isHeard);
}

QTEST_GUILESS_MAIN(TstSystemProxies)
#include "tst_system_proxies_unix.moc"
