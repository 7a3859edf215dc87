// SPDX-License-Identifier: MIT
#include "core/net/proxy_resolver.h"
#include "tests/support/fake_clock.h"

#include <QTest>

#include <optional>

using namespace Qt::StringLiterals;
using namespace lanyard;
using namespace lanyard::net;
using namespace lanyard::test;

namespace {

QNetworkProxy proxy(const QString& host)
{
    return QNetworkProxy(QNetworkProxy::HttpProxy, host, 8080);
}

/// A system that is asked, and answers when the test says so.
struct Scene {
    using Answer = ProxyResolver::Answer;

    FakeClock clock;
    QList<QUrl> asked;
    std::function<void(Result<Answer>)> reply;
    ProxyResolver resolver{[this](const QUrl& url, std::function<void(Result<Answer>)> done) {
                               asked.append(url);
                               reply = std::move(done);
                               return Pending();
                           },
        clock};
    QStringList heard; ///< Hosts of the proxies, "direct", or codes of errors.
    std::vector<Pending> pending;

    void resolve(const QString& url = u"https://idp.example/token?a=b"_s)
    {
        pending.push_back(
            resolver.resolve(QUrl(url), [this](const Result<ProxyResolver::Routes>& routes) {
                if (!routes)
                    heard.append(QString::fromLatin1(routes.error().code));
                else if (routes->first().type() == QNetworkProxy::NoProxy)
                    heard.append(u"direct"_s);
                else
                    heard.append(routes->first().hostName());
            }));
    }

    void learn(const QString& host)
    {
        resolve();
        reply(Answer{.routes = {proxy(host)}});
        heard.clear();
    }
};

Result<ProxyResolver::Answer> failure()
{
    return fail(Fault::Unreachable, "http.proxy_unknown");
}

} // namespace

class TstProxyResolver : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void passesTheSystemsAnswerOn();
    void tellsTheSystemNeitherPathNorQuery();
    void neverForwardsLoopback_data();
    void neverForwardsLoopback();
    void asksOnceForAllWhoWait();
    void asksAgainForTheNext();
    void saysNothingToWhoHasLeft();
    void failsWhereTheSystemSaysNothingInTime();
    void usesTheLastGoodAnswer_data();
    void usesTheLastGoodAnswer();
    void usesNoAnswerThatIsTooOld();
    void usesNoAnswerOfAnotherServer();
    void usesTheSecondBestWhereThereIsNothingBetter();
    void remembersALateAnswer();
    void leavesOutWhatCannotCarryTls();
    void leavesOutNamesAndPasswords();
    void remembersOnlySoMany();
};

void TstProxyResolver::passesTheSystemsAnswerOn()
{
    Scene scene;
    scene.resolve();
    QVERIFY(scene.heard.isEmpty());

    scene.reply(ProxyResolver::Answer{.routes = {proxy(u"a"_s)}});

    QCOMPARE(scene.heard, QStringList{u"a"_s});
    QCOMPARE(scene.clock.timers(), 0U);
}

void TstProxyResolver::tellsTheSystemNeitherPathNorQuery()
{
    Scene scene;

    scene.resolve(u"https://me:secret@idp.example:8443/path?code=canary#here"_s);

    QCOMPARE(scene.asked, QList<QUrl>{QUrl(u"https://idp.example:8443/"_s)});
}

void TstProxyResolver::neverForwardsLoopback_data()
{
    QTest::addColumn<QString>("url");
    QTest::newRow("127.0.0.1 (P18)") << u"https://127.0.0.1:8443/"_s;
    QTest::newRow("127.1.2.3 (P18)") << u"https://127.1.2.3/"_s;
    QTest::newRow("::1 (P18)") << u"https://[::1]/"_s;
    QTest::newRow("localhost (P18)") << u"https://localhost/"_s;
}

void TstProxyResolver::neverForwardsLoopback()
{
    QFETCH(const QString, url);
    Scene scene;

    scene.resolve(url);

    QVERIFY(scene.heard.isEmpty());
    QTRY_COMPARE(scene.heard, QStringList{u"direct"_s});
    QVERIFY(scene.asked.isEmpty());
}

void TstProxyResolver::asksOnceForAllWhoWait()
{
    Scene scene;
    scene.resolve();
    scene.resolve(u"https://idp.example/userinfo"_s);

    QCOMPARE(scene.asked.size(), 1);
    scene.reply(ProxyResolver::Answer{.routes = {proxy(u"a"_s)}});

    QCOMPARE(scene.heard, (QStringList{u"a"_s, u"a"_s}));
}

void TstProxyResolver::asksAgainForTheNext()
{
    Scene scene;
    scene.learn(u"a"_s);

    scene.resolve();
    scene.reply(ProxyResolver::Answer{.routes = {proxy(u"b"_s)}});

    QCOMPARE(scene.heard, QStringList{u"b"_s});
}

void TstProxyResolver::saysNothingToWhoHasLeft()
{
    Scene scene;
    scene.resolve();
    scene.pending.clear();

    scene.reply(ProxyResolver::Answer{.routes = {proxy(u"a"_s)}});
    scene.clock.advance(ProxyResolver::patience);

    QVERIFY(scene.heard.isEmpty());
    QCOMPARE(scene.clock.timers(), 0U);
}

void TstProxyResolver::failsWhereTheSystemSaysNothingInTime()
{
    Scene scene;
    scene.resolve();
    scene.clock.advance(ProxyResolver::patience - Milliseconds{1});
    QVERIFY(scene.heard.isEmpty());

    scene.clock.advance(Milliseconds{1});

    QCOMPARE(scene.heard, QStringList{u"http.proxy_unknown"_s}); // P63
}

void TstProxyResolver::usesTheLastGoodAnswer_data()
{
    QTest::addColumn<int>("how");
    QTest::newRow("when the system says nothing in time (P63)") << 0;
    QTest::newRow("when the system fails (P63)") << 1;
    QTest::newRow("when there is a second best only (P63)") << 2;
    QTest::newRow("when there is nothing usable") << 3;
}

void TstProxyResolver::usesTheLastGoodAnswer()
{
    QFETCH(const int, how);
    Scene scene;
    scene.learn(u"a"_s);
    const QNetworkProxy direct(QNetworkProxy::NoProxy);

    scene.resolve();
    if (how == 0)
        scene.clock.advance(ProxyResolver::patience);
    else if (how == 1)
        scene.reply(failure());
    else if (how == 2)
        scene.reply(ProxyResolver::Answer{.routes = {direct}, .isSecondBest = true});
    else
        scene.reply(ProxyResolver::Answer{});

    QCOMPARE(scene.heard, QStringList{u"a"_s});
}

void TstProxyResolver::usesNoAnswerThatIsTooOld()
{
    Scene scene;
    scene.learn(u"a"_s);
    scene.clock.advance(ProxyResolver::lastGoodFor + Milliseconds{1});

    scene.resolve();
    scene.reply(failure());

    QCOMPARE(scene.heard, QStringList{u"http.proxy_unknown"_s});
}

void TstProxyResolver::usesNoAnswerOfAnotherServer()
{
    Scene scene;
    scene.learn(u"a"_s);

    scene.resolve(u"https://other.example/"_s);
    scene.reply(failure());

    QCOMPARE(scene.heard, QStringList{u"http.proxy_unknown"_s});
}

void TstProxyResolver::usesTheSecondBestWhereThereIsNothingBetter()
{
    Scene scene;
    const QNetworkProxy direct(QNetworkProxy::NoProxy);
    scene.resolve();

    scene.reply(ProxyResolver::Answer{.routes = {direct}, .isSecondBest = true});
    scene.resolve();
    scene.reply(failure()); // A second best is not remembered.

    QCOMPARE(scene.heard, (QStringList{u"direct"_s, u"http.proxy_unknown"_s}));
}

void TstProxyResolver::remembersALateAnswer()
{
    Scene scene;
    scene.resolve();
    scene.clock.advance(ProxyResolver::patience);
    scene.heard.clear();

    scene.reply(ProxyResolver::Answer{.routes = {proxy(u"a"_s)}});
    scene.resolve();
    scene.reply(failure());

    QCOMPARE(scene.heard, QStringList{u"a"_s});
}

void TstProxyResolver::leavesOutWhatCannotCarryTls()
{
    Scene scene;
    scene.resolve();

    scene.reply(ProxyResolver::Answer{
        .routes = {QNetworkProxy(QNetworkProxy::FtpCachingProxy, u"ftp"_s, 21), proxy(u"a"_s)}});

    QCOMPARE(scene.heard, QStringList{u"a"_s});
}

void TstProxyResolver::leavesOutNamesAndPasswords()
{
    FakeClock clock;
    std::optional<Result<ProxyResolver::Routes>> heard;
    const QNetworkProxy named(QNetworkProxy::HttpProxy, u"a"_s, 8080, u"me"_s, u"canary"_s);
    std::function<void(Result<ProxyResolver::Answer>)> reply;
    ProxyResolver resolver(
        [&](const QUrl&, std::function<void(Result<ProxyResolver::Answer>)> done) {
            reply = std::move(done);
            return Pending();
        },
        clock);
    const Pending pending = resolver.resolve(QUrl(u"https://idp.example/"_s),
        [&](Result<ProxyResolver::Routes> routes) { heard.emplace(std::move(routes)); });

    reply(ProxyResolver::Answer{.routes = {named}});

    QVERIFY(heard && *heard);
    QCOMPARE((*heard)->first().user(), QString());
    QCOMPARE((*heard)->first().password(), QString());
}

void TstProxyResolver::remembersOnlySoMany()
{
    Scene scene;
    scene.learn(u"a"_s);
    for (std::size_t i = 0; i < ProxyResolver::maxRemembered; ++i) {
        scene.clock.advance(Milliseconds{1});
        scene.resolve(u"https://host%1.example/"_s.arg(i));
        scene.reply(ProxyResolver::Answer{.routes = {proxy(u"b"_s)}});
    }
    scene.heard.clear();

    scene.resolve();
    scene.reply(failure());

    QCOMPARE(scene.heard, QStringList{u"http.proxy_unknown"_s});
}

QTEST_GUILESS_MAIN(TstProxyResolver)
#include "tst_proxy_resolver.moc"
