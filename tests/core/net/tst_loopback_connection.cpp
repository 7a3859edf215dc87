// SPDX-License-Identifier: MIT
#include "core/net/loopback_connection.h"
#include "tests/support/fake_clock.h"
#include "tests/support/net_raw_client.h"

#include <QTcpServer>
#include <QTest>

using namespace lanyard;
using namespace lanyard::net;
using namespace lanyard::test;

/// What happened to a connection before it was looked at: Qt tells once, to whoever listens then.
class TstLoopbackConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hearsWhatCameBefore();
    void endsWhenThePeerLeftBefore();

private:
    struct Scene {
        FakeClock clock;
        QTcpServer server;
        int asked = 0;
        int ended = 0;
        std::unique_ptr<LoopbackConnection> connection;

        Scene() { server.listen(QHostAddress::LocalHost); }

        std::unique_ptr<QTcpSocket> accepted()
        {
            if (!server.waitForNewConnection(5000))
                return nullptr;
            std::unique_ptr<QTcpSocket> socket(server.nextPendingConnection());
            socket->setParent(nullptr);
            return socket;
        }

        void lookAt(std::unique_ptr<QTcpSocket> socket)
        {
            connection = std::make_unique<LoopbackConnection>(std::move(socket),
                clock,
                LoopbackConnection::Owner{.answer =
                                              [this](const RequestHead&) {
                                                  ++asked;
                                                  return LoopbackAnswer{};
                                              },
                    .sawTls = [] {},
                    .finished = [this] { ++ended; }});
        }
    };
};

void TstLoopbackConnection::hearsWhatCameBefore()
{
    Scene scene;
    NetRawClient client(scene.server.serverPort());
    QVERIFY(client.isConnected());
    client.say(netGet("/cb?code=c", "127.0.0.1"));
    auto socket = scene.accepted();
    QVERIFY(socket && socket->waitForReadyRead(5000));

    scene.lookAt(std::move(socket));

    QTRY_COMPARE(scene.asked, 1);
}

void TstLoopbackConnection::endsWhenThePeerLeftBefore()
{
    Scene scene;
    NetRawClient client(scene.server.serverPort());
    QVERIFY(client.isConnected());
    auto socket = scene.accepted();
    QVERIFY(socket);
    client.hangUp();
    QVERIFY(socket->waitForDisconnected(5000));

    scene.lookAt(std::move(socket));

    QTRY_COMPARE(scene.ended, 1);
    QCOMPARE(scene.asked, 0);
}

QTEST_GUILESS_MAIN(TstLoopbackConnection)
#include "tst_loopback_connection.moc"
