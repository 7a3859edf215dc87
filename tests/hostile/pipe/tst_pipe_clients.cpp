// SPDX-License-Identifier: MIT
#include "tests/hostile/pipe/pipe_scene.h"

#include <QTest>

#include <vector>

using namespace lanyard;
using namespace lanyard::test;
using namespace std::chrono_literals;
using audit::Kind;

class TstPipeClients : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void serveAnHonestProgram();
    void sendWhatIsNoRequest_data();
    void sendWhatIsNoRequest();
    void sendTenMegabytesWithoutALineFeed();
    void sendALineOfExactlyTheLimit();
    void sendHalfALineAndWait();
    void sendNothing();
    void doNotRead();
    void leaveInTheMiddleOfARequest();
    void comeInAHundred();
    void askFiftyTimesToSignIn();
    void cancelInStorms();
    void findNoAgent();
};

void TstPipeClients::serveAnHonestProgram()
{
    PipeScene scene;
    QVERIFY(scene.isListening);
    RawClient client(scene.path);

    client.write(meds);
    QTRY_COMPARE(scene.session.waitingForTokens(), std::size_t{1});
    scene.session.finishTokens(scene.session.grant());

    QTRY_VERIFY((client.poll(), client.read.endsWith('\n')));
    QVERIFY(client.read.contains("eyJhbGciOi.access-token"));
}

void TstPipeClients::sendWhatIsNoRequest_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("an HTTP request") << QByteArray("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    QTest::newRow("zeros") << QByteArray(5000, '\0') + "\n";
    QTest::newRow("every byte there is") << [] {
        QByteArray all;
        for (int i = 0; i < 256; ++i)
            all.append(static_cast<char>(i));
        return all + "\n";
    }();
    QTest::newRow("JSON ten thousand deep") << QByteArray(10'000, '[') + "\n";
    QTest::newRow("a thousand empty lines") << QByteArray(1000, '\n');
    QTest::newRow("a batch") << "[" + hello.chopped(1) + "]\n";
    QTest::newRow("a line of 64 KiB of garbage") << QByteArray(65'535, 'x') + "\n";
}

void TstPipeClients::sendWhatIsNoRequest() // P52
{
    QFETCH(const QByteArray, bytes);
    PipeScene scene;
    RawClient client(scene.path);

    client.write(bytes);
    PipeScene::pump();
    client.poll();

    QVERIFY(!client.read.contains("\"result\""));
    QVERIFY(scene.isAlive());
    QCOMPARE(scene.session.snapshot().phase, session::Phase::SignedIn);
}

void TstPipeClients::sendTenMegabytesWithoutALineFeed() // P52
{
    PipeScene scene;
    RawClient client(scene.path);
    const QByteArray megabyte(1'000'000, 'x');

    for (int i = 0; i < 10'000 && !client.isClosed; ++i) {
        client.write(megabyte);
        PipeScene::pump();
        client.poll();
    }

    QVERIFY(client.isClosed);
    QVERIFY(client.read.contains("pipe.line_too_long"));
    QCOMPARE(scene.lastRefusal(), QByteArray("pipe.line_too_long"));
    QVERIFY(scene.isAlive());
}

void TstPipeClients::sendALineOfExactlyTheLimit()
{
    PipeScene scene;
    RawClient client(scene.path);
    QByteArray full = hello.chopped(1);
    full.append(QByteArray(static_cast<qsizetype>(wire::maxLine) - full.size() - 1, ' '));

    client.write(full + "\n");

    QTRY_VERIFY((client.poll(), client.read.contains("\"result\"")));
}

void TstPipeClients::sendHalfALineAndWait()
{
    broker::Limits limits;
    limits.unreadAnswer = 1h; // The system may take a moment to say that the answer was read.
    PipeScene scene(limits);
    RawClient client(scene.path);
    client.write(hello + R"({"jsonrpc":"2.)");
    QTRY_VERIFY((client.poll(), client.read.contains("\"result\"")));

    scene.clock.advance(30s);

    QTRY_VERIFY((client.poll(), client.isClosed));
    QCOMPARE(scene.lastRefusal(), QByteArray("pipe.unfinished_line"));
}

void TstPipeClients::sendNothing()
{
    PipeScene scene;
    RawClient client(scene.path);
    QTRY_COMPARE(scene.broker.connections(), 1);

    scene.clock.advance(30s);

    QTRY_COMPARE(scene.broker.connections(), 0);
}

void TstPipeClients::doNotRead() // P52
{
    broker::Limits limits;
    limits.requestsPerSecond = 1'000'000;
    PipeScene scene(limits);
    RawClient client(scene.path);

    QTRY_VERIFY((client.write(hello.repeated(200)), !scene.lastRefusal().isEmpty()));

    QCOMPARE(scene.lastRefusal(), QByteArray("pipe.backlog"));
    QTRY_COMPARE(scene.broker.connections(), 0);
    QVERIFY(scene.isAlive());
}

void TstPipeClients::leaveInTheMiddleOfARequest()
{
    PipeScene scene;
    RawClient client(scene.path);
    client.write(meds + R"({"jsonrpc")");
    QTRY_COMPARE(scene.session.waitingForTokens(), std::size_t{1});

    client.close();

    QTRY_COMPARE(scene.broker.connections(), 0);
    QCOMPARE(scene.session.waitingForTokens(), std::size_t{0});
    QCOMPARE(scene.trail.count(Kind::TokenIssued), 0);
}

void TstPipeClients::comeInAHundred()
{
    PipeScene scene;
    std::vector<RawClient> clients;
    for (int i = 0; i < 100; ++i) {
        clients.emplace_back(scene.path);
        QCOMPARE(clients.back().error, 0);
        // Served, or shown out.
        QTRY_VERIFY((clients.back().poll(), clients.back().isClosed)
            || scene.broker.connections() == i + 1);
    }

    QCOMPARE(scene.broker.connections(), 32);
    QVERIFY(clients.back().read.contains(R"("code":"busy")"));
    clients.clear();
    QTRY_COMPARE(scene.broker.connections(), 0);
    QVERIFY(scene.isAlive());
}

void TstPipeClients::askFiftyTimesToSignIn() // P21
{
    PipeScene scene;
    scene.session.become(session::Phase::SignedOut);
    std::vector<RawClient> clients;
    for (int i = 0; i < 25; ++i) {
        clients.emplace_back(scene.path);
        clients.back().write(line("session.sign_in", "{}", 1) + line("session.sign_in", "{}", 2));
        PipeScene::pump();
    }
    QTRY_COMPARE(scene.broker.connections(), 25);
    PipeScene::pump();
    QCOMPARE(scene.session.signIns, 1);

    scene.session.enter("c-1");
    scene.session.finishSignIn({});

    for (RawClient& client : clients)
        QTRY_COMPARE((client.poll(), client.read.count("\"result\"")), 2);
}

void TstPipeClients::cancelInStorms() // P33
{
    broker::Limits limits;
    limits.requestsPerSecond = 1'000'000;
    PipeScene scene(limits);
    RawClient client(scene.path);
    for (int i = 0; i < 300; ++i) {
        client.write(line("token.get", R"({"audience":"meds"})", i)
            + R"({"jsonrpc":"2.0","method":"request.cancel","params":{"id":)"
            + QByteArray::number(i) + "}}\n");
        PipeScene::pump();
        client.poll();
    }

    QTRY_COMPARE((client.poll(), client.read.count("\"cancelled\"")), 300);
    QCOMPARE(scene.session.waitingForTokens(), std::size_t{0});
    QCOMPARE(scene.clock.timers(), std::size_t{0});
}

void TstPipeClients::findNoAgent() // P53
{
    const PipeName name;

    QCOMPARE(RawClient(name.path()).error, 2); // No such file, here and there.
}

QTEST_GUILESS_MAIN(TstPipeClients)
#include "tst_pipe_clients.moc"
