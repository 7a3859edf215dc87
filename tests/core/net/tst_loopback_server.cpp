// SPDX-License-Identifier: MIT
#include "core/net/loopback_server.h"
#include "tests/support/fake_clock.h"
#include "tests/support/net_raw_client.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace lanyard;
using namespace lanyard::net;
using namespace lanyard::test;

namespace {

Result<Secret> judge(QByteArrayView query)
{
    if (query == "code=c&state=right")
        return Secret("c");
    if (query == "error=access_denied&state=right")
        return fail(Fault::AccessDenied, "redirect.access_denied");
    return fail(Fault::Untrusted, "redirect.state");
}

quint16 portOf(const LoopbackListener& listener)
{
    const QByteArray uri = listener.redirectUri();
    const qsizetype colon = uri.lastIndexOf(':');
    return uri.mid(colon + 1, uri.indexOf('/', colon) - colon - 1).toUShort();
}

tl::unexpected<Error> taken(int native)
{
    return fail(Fault::System, "loopback.port", {}, native);
}

} // namespace

class TstLoopbackServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersOnceFromTheEventLoop();
    void reportsARefusalOfTheProvider();
    void servesWhoCameBeforeItWaited();
    void servesOnAfterItsAnswer();
    void mayBeDestroyedByItsAnswer();
    void takesTheNextEntryWhenAPortIsTaken();
    void triesEveryPortThatTheSystemExcludes();
    void namesTheErrorWhenNoPortCanBeHad();
    void refusesABadListBeforeItListens_data();
    void refusesABadListBeforeItListens();
    void bindsBothFamiliesForLocalhost();
    void doesWithoutIPv6WhereThereIsNone();
    void sharesLocalhostWithNobody();
    void picksAnotherPortWhenOneFamilyIsTaken();
    void bindsLoopbackOnly();
    void bindsAgainAtOnceAfterASignIn();
    void hearsABrowserInTheMidstOfAFlood();
    void dropsWhoSaysNothing();
    void dropsWhoDoesNotHangUp();
    void remembersATlsHandshake();
    void productionListenerKeepsTheContract();
};

void TstLoopbackServer::answersOnceFromTheEventLoop()
{
    FakeClock clock;
    auto server = LoopbackServer::create({"http://127.0.0.1:*/cb"}, clock);
    QVERIFY(server);
    QByteArrayList codes;
    bool isAsked = false;
    bool isInside = false;
    (*server)->await(
        [&](QByteArrayView query) {
            isAsked = true;
            isInside = true;
            auto result = judge(query);
            isInside = false;
            return result;
        },
        [&](Result<Secret> code) {
            QVERIFY(!isInside);
            QVERIFY(code);
            codes.append(code->view().toByteArray());
        });
    const quint16 port = portOf(**server);
    const QByteArray host = "127.0.0.1:" + QByteArray::number(port);

    const QByteArray answer = netAsk(port, netGet("/cb?code=c&state=right", host));

    QVERIFY(isAsked);
    QCOMPARE(netStatus(answer), 303);
    QTRY_COMPARE(codes, QByteArrayList{"c"});
    const QByteArray page = netAsk(port, netGet(netHeader(answer, "Location"), host));
    QCOMPARE(netStatus(page), 200);
    QVERIFY(page.contains("You can close this page"));
}

void TstLoopbackServer::reportsARefusalOfTheProvider()
{
    FakeClock clock;
    auto server = LoopbackServer::create({"http://127.0.0.1:*/cb"}, clock);
    QVERIFY(server);
    QByteArray code;
    (*server)->await(judge, [&](const Result<Secret>& result) {
        QVERIFY(!result);
        code = result.error().code;
    });
    const quint16 port = portOf(**server);

    const QByteArray answer = netAsk(port,
        netGet("/cb?error=access_denied&state=right", "127.0.0.1:" + QByteArray::number(port)));

    QCOMPARE(netStatus(answer), 303);
    QTRY_COMPARE(code, QByteArray("redirect.access_denied"));
}

void TstLoopbackServer::servesWhoCameBeforeItWaited()
{
    FakeClock clock;
    auto server = LoopbackServer::create({"http://127.0.0.1:*/cb"}, clock);
    QVERIFY(server);
    const quint16 port = portOf(**server);
    NetRawClient early(port); // P3
    QVERIFY(early.isConnected());
    early.say(netGet("/cb?code=c&state=right", "127.0.0.1:" + QByteArray::number(port)));

    int answers = 0;
    (*server)->await(judge, [&](const Result<Secret>&) { ++answers; });

    QCOMPARE(netStatus(early.heard()), 303);
    QTRY_COMPARE(answers, 1);
}

void TstLoopbackServer::servesOnAfterItsAnswer()
{
    FakeClock clock;
    auto server = LoopbackServer::create({"http://127.0.0.1:*/cb"}, clock);
    QVERIFY(server);
    int answers = 0;
    (*server)->await(judge, [&](const Result<Secret>&) { ++answers; });
    const quint16 port = portOf(**server);
    const QByteArray request =
        netGet("/cb?code=c&state=right", "127.0.0.1:" + QByteArray::number(port));
    const QByteArray first = netHeader(netAsk(port, request), "Location");
    QVERIFY(!first.isEmpty());

    for (int i = 0; i < 10; ++i) // P8
        QCOMPARE(netHeader(netAsk(port, request), "Location"), first);

    QCOMPARE(answers, 1);
}

void TstLoopbackServer::mayBeDestroyedByItsAnswer()
{
    FakeClock clock;
    auto created = LoopbackServer::create({"http://127.0.0.1:*/cb"}, clock);
    QVERIFY(created);
    std::unique_ptr<LoopbackServer> server = std::move(*created);
    const quint16 port = portOf(*server);
    server->await(judge, [&](const Result<Secret>&) { server.reset(); });

    netAsk(port, netGet("/cb?code=c&state=right", "127.0.0.1:" + QByteArray::number(port)));

    QTRY_VERIFY(!server);
    QVERIFY(!NetRawClient(port).isConnected());
}

void TstLoopbackServer::takesTheNextEntryWhenAPortIsTaken()
{
    FakeClock clock;
    QTcpServer squatter;
    QVERIFY(squatter.listen(QHostAddress::LocalHost));
    const QByteArray busy = "http://127.0.0.1:" + QByteArray::number(squatter.serverPort()) + "/cb";

    const auto server = LoopbackServer::create({busy, "http://127.0.0.1:*/other"}, clock);

    QVERIFY(server);
    QVERIFY((*server)->redirectUri().endsWith("/other"));
}

void TstLoopbackServer::triesEveryPortThatTheSystemExcludes()
{
    FakeClock clock;
    QList<quint16> tried;
    const auto excluding = [&](LoopbackFamily family, quint16 port) {
        tried.append(port);
        return port == 28473 ? listenOnLoopback(family, 0)
                             : Result<std::unique_ptr<QTcpServer>>(taken(EACCES));
    };

    const auto server = LoopbackServer::create(
        {"http://127.0.0.1:28471/cb", "http://127.0.0.1:28472/cb", "http://127.0.0.1:28473/cb"},
        clock,
        excluding); // P1

    QVERIFY(server);
    QCOMPARE(tried, (QList<quint16>{28471, 28472, 28473}));
}

void TstLoopbackServer::namesTheErrorWhenNoPortCanBeHad()
{
    FakeClock clock;
    const auto excluding = [](LoopbackFamily, quint16) -> Result<std::unique_ptr<QTcpServer>> {
        return taken(EACCES);
    };

    const auto server = LoopbackServer::create(
        {"http://127.0.0.1:28471/cb", "http://localhost:28472/cb"}, clock, excluding); // P1

    QVERIFY(!server);
    QCOMPARE(server.error().fault, Fault::System);
    QCOMPARE(server.error().code, QByteArray("loopback.ports"));
    QCOMPARE(server.error().native, EACCES);
}

void TstLoopbackServer::refusesABadListBeforeItListens_data()
{
    QTest::addColumn<QByteArrayList>("uris");
    QTest::newRow("an empty list") << QByteArrayList{};
    QTest::newRow("a bad entry after a good one")
        << QByteArrayList{"http://127.0.0.1:*/cb", "http://0.0.0.0:*/cb"};
}

void TstLoopbackServer::refusesABadListBeforeItListens()
{
    QFETCH(const QByteArrayList, uris);
    FakeClock clock;
    bool isListening = false;

    const auto server =
        LoopbackServer::create(uris, clock, [&](LoopbackFamily family, quint16 port) {
            isListening = true;
            return listenOnLoopback(family, port);
        });

    QVERIFY(!server);
    QCOMPARE(server.error().code, QByteArray("loopback.uri"));
    QVERIFY(!isListening);
}

void TstLoopbackServer::bindsBothFamiliesForLocalhost()
{
    FakeClock clock;
    if (!listenOnLoopback(LoopbackFamily::V6, 0))
        QSKIP("this computer has no ::1");
    auto server = LoopbackServer::create({"http://localhost:*/cb"}, clock);
    QVERIFY(server);
    (*server)->await(judge, [](const Result<Secret>&) {});
    const quint16 port = portOf(**server);
    const QByteArray request = netGet("/nothing", "localhost:" + QByteArray::number(port));

    QCOMPARE(netStatus(netAsk(port, request, QHostAddress::LocalHost)), 404); // P4
    QCOMPARE(netStatus(netAsk(port, request, QHostAddress::LocalHostIPv6)), 404);
}

void TstLoopbackServer::doesWithoutIPv6WhereThereIsNone()
{
    FakeClock clock;
    const auto onlyV4 = [](LoopbackFamily family, quint16 port) {
        return family == LoopbackFamily::V4
            ? listenOnLoopback(family, port)
            : Result<std::unique_ptr<QTcpServer>>(
                fail(Fault::System, "loopback.family", {}, EAFNOSUPPORT));
    };

    QVERIFY(LoopbackServer::create({"http://localhost:*/cb"}, clock, onlyV4)); // P4
}

void TstLoopbackServer::sharesLocalhostWithNobody()
{
    FakeClock clock;
    const auto takenV6 = [](LoopbackFamily family, quint16 port) {
        return family == LoopbackFamily::V4
            ? listenOnLoopback(family, port)
            : Result<std::unique_ptr<QTcpServer>>(taken(EADDRINUSE));
    };

    const auto server = LoopbackServer::create({"http://localhost:*/cb"}, clock, takenV6);

    QVERIFY(!server); // Whoever has ::1 would be sent the code (P4).
    QCOMPARE(server.error().code, QByteArray("loopback.ports"));
}

void TstLoopbackServer::picksAnotherPortWhenOneFamilyIsTaken()
{
    FakeClock clock;
    int asked = 0;
    const auto listen = [&](LoopbackFamily family, quint16 port) {
        if (family == LoopbackFamily::V6 && ++asked < 3)
            return Result<std::unique_ptr<QTcpServer>>(taken(EADDRINUSE));
        return family == LoopbackFamily::V6
            ? Result<std::unique_ptr<QTcpServer>>(fail(Fault::System, "loopback.family"))
            : listenOnLoopback(family, port);
    };

    QVERIFY(LoopbackServer::create({"http://localhost:*/cb"}, clock, listen));
    QCOMPARE(asked, 3);
}

void TstLoopbackServer::bindsLoopbackOnly()
{
    const auto v4 = listenOnLoopback(LoopbackFamily::V4, 0);
    QVERIFY(v4);
    QCOMPARE((*v4)->serverAddress(), QHostAddress(QHostAddress::LocalHost)); // P14
    if (const auto v6 = listenOnLoopback(LoopbackFamily::V6, 0))
        QCOMPARE((*v6)->serverAddress(), QHostAddress(QHostAddress::LocalHostIPv6));
}

void TstLoopbackServer::bindsAgainAtOnceAfterASignIn()
{
    FakeClock clock;
    auto server = LoopbackServer::create({"http://127.0.0.1:*/cb"}, clock);
    QVERIFY(server);
    (*server)->await(judge, [](const Result<Secret>&) {});
    const quint16 port = portOf(**server);
    const QByteArray uri = (*server)->redirectUri();
    const QByteArray host = "127.0.0.1:" + QByteArray::number(port);
    QCOMPARE(netStatus(netAsk(port, netGet("/cb?code=c&state=right", host))), 303);
    server->reset();

    // The system still remembers the connection that we closed.
    QVERIFY(LoopbackServer::create({uri}, clock));
}

// Any user of this computer can connect: a browser that has said what it wants must be heard before
// those who came after it and say nothing push it out.
void TstLoopbackServer::hearsABrowserInTheMidstOfAFlood()
{
    FakeClock clock;
    auto server = LoopbackServer::create({"http://127.0.0.1:*/cb"}, clock);
    QVERIFY(server);
    bool isAnswered = false;
    (*server)->await(judge, [&](const Result<Secret>&) { isAnswered = true; });
    const quint16 port = portOf(**server);
    std::vector<std::unique_ptr<NetRawClient>> clients;
    const auto connectOne = [&] {
        clients.push_back(std::make_unique<NetRawClient>(port));
        return clients.back()->isConnected();
    };

    QVERIFY(connectOne());
    clients.front()->say(netGet("/cb?code=c&state=right", "127.0.0.1:" + QByteArray::number(port)));
    for (std::size_t i = 0; i < 4 * LoopbackServer::maxConnections; ++i)
        QVERIFY(connectOne());

    QCOMPARE(netStatus(clients.front()->heard()), 303);
    QTRY_VERIFY(isAnswered);
}

void TstLoopbackServer::dropsWhoSaysNothing()
{
    FakeClock clock;
    auto server = LoopbackServer::create({"http://127.0.0.1:*/cb"}, clock);
    QVERIFY(server);
    (*server)->await(judge, [](const Result<Secret>&) {});
    NetRawClient slow(portOf(**server));
    QVERIFY(slow.isConnected());
    slow.say("GET /cb?code=c");
    QTRY_COMPARE((*server)->connections(), 1U);

    clock.advance(LoopbackConnection::patience - Milliseconds{1});
    QTest::qWait(0);
    QVERIFY(!slow.isClosed());
    clock.advance(Milliseconds{1});

    QTRY_VERIFY(slow.isClosed());
    QTRY_COMPARE((*server)->connections(), 0U);
}

void TstLoopbackServer::dropsWhoDoesNotHangUp()
{
    FakeClock clock;
    auto server = LoopbackServer::create({"http://127.0.0.1:*/cb"}, clock);
    QVERIFY(server);
    (*server)->await(judge, [](const Result<Secret>&) {});
    NetRawClient client(portOf(**server));
    QVERIFY(client.isConnected());
    client.stopListening();
    client.say("GET / HTTP/1.1\r\nHost: wrong\r\n\r\n");
    QTRY_COMPARE(clock.timers(), 1U);
    QTRY_VERIFY((*server)->connections() == 1 && !client.isClosed());

    clock.advance(LoopbackConnection::patience);

    QTRY_COMPARE((*server)->connections(), 0U);
    QCOMPARE(clock.timers(), 0U);
}

void TstLoopbackServer::remembersATlsHandshake()
{
    FakeClock clock;
    auto server = LoopbackServer::create({"http://127.0.0.1:*/cb"}, clock);
    QVERIFY(server);
    (*server)->await(judge, [](const Result<Secret>&) {});
    QVERIFY(!(*server)->sawTls());

    netAsk(portOf(**server), QByteArray::fromHex("16030100f8010000f40303"));

    QVERIFY((*server)->sawTls()); // P6
}

void TstLoopbackServer::productionListenerKeepsTheContract()
{
    auto listener = LoopbackListener::bind({"http://127.0.0.1:*/cb"});
    QVERIFY(listener);
    QByteArray code;
    (*listener)->await(judge, [&](const Result<Secret>& result) {
        QVERIFY(result);
        code = result->view().toByteArray();
    });
    const quint16 port = portOf(**listener);

    netAsk(port, netGet("/cb?code=c&state=right", "127.0.0.1:" + QByteArray::number(port)));

    QTRY_COMPARE(code, QByteArray("c"));
    QVERIFY(!(*listener)->sawTls());
}

QTEST_GUILESS_MAIN(TstLoopbackServer)
#include "tst_loopback_server.moc"
