// SPDX-License-Identifier: MIT

/// Whoever else speaks to the loopback port while a person signs in: pages of other sites, other
/// programs, other users, virus scanners, the browser's own favours.

#include "tests/support/net_redirect_scene.h"

#include <QTest>

#include <memory>
#include <vector>

using namespace lanyard;
using namespace lanyard::net;
using namespace lanyard::test;

class TstForgedRedirects : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areRefusedAndTheSignInGoesOn_data();
    void areRefusedAndTheSignInGoesOn();
    void neverComeBackAsText_data();
    void neverComeBackAsText();
    void cannotCancelBySpamming();
    void cannotReplay();
    void cannotReadTheResultPage();
    void doNotDisturbBeforeDuringAndAfter();
    void cannotCrowdTheBrowserOut();
    void areHeardOutByteByByte();
    void areToldWhyEvenWhenTheyTalkOn();
    void loseToNobodyWhenTwoBrowsersAnswer();
    void ofTheRefusalDoNotReplaceASuccess();
};

void TstForgedRedirects::areRefusedAndTheSignInGoesOn_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    const auto row = [](const char* name, const QByteArray& bytes, int status) {
        QTest::newRow(name) << bytes << status;
    };
    const QByteArray host = " HTTP/1.1\r\nHost: HOST\r\n\r\n";
    const QByteArray other = " HTTP/1.1\r\nHost: evil.example\r\n\r\n";
    const QByteArray right = QByteArray("GET ") + NetRedirectScene::right;
    row("wrong state (P9)", "GET /cb?code=x&state=wrong" + host, 400);
    row("no state (P9)", "GET /cb?code=x" + host, 400);
    row("an error with the wrong state (P9)",
        "GET /cb?error=access_denied&state=wrong" + host,
        400);
    row("an error without state (P9)", "GET /cb?error=access_denied" + host, 400);
    row("the right redirect to a rebound name", right + other, 400);
    row("the right redirect without Host", right + " HTTP/1.1\r\n\r\n", 400);
    row("the right redirect with two Hosts",
        right + " HTTP/1.1\r\nHost: HOST\r\nHost: HOST\r\n\r\n",
        400);
    row("the right redirect in absolute form",
        "GET http://HOST" + QByteArray(NetRedirectScene::right) + host,
        400);
    row("a HEAD of the right redirect (P7)", "HEAD" + right.mid(3) + host, 405);
    row("a POST of the right redirect (P16)",
        "POST" + right.mid(3) + " HTTP/1.1\r\nHost: HOST\r\nContent-Length: 3\r\n\r\na=b",
        405);
    row("a preflight (P17)", "OPTIONS" + right.mid(3) + host, 405);
    row("NULs (P10)", QByteArray(64, '\0'), 400);
    row("a target of 17 KiB (P10)", "GET /cb?" + QByteArray(17 * 1024, 'a') + host, 414);
    row("a query of 9 KiB (P10)", "GET /cb?" + QByteArray(9 * 1024, 'a') + host, 414);
    row("a field of 17 KiB (P10)",
        right + " HTTP/1.1\r\nHost: HOST\r\nCookie: " + QByteArray(17 * 1024, 'a') + "\r\n\r\n",
        431);
    row("bytes that are not UTF-8 (P10)", "GET /cb?\xff\xfe\xfd" + host, 400);
    row("line feeds alone", right + " HTTP/1.1\nHost: HOST\n\n", 400);
    row("a favicon (P7)", "GET /favicon.ico" + host, 204);
    row("a guessed result page", "GET /done/aaaa" + host, 404);
    row("a TLS handshake (P6)", QByteArray::fromHex("16030100f8010000f40303"), 0);
}

void TstForgedRedirects::areRefusedAndTheSignInGoesOn()
{
    QFETCH(QByteArray, bytes);
    QFETCH(const int, status);
    NetRedirectScene scene;
    QVERIFY(scene.open());
    bytes.replace("HOST", scene.host);

    const QByteArray answer = netAsk(scene.port, bytes);

    QCOMPARE(netStatus(answer), status);
    QCoreApplication::processEvents();
    QVERIFY(scene.results.isEmpty());
    QCOMPARE(netStatus(scene.get(scene.right)), 303);
    QTRY_COMPARE(scene.results, QByteArrayList{"the-code"});
}

void TstForgedRedirects::neverComeBackAsText_data()
{
    QTest::addColumn<QByteArray>("request");
    const QByteArray script = "%3Cscript%3Ealert(1)%3C/script%3E<script>alert(1)</script>";
    const auto row = [](const char* name, const QByteArray& request) {
        QTest::newRow(name) << request;
    };
    row("in the path (P12)", netGet("/" + script, "HOST"));
    row("in the state (P12)", netGet("/cb?state=" + script, "HOST"));
    row("in the error (P12)",
        netGet("/cb?error=" + script + "&error_description=" + script, "HOST"));
    row("in the Host (P12)", netGet("/cb", script));
    row("in the method (P12)", script + " / HTTP/1.1\r\nHost: HOST\r\n\r\n");
    row("in a field (P12)", "GET / HTTP/1.1\r\nHost: HOST\r\nReferer: " + script + "\r\n\r\n");
}

void TstForgedRedirects::neverComeBackAsText()
{
    QFETCH(QByteArray, request);
    NetRedirectScene scene;
    QVERIFY(scene.open());
    request.replace("HOST", scene.host);

    const QByteArray answer = netAsk(scene.port, request);

    QVERIFY(!answer.isEmpty());
    QVERIFY(!answer.contains("script"));
    QVERIFY(!answer.contains("alert"));
}

void TstForgedRedirects::cannotCancelBySpamming()
{
    NetRedirectScene scene;
    QVERIFY(scene.open());

    for (int i = 0; i < 50; ++i) // P9
        QCOMPARE(
            netStatus(scene.get("/cb?error=access_denied&state=" + QByteArray::number(i))), 400);

    QVERIFY(scene.results.isEmpty());
    QCOMPARE(netStatus(scene.get(scene.right)), 303);
    QTRY_COMPARE(scene.results, QByteArrayList{"the-code"});
}

void TstForgedRedirects::cannotReplay()
{
    NetRedirectScene scene;
    QVERIFY(scene.open());
    const QByteArray first = scene.get(scene.right);

    for (int i = 0; i < 10; ++i) { // P8
        const QByteArray again = scene.get(scene.right);
        QCOMPARE(netStatus(again), 303);
        QCOMPARE(netHeader(again, "Location"), netHeader(first, "Location"));
    }

    QCOMPARE(scene.judged, 1);
    QCOMPARE(scene.results, QByteArrayList{"the-code"});
}

void TstForgedRedirects::cannotReadTheResultPage()
{
    NetRedirectScene scene;
    QVERIFY(scene.open());
    const QByteArray page = netHeader(scene.get(scene.right), "Location");

    QVERIFY(!page.contains("the-code") && !page.contains("right"));
    QCOMPARE(netStatus(netAsk(scene.port, netGet(page, "evil.example"))), 400);
    QCOMPARE(netStatus(scene.get(page)), 200);
}

void TstForgedRedirects::doNotDisturbBeforeDuringAndAfter()
{
    NetRedirectScene scene;
    QVERIFY(scene.open());
    const auto probe = [&scene] { // P7
        QCOMPARE(netStatus(scene.get("/favicon.ico")), 204);
        QCOMPARE(netStatus(scene.get("/")), 404);
        QCOMPARE(
            netStatus(netAsk(scene.port, "HEAD / HTTP/1.1\r\nHost: " + scene.host + "\r\n\r\n")),
            405);
        netAsk(scene.port, "\n");
    };

    probe();
    NetRawClient half(scene.port);
    QVERIFY(half.isConnected());
    half.say("GET /cb?code=the-code");
    probe();
    half.say("&state=right HTTP/1.1\r\nHost: " + scene.host + "\r\n\r\n");
    QCOMPARE(netStatus(half.heard()), 303);
    probe();

    QCOMPARE(scene.results, QByteArrayList{"the-code"});
}

void TstForgedRedirects::cannotCrowdTheBrowserOut()
{
    NetRedirectScene scene;
    QVERIFY(scene.open());
    std::vector<std::unique_ptr<NetRawClient>> crowd;
    for (int i = 0; i < 200; ++i) {
        crowd.push_back(std::make_unique<NetRawClient>(scene.port));
        QVERIFY(crowd.back()->isConnected());
        crowd.back()->say("GET /cb?");
    }
    QTRY_COMPARE(scene.server->connections(), LoopbackServer::maxConnections);

    const QByteArray answer = scene.get(scene.right);

    QCOMPARE(netStatus(answer), 303);
    QTRY_COMPARE(scene.results, QByteArrayList{"the-code"});
    QVERIFY(scene.server->connections() <= LoopbackServer::maxConnections);
    scene.clock.advance(LoopbackConnection::patience);
    QTRY_COMPARE(scene.server->connections(), 0U);
}

void TstForgedRedirects::areHeardOutByteByByte()
{
    NetRedirectScene scene;
    QVERIFY(scene.open());
    NetRawClient client(scene.port);
    QVERIFY(client.isConnected());

    for (const char c : netGet(scene.right, scene.host)) { // P10
        client.say(QByteArray(1, c));
        QCoreApplication::processEvents();
    }

    QCOMPARE(netStatus(client.heard()), 303);
    QTRY_COMPARE(scene.results, QByteArrayList{"the-code"});
}

void TstForgedRedirects::areToldWhyEvenWhenTheyTalkOn()
{
    NetRedirectScene scene;
    QVERIFY(scene.open());

    const QByteArray answer = netAsk(scene.port, "GET /" + QByteArray(200 * 1024, 'a'));

    QCOMPARE(netStatus(answer), 414);
    QVERIFY(answer.endsWith("</html>\n"));
}

void TstForgedRedirects::loseToNobodyWhenTwoBrowsersAnswer()
{
    NetRedirectScene scene;
    QVERIFY(scene.open());
    NetRawClient one(scene.port);
    NetRawClient two(scene.port);
    QVERIFY(one.isConnected() && two.isConnected());
    const QByteArray request = netGet(scene.right, scene.host);

    one.say(request);
    two.say(request);

    const QByteArray first = one.heard();
    const QByteArray second = two.heard();
    QCOMPARE(netStatus(first), 303);
    QCOMPARE(netStatus(second), 303);
    QCOMPARE(netHeader(first, "Location"), netHeader(second, "Location"));
    QCOMPARE(scene.judged, 1);
    QTRY_COMPARE(scene.results, QByteArrayList{"the-code"});
}

void TstForgedRedirects::ofTheRefusalDoNotReplaceASuccess()
{
    NetRedirectScene scene;
    QVERIFY(scene.open());
    const QByteArray page = netHeader(scene.get(scene.right), "Location");

    QCOMPARE(netStatus(scene.get(scene.refused)), 303);

    QVERIFY(scene.get(page).contains("You can close this page"));
    QCOMPARE(scene.results, QByteArrayList{"the-code"});
}

QTEST_GUILESS_MAIN(TstForgedRedirects)
#include "tst_forged_redirects.moc"
