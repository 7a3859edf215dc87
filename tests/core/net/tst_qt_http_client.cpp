// SPDX-License-Identifier: MIT
#include "core/net/http_connection.h"
#include "core/net/qt_http_client.h"
#include "tests/support/fake_clock.h"
#include "tests/support/net_fake_server.h"
#include "tests/support/under_wine.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace Qt::StringLiterals;
using namespace lanyard;
using namespace lanyard::net;
using namespace lanyard::test;

namespace {

const QByteArray okReply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Case: Kept\r\n\r\n{}";

constexpr Milliseconds patience = std::chrono::seconds{10};

/// A client that trusts one root, and what it was last answered.
struct Scene {
    NetIdentity root = NetIdentity::root();
    FakeClock clock;
    QTemporaryDir folder;
    std::unique_ptr<QtHttpClient> client;
    std::optional<Result<HttpReply>> answer;
    int answers = 0;
    Pending pending;

    explicit Scene(QtHttpClient::Cleartext cleartext = QtHttpClient::Cleartext::Refused,
        const ProxyResolver::Lookup& proxies = {})
    {
        QFile file(folder.filePath(u"root.pem"_s));
        if (file.open(QIODevice::WriteOnly))
            file.write(root.certificatePem());
        file.close();
        client = std::move(*QtHttpClient::create(
            {.caFile = file.fileName(), .cleartext = cleartext, .proxies = proxies}, clock));
    }

    void send(HttpRequest request)
    {
        pending = client->send(std::move(request), patience, [this](Result<HttpReply> result) {
            ++answers;
            answer.emplace(std::move(result));
        });
    }

    void get(const QString& url)
    {
        HttpRequest request;
        request.url = QUrl(url);
        send(std::move(request));
    }

    void post(const QString& url)
    {
        HttpRequest request;
        request.url = QUrl(url);
        request.form = Secret("refresh_token=canary");
        send(std::move(request));
    }

    [[nodiscard]] QByteArray failure() const
    {
        return answer && !*answer ? answer->error().code : QByteArray("(no failure)");
    }

    /// For a test's report.
    [[nodiscard]] QByteArray details() const
    {
        return answer && !*answer ? answer->error().detail.toUtf8() : QByteArray();
    }
};

QString urlOf(const NetFakeServer& server, const QString& scheme = u"https"_s)
{
    return u"%1://127.0.0.1:%2/path?a=b"_s.arg(scheme).arg(server.port());
}

/// A system whose settings name `proxy`, with credentials, for everything.
ProxyResolver::Lookup naming(const NetFakeServer& proxy)
{
    return [port = proxy.port()](
               const QUrl&, const std::function<void(Result<ProxyResolver::Answer>)>& done) {
        done(ProxyResolver::Answer{
            .routes = {QNetworkProxy(
                QNetworkProxy::HttpProxy, u"127.0.0.1"_s, port, u"me"_s, u"canary"_s)}});
        return Pending();
    };
}

QStringList logged; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

void keepLog(QtMsgType, const QMessageLogContext&, const QString& text)
{
    logged.append(text);
}

} // namespace

class TstQtHttpClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void getsOverTls();
    void postsTheFormAndTheToken();
    void answersFromTheEventLoopOnly();
    void answersNothingOnceWithdrawn();
    void mayBeAskedAgainByItsAnswer();
    void refusesTheCertificate_data();
    void refusesTheCertificate();
    void refusesAnOldTls();
    void followsNoRedirect();
    void keepsNoCookie();
    void refusesABodyThatIsTooLarge_data();
    void refusesABodyThatIsTooLarge();
    void givesUpInTime_data();
    void givesUpInTime();
    void sendsARequestOnceEvenWhenTheAnswerIsLost_data();
    void sendsARequestOnceEvenWhenTheAnswerIsLost();
    void saysThatNothingWasSent_data();
    void saysThatNothingWasSent();
    void passesEveryStatusOn_data();
    void passesEveryStatusOn();
    void refusesTheAddress_data();
    void refusesTheAddress();
    void speaksCleartextToLoopbackWhenAllowed();
    void refusesTheCaFile_data();
    void refusesTheCaFile();
    void keepsAwayFromTheProxyOnLoopback();
    void tunnelsThroughTheProxyElsewhere();
    void givesUpInTimeOnProxySettingsToo();
    void saysWhenTheProxySettingsAreNotToBeHad();
    void goesOnWhereAProxyCannotBeHad();
    void saysWhenTheProxyWantsCredentials_data();
    void saysWhenTheProxyWantsCredentials();
    void keepsSecretsOutOfErrorsAndLog();
};

void TstQtHttpClient::getsOverTls()
{
    Scene scene;
    const auto leaf = scene.root.leaf({});
    const NetFakeServer server(NetFakeServer::saying(okReply), &leaf);

    scene.get(urlOf(server));

    QTRY_VERIFY(scene.answer);
    QVERIFY2(*scene.answer, scene.failure().constData());
    QCOMPARE((*scene.answer)->status, 200);
    QCOMPARE((*scene.answer)->body.view(), QByteArrayView("{}"));
    QCOMPARE((*scene.answer)->headers.value("x-case"), QByteArray("Kept"));
    QVERIFY(server.requests().first().startsWith("GET /path?a=b HTTP/1.1\r\n"));
    QCOMPARE(scene.clock.timers(), 0U);
}

void TstQtHttpClient::postsTheFormAndTheToken()
{
    Scene scene;
    const auto leaf = scene.root.leaf({});
    const NetFakeServer server(NetFakeServer::saying(okReply), &leaf);
    HttpRequest request;
    request.url = QUrl(urlOf(server));
    request.form = Secret("grant_type=x");
    request.bearer = Secret("token");

    scene.send(std::move(request));

    QTRY_VERIFY(scene.answer);
    QVERIFY2(*scene.answer, scene.failure().constData());
    QVERIFY(server.requests().first().startsWith("POST "));
    QVERIFY(server.requests().first().contains("\r\nAuthorization: Bearer token\r\n"));
    QVERIFY(server.requests().first().endsWith("\r\n\r\ngrant_type=x"));
}

void TstQtHttpClient::answersFromTheEventLoopOnly()
{
    Scene scene;

    scene.get(u"ftp://idp.example/"_s);

    QVERIFY(!scene.answer);
    QTRY_COMPARE(scene.failure(), QByteArray("http.url"));
    QCOMPARE(scene.answers, 1);
}

void TstQtHttpClient::answersNothingOnceWithdrawn()
{
    if (isUnderWine())
        QSKIP("a server under Wine does not always hear that its client has hung up");
    Scene scene;
    const auto leaf = scene.root.leaf({});
    QTcpSocket* waiting = nullptr;
    const NetFakeServer server(
        [&](QTcpSocket& socket, const QByteArray&) { waiting = &socket; }, &leaf);
    scene.get(urlOf(server));
    QTRY_VERIFY(waiting);
    QCOMPARE(scene.clock.timers(), 1U);

    scene.pending = {};

    waiting->write(okReply);
    QTRY_COMPARE(waiting->state(), QAbstractSocket::UnconnectedState);
    QCOMPARE(scene.answers, 0);
    QCOMPARE(scene.clock.timers(), 0U);
}

void TstQtHttpClient::mayBeAskedAgainByItsAnswer()
{
    Scene scene;
    const auto leaf = scene.root.leaf({});
    const NetFakeServer server(NetFakeServer::saying(okReply), &leaf);
    HttpRequest request;
    request.url = QUrl(urlOf(server));

    scene.pending = scene.client->send(
        std::move(request), patience, [&](const Result<HttpReply>&) { scene.get(urlOf(server)); });

    QTRY_VERIFY(scene.answer);
    QVERIFY(*scene.answer);
    QCOMPARE(server.requests().size(), 2);
}

void TstQtHttpClient::refusesTheCertificate_data()
{
    QTest::addColumn<bool>("isOurRoot");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("until");
    const QByteArray here = "IP:127.0.0.1";
    QTest::newRow("of another root, which it shows") << false << here << -3600 << 3600;
    QTest::newRow("of another host") << true << QByteArray("DNS:idp.example") << -3600 << 3600;
    QTest::newRow("that has expired") << true << here << -7200 << -3600;
    QTest::newRow("that is not valid yet") << true << here << 3600 << 7200;
}

void TstQtHttpClient::refusesTheCertificate()
{
    QFETCH(const bool, isOurRoot);
    QFETCH(const QByteArray, name);
    QFETCH(const int, from);
    QFETCH(const int, until);
    Scene scene;
    const auto other = NetIdentity::root();
    const auto leaf = (isOurRoot ? scene.root : other)
                          .leaf({.name = name, .validFrom = from, .validUntil = until});
    const NetFakeServer server(NetFakeServer::saying(okReply), &leaf);

    scene.post(urlOf(server));

    QTRY_COMPARE(scene.failure(), QByteArray("http.tls"));
    QCOMPARE(scene.answer->error().fault, Fault::Unreachable);
    QVERIFY(server.requests().isEmpty());
}

void TstQtHttpClient::refusesAnOldTls()
{
    Scene scene;
    const auto leaf = scene.root.leaf({});
    const NetFakeServer server(NetFakeServer::saying(okReply), &leaf, TLS1_1_VERSION);

    scene.post(urlOf(server));

    QTRY_VERIFY(scene.answer);
    QCOMPARE(scene.failure(), QByteArray("http.tls"));
    QVERIFY(server.requests().isEmpty());
}

void TstQtHttpClient::followsNoRedirect()
{
    Scene scene;
    const auto leaf = scene.root.leaf({});
    const NetFakeServer server(
        NetFakeServer::saying(
            "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"),
        &leaf);

    scene.post(urlOf(server));

    QTRY_VERIFY(scene.answer);
    QVERIFY(*scene.answer);
    QCOMPARE((*scene.answer)->status, 302);
    QCOMPARE((*scene.answer)->headers.value("location"), QByteArray("/elsewhere"));
    QCOMPARE(server.requests().size(), 1);
}

void TstQtHttpClient::keepsNoCookie()
{
    Scene scene;
    const auto leaf = scene.root.leaf({});
    const NetFakeServer server(
        NetFakeServer::saying(
            "HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\n\r\n"),
        &leaf);
    scene.get(urlOf(server));
    QTRY_COMPARE(scene.answers, 1);

    scene.get(urlOf(server));

    QTRY_COMPARE(scene.answers, 2);
    QVERIFY(!server.requests().last().toLower().contains("cookie"));
}

void TstQtHttpClient::refusesABodyThatIsTooLarge_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::newRow("that says so") << QByteArray("Content-Length: 2000000\r\n\r\n");
    QTest::newRow("that does not say so") << QByteArray("\r\n");
    QTest::newRow("in chunks") << QByteArray("Transfer-Encoding: chunked\r\n\r\n1e8480\r\n");
}

void TstQtHttpClient::refusesABodyThatIsTooLarge()
{
    QFETCH(const QByteArray, head);
    Scene scene;
    const auto leaf = scene.root.leaf({});
    const NetFakeServer server(
        NetFakeServer::saying("HTTP/1.1 200 OK\r\n" + head + QByteArray(2'000'000, 'x')), &leaf);

    scene.get(urlOf(server));

    QTRY_COMPARE(scene.failure(), QByteArray("http.too_large"));
    QCOMPARE(scene.answer->error().fault, Fault::Malformed);
}

void TstQtHttpClient::givesUpInTime_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("when nothing is answered") << QByteArray();
    QTest::newRow("in the middle of a head") << QByteArray("HTTP/1.1 200 OK\r\nX");
    QTest::newRow("in the middle of a body")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{");
}

void TstQtHttpClient::givesUpInTime()
{
    QFETCH(const QByteArray, start);
    Scene scene;
    const auto leaf = scene.root.leaf({});
    const NetFakeServer server(
        [&](QTcpSocket& socket, const QByteArray&) { socket.write(start); }, &leaf);
    scene.get(urlOf(server));
    QTRY_COMPARE(server.requests().size(), 1);

    scene.clock.advance(patience - Milliseconds{1});
    QCoreApplication::processEvents();
    QVERIFY(!scene.answer);
    scene.clock.advance(Milliseconds{1});

    QTRY_COMPARE(scene.failure(), QByteArray("http.timed_out"));
    QCOMPARE(scene.answer->error().fault, Fault::TimedOut);
}

void TstQtHttpClient::sendsARequestOnceEvenWhenTheAnswerIsLost_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<bool>("isReset");
    QTest::newRow("the server hangs up (P25)") << QByteArray() << false;
    QTest::newRow("the connection is reset (P25)") << QByteArray() << true;
    QTest::newRow("in the middle of a head (P25)") << QByteArray("HTTP/1.1 200 OK\r\nX") << false;
    QTest::newRow("in the middle of a body (P25)")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{") << false;
}

void TstQtHttpClient::sendsARequestOnceEvenWhenTheAnswerIsLost()
{
    QFETCH(const QByteArray, start);
    QFETCH(const bool, isReset);
    Scene scene;
    const auto leaf = scene.root.leaf({});
    const NetFakeServer server(
        [&](QTcpSocket& socket, const QByteArray&) {
            socket.write(start);
            isReset ? socket.abort() : socket.disconnectFromHost();
        },
        &leaf);

    scene.post(urlOf(server));

    QTRY_COMPARE(scene.failure(), QByteArray("http.answer_lost"));
    QCOMPARE(scene.answer->error().fault, Fault::Unreachable);
    QTest::qWait(20);
    QCOMPARE(server.requests().size(), 1);
}

void TstQtHttpClient::saysThatNothingWasSent_data()
{
    QTest::addColumn<bool>("isListening");
    QTest::newRow("when nobody listens") << false;
    QTest::newRow("when the handshake breaks off") << true;
}

void TstQtHttpClient::saysThatNothingWasSent()
{
    QFETCH(const bool, isListening);
    Scene scene;
    QTcpServer rude;
    QVERIFY(rude.listen(QHostAddress::LocalHost));
    const quint16 port = rude.serverPort();
    QObject::connect(&rude, &QTcpServer::newConnection, &rude, [&rude] {
        rude.nextPendingConnection()->close();
    });
    if (!isListening)
        rude.close();

    scene.post(u"https://127.0.0.1:%1/"_s.arg(port));

    QTRY_COMPARE(scene.failure(), QByteArray("http.unreachable"));
    QCOMPARE(scene.answer->error().fault, Fault::Unreachable);
}

void TstQtHttpClient::passesEveryStatusOn_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {200, 302, 304, 400, 401, 404, 429, 500, 503}) // P29
        QTest::addRow("status %d (P29)", status) << status;
}

void TstQtHttpClient::passesEveryStatusOn()
{
    QFETCH(const int, status);
    Scene scene;
    const auto leaf = scene.root.leaf({});
    const NetFakeServer server(NetFakeServer::saying("HTTP/1.1 " + QByteArray::number(status)
                                   + " X\r\nContent-Length: 0\r\n\r\n"),
        &leaf);

    scene.get(urlOf(server));

    QTRY_VERIFY(scene.answer);
    QVERIFY2(*scene.answer, scene.details().constData());
    QCOMPARE((*scene.answer)->status, status);
}

void TstQtHttpClient::refusesTheAddress_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("isLoopbackAllowed");
    QTest::newRow("cleartext") << u"http://idp.example/"_s << true;
    QTest::newRow("cleartext to loopback, not allowed") << u"http://127.0.0.1:1/"_s << false;
    QTest::newRow("cleartext to a name of loopback") << u"http://localhost:1/"_s << true;
    QTest::newRow("cleartext to what looks like loopback")
        << u"http://127.0.0.1.evil.example/"_s << true;
    QTest::newRow("a file") << u"file:///etc/passwd"_s << true;
    QTest::newRow("a user name") << u"https://me:secret@idp.example/"_s << true;
    QTest::newRow("no host") << u"https:///path"_s << true;
    QTest::newRow("nothing") << QString() << true;
}

void TstQtHttpClient::refusesTheAddress()
{
    QFETCH(const QString, url);
    QFETCH(const bool, isLoopbackAllowed);
    Scene scene(
        isLoopbackAllowed ? QtHttpClient::Cleartext::ToLoopback : QtHttpClient::Cleartext::Refused);

    scene.get(url);

    QTRY_COMPARE(scene.failure(), QByteArray("http.url"));
    QCOMPARE(scene.answer->error().fault, Fault::Misconfigured);
}

void TstQtHttpClient::speaksCleartextToLoopbackWhenAllowed()
{
    Scene scene(QtHttpClient::Cleartext::ToLoopback);
    const NetFakeServer server(NetFakeServer::saying(okReply));

    scene.get(urlOf(server, u"http"_s));

    QTRY_VERIFY(scene.answer);
    QVERIFY2(*scene.answer, scene.failure().constData());
}

void TstQtHttpClient::refusesTheCaFile_data()
{
    QTest::addColumn<QByteArray>("content");
    const QByteArray good = NetIdentity::root().certificatePem();
    QTest::newRow("that is empty") << QByteArray();
    QTest::newRow("that is something else") << QByteArray("hello");
    QTest::newRow("with one broken certificate")
        << good + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    QTest::newRow("that is too large") << good + QByteArray(1024 * 1024, '\n');
    QTest::newRow("that is not there") << QByteArray("(absent)");
}

void TstQtHttpClient::refusesTheCaFile()
{
    QFETCH(const QByteArray, content);
    FakeClock clock;
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"ca.pem"_s));
    if (content != "(absent)") {
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
    }

    const auto client = QtHttpClient::create({.caFile = file.fileName()}, clock);

    QVERIFY(!client);
    QCOMPARE(client.error().fault, Fault::Misconfigured);
    QCOMPARE(client.error().code, QByteArray("http.ca_file"));
}

void TstQtHttpClient::keepsAwayFromTheProxyOnLoopback()
{
    const NetFakeServer proxy(NetFakeServer::saying("HTTP/1.1 502 No\r\n\r\n"));
    Scene scene(QtHttpClient::Cleartext::Refused, naming(proxy));
    const auto leaf = scene.root.leaf({});
    const NetFakeServer server(NetFakeServer::saying(okReply), &leaf);

    scene.get(urlOf(server));

    QTRY_VERIFY(scene.answer);
    QVERIFY2(*scene.answer, scene.failure().constData()); // P18
    QVERIFY(proxy.requests().isEmpty());
}

void TstQtHttpClient::tunnelsThroughTheProxyElsewhere()
{
    const NetFakeServer proxy(
        NetFakeServer::saying("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"));
    Scene scene(QtHttpClient::Cleartext::Refused, naming(proxy));

    scene.post(u"https://idp.example/token"_s);

    QTRY_COMPARE(scene.failure(), QByteArray("http.unreachable"));
    QVERIFY(proxy.requests().first().startsWith("CONNECT idp.example:443 "));
    QVERIFY(!proxy.requests().join().contains("canary"));
}

void TstQtHttpClient::givesUpInTimeOnProxySettingsToo()
{
    std::function<void(Result<ProxyResolver::Answer>)> reply;
    Scene scene(QtHttpClient::Cleartext::Refused,
        [&](const QUrl&, std::function<void(Result<ProxyResolver::Answer>)> done) {
            reply = std::move(done);
            return Pending();
        });
    scene.pending = {};
    HttpRequest request;
    request.url = QUrl(u"https://idp.example/"_s);
    scene.pending = scene.client->send(std::move(request),
        Milliseconds{1'000},
        [&](Result<HttpReply> result) { scene.answer.emplace(std::move(result)); });
    QVERIFY(reply);

    scene.clock.advance(Milliseconds{1'000}); // P63

    QTRY_COMPARE(scene.failure(), QByteArray("http.timed_out"));
    reply(ProxyResolver::Answer{.routes = {QNetworkProxy(QNetworkProxy::NoProxy)}});
    QCOMPARE(scene.clock.timers(), 0U);
}

void TstQtHttpClient::saysWhenTheProxySettingsAreNotToBeHad()
{
    Scene scene(QtHttpClient::Cleartext::Refused,
        [](const QUrl&, const std::function<void(Result<ProxyResolver::Answer>)>& done) {
            done(fail(Fault::Unreachable, "http.proxy_unknown"));
            return Pending();
        });

    scene.post(u"https://idp.example/token"_s);

    QTRY_COMPARE(scene.failure(), QByteArray("http.proxy_unknown"));
    QCOMPARE(scene.answer->error().fault, Fault::Unreachable);
}

void TstQtHttpClient::goesOnWhereAProxyCannotBeHad()
{
    QObject events;
    const NetFakeServer server(NetFakeServer::saying(okReply));
    QTcpServer absent;
    QVERIFY(absent.listen(QHostAddress::LocalHost));
    const QNetworkProxy proxy(QNetworkProxy::HttpProxy, u"127.0.0.1"_s, absent.serverPort());
    absent.close();
    std::optional<Result<HttpReply>> answer;
    const auto connection = std::make_shared<HttpConnection>(
        events, [&](Result<HttpReply> result) { answer.emplace(std::move(result)); });

    connection->begin({.host = u"127.0.0.1"_s,
        .port = server.port(),
        .isEncrypted = false,
        .tls = {},
        .roots = {},
        .routes = {proxy, QNetworkProxy(QNetworkProxy::NoProxy)},
        .text = Secret("GET / HTTP/1.1\r\n\r\n")});

    QTRY_VERIFY(answer);
    QVERIFY(*answer);
    QCOMPARE(server.requests().size(), 1);
}

void TstQtHttpClient::saysWhenTheProxyWantsCredentials_data()
{
    QTest::addColumn<QByteArray>("challenge");
    QTest::newRow("Basic, which is never answered (P63)") << QByteArray("Basic realm=\"x\"");
    QTest::newRow("Digest, which is never answered (P63)")
        << QByteArray("Digest realm=\"x\", nonce=\"n\", qop=\"auth\"");
    QTest::newRow("Negotiate where there is no domain (P63)") << QByteArray("Negotiate");
}

void TstQtHttpClient::saysWhenTheProxyWantsCredentials()
{
    QFETCH(const QByteArray, challenge);
    if (challenge == "Negotiate" && isUnderWine())
        QSKIP("Wine has no Negotiate without Samba's help, and Qt then just hangs up");
    const NetFakeServer proxy(
        NetFakeServer::saying("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: "
            + challenge + "\r\nContent-Length: 0\r\n\r\n"));
    Scene scene(QtHttpClient::Cleartext::Refused, naming(proxy));

    scene.get(u"https://idp.example/"_s);

    QTRY_VERIFY(scene.answer && !*scene.answer);
    QVERIFY2(scene.failure() == "http.proxy", qPrintable(scene.answer->error().detail));
    const QByteArray said = proxy.requests().join();
    QVERIFY(!said.contains("Authorization: Basic") && !said.contains("Authorization: Digest"));
}

void TstQtHttpClient::keepsSecretsOutOfErrorsAndLog()
{
    Scene scene;
    const auto leaf = scene.root.leaf({});
    const NetFakeServer server(NetFakeServer::saying("canary\r\n"), &leaf);
    logged.clear();
    const auto previous = qInstallMessageHandler(keepLog);

    scene.post(urlOf(server));
    const bool isAnswered = QTest::qWaitFor([&] { return scene.answer.has_value(); });

    qInstallMessageHandler(previous);
    QVERIFY(isAnswered && !*scene.answer);
    QVERIFY(!scene.answer->error().detail.contains(u"canary"));
    QVERIFY(!logged.join(u'\n').contains(u"canary"));
}

QTEST_GUILESS_MAIN(TstQtHttpClient)
#include "tst_qt_http_client.moc"
