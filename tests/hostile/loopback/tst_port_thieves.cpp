// SPDX-License-Identifier: MIT

/// Other programs of the same computer that want the port a code is sent to.

#include "core/net/loopback_socket.h"
#include "tests/support/net_redirect_scene.h"

#include <QTcpServer>
#include <QTest>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace lanyard;
using namespace lanyard::net;
using namespace lanyard::test;

namespace {

/// A second binder that asks for every kind of sharing in `options`.
class Thief
{
public:
    Thief(in_addr_t address, quint16 port, const QList<int>& options)
        : m_socket(::socket(AF_INET, SOCK_STREAM, 0))
    {
        const int yes = 1;
        for (const int option : options)
            ::setsockopt(m_socket, SOL_SOCKET, option, &yes, sizeof yes);
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_port = htons(port);
        where.sin_addr.s_addr = htonl(address);
        m_isBound = ::bind(m_socket, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
    }

    ~Thief() { ::close(m_socket); }

    Q_DISABLE_COPY_MOVE(Thief)

    [[nodiscard]] bool isBound() const { return m_isBound; }

    bool listens() { return ::listen(m_socket, 8) == 0; }

private:
    int m_socket;
    bool m_isBound = false;
};

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
    QTest::addColumn<in_addr_t>("address");
    QTest::addColumn<QList<int>>("options");
    const auto row = [](const char* name, in_addr_t address, const QList<int>& options) {
        QTest::newRow(name) << address << options;
    };
    row("asking for nothing (P15)", INADDR_LOOPBACK, {});
    row("with SO_REUSEADDR (P15)", INADDR_LOOPBACK, {SO_REUSEADDR});
    row("with SO_REUSEPORT (P15)", INADDR_LOOPBACK, {SO_REUSEPORT});
    row("with both (P15)", INADDR_LOOPBACK, {SO_REUSEADDR, SO_REUSEPORT});
    row("on all interfaces with both (P15)", INADDR_ANY, {SO_REUSEADDR, SO_REUSEPORT});
}

void TstPortThieves::cannotShareOurPort()
{
    QFETCH(const in_addr_t, address);
    QFETCH(const QList<int>, options);
    NetRedirectScene scene;
    QVERIFY(scene.open());

    Thief thief(address, scene.port, options);

    QVERIFY(!thief.isBound() || !thief.listens());
    QCOMPARE(netStatus(scene.get(scene.right)), 303);
    QTRY_COMPARE(scene.results, QByteArrayList{"the-code"});
}

void TstPortThieves::cannotListenOnAPortTheyOnlyReserved()
{
    const quint16 port = freePort();
    Thief thief(INADDR_LOOPBACK, port, {SO_REUSEADDR});
    QVERIFY(thief.isBound());
    FakeClock clock;

    const auto server = LoopbackServer::create({uriAt(port)}, clock);

    // Either way nobody shares: we have it and they cannot listen, or we know that we have not.
    QVERIFY(!server || !thief.listens());
}

void TstPortThieves::takeAPortBeforeUsAndAreNotSharedWith()
{
    const quint16 port = freePort();
    Thief thief(INADDR_LOOPBACK, port, {SO_REUSEADDR, SO_REUSEPORT});
    QVERIFY(thief.isBound() && thief.listens());
    FakeClock clock;

    const auto server = LoopbackServer::create({uriAt(port)}, clock);

    QVERIFY(!server);
    QCOMPARE(server.error().code, QByteArray("loopback.ports"));
    QCOMPARE(server.error().native, EADDRINUSE);
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
