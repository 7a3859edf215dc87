// SPDX-License-Identifier: MIT

/// Other programs of the same computer that want the port a code is sent to.

#include "core/net/loopback_socket.h"
#include "tests/support/net_redirect_scene.h"
#include "tests/support/net_thief.h"

#include <QTcpServer>
#include <QTest>

using namespace lanyard;
using namespace lanyard::net;
using namespace lanyard::test;

namespace {

using Place = NetThief::Place;
using Sharing = NetThief::Sharing;

quint16 freePort()
{
    const auto server = listenOnLoopback(LoopbackFamily::V4, 0);
    return server ? (*server)->serverPort() : quint16{0};
}

QByteArray uriAt(quint16 port)
{
    return "http://127.0.0.1:" + QByteArray::number(port) + "/cb";
}

} // namespace

class TstPortThieves : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cannotShareOurPort_data();
    void cannotShareOurPort();
    void cannotListenOnAPortTheyOnlyReserved();
    void takeAPortBeforeUsAndAreNotSharedWith();
    void thatAreAnotherOfUsGetAnotherPort();
    void thatHoldEveryPortAreReportedByName();
};

void TstPortThieves::cannotShareOurPort_data()
{
    QTest::addColumn<Place>("place");
    QTest::addColumn<Sharing>("sharing");
    const auto row = [](const char* name, Place place, Sharing sharing) {
        QTest::newRow(name) << place << sharing;
    };
    row("asking for nothing (P15)", Place::Loopback, Sharing::None);
    row("with SO_REUSEADDR (P15)", Place::Loopback, Sharing::Address);
    row("with SO_REUSEPORT (P15)", Place::Loopback, Sharing::Port);
    row("with both (P15)", Place::Loopback, Sharing::Both);
    row("on all interfaces with both (P15)", Place::Everywhere, Sharing::Both);
}

void TstPortThieves::cannotShareOurPort()
{
    QFETCH(const Place, place);
    QFETCH(const Sharing, sharing);
    NetRedirectScene scene;
    QVERIFY(scene.open());

    NetThief thief(place, scene.port, sharing);

    QVERIFY(!thief.isBound() || !thief.listens());
    QCOMPARE(netStatus(scene.get(scene.right)), 303);
    QTRY_COMPARE(scene.results, QByteArrayList{"the-code"});
}

void TstPortThieves::cannotListenOnAPortTheyOnlyReserved()
{
    const quint16 port = freePort();
    NetThief thief(Place::Loopback, port, Sharing::Address);
    QVERIFY(thief.isBound());
    FakeClock clock;

    const auto server = LoopbackServer::create({uriAt(port)}, clock);

    // Either way nobody shares: we have it and they cannot listen, or we know that we have not.
    QVERIFY(!server || !thief.listens());
}

void TstPortThieves::takeAPortBeforeUsAndAreNotSharedWith()
{
    const quint16 port = freePort();
    NetThief thief(Place::Loopback, port, Sharing::Both);
    QVERIFY(thief.isBound() && thief.listens());
    FakeClock clock;

    const auto server = LoopbackServer::create({uriAt(port)}, clock);

    QVERIFY(!server);
    QCOMPARE(server.error().code, QByteArray("loopback.ports"));
    QVERIFY(NetThief::isTaken(server.error().native));
}

void TstPortThieves::thatAreAnotherOfUsGetAnotherPort()
{
    const quint16 one = freePort();
    FakeClock clock;
    const auto first = LoopbackServer::create({uriAt(one), "http://127.0.0.1:*/cb"}, clock); // P2
    const auto second = LoopbackServer::create({uriAt(one), "http://127.0.0.1:*/cb"}, clock);

    QVERIFY(first && second);
    QCOMPARE((*first)->redirectUri(), uriAt(one));
    QVERIFY((*second)->redirectUri() != uriAt(one));
}

void TstPortThieves::thatHoldEveryPortAreReportedByName()
{
    QTcpServer one;
    QTcpServer two;
    QVERIFY(one.listen(QHostAddress::LocalHost) && two.listen(QHostAddress::LocalHost));
    FakeClock clock;

    const auto server =
        LoopbackServer::create({uriAt(one.serverPort()), uriAt(two.serverPort())}, clock); // P1

    QVERIFY(!server);
    QCOMPARE(server.error().fault, Fault::System);
    QCOMPARE(server.error().code, QByteArray("loopback.ports"));
}

QTEST_GUILESS_MAIN(TstPortThieves)
#include "tst_port_thieves.moc"
