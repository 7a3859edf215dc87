// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "core/broker/broker.h"
#include "core/platform/peer_executable.h"
#include "core/platform/pipe_listener.h"
#include "tests/hostile/pipe/raw_client.h"
#include "tests/support/broker_session.h"
#include "tests/support/fake_clock.h"
#include "tests/support/recording_trail.h"

#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <sys/wait.h>
#include <vector>

using namespace lanyard;
using namespace lanyard::test;
using namespace std::chrono_literals;
using audit::Kind;

namespace {

QByteArray line(const QByteArray& method, const QByteArray& params = "{}", int id = 1)
{
    return R"({"jsonrpc":"2.0","id":)" + QByteArray::number(id) + R"(,"method":")" + method
        + R"(","params":)" + params + "}\n";
}

const QByteArray hello = line("agent.hello");
const QByteArray meds = line("token.get", R"({"audience":"meds"})");

QByteArray ownHash()
{
    const int file = ::open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    platform::ExecutableHashes hashes;
    const auto hash = hashes.of(file);
    ::close(file);
    return hash.value_or(QByteArray());
}

/// This test program is the app "tester"; the socket is real, the clock is not.
struct Scene {
    explicit Scene(const broker::Limits& limits = {})
        : broker({*listener, session, trail, clock, "0.1.0"}, limits)
    {
        policy::AppRule rule;
        rule.match.sha256 = ownHash();
        rule.grant.name = "tester";
        using enum policy::Operation;
        rule.grant.operations = SignIn | SignOut | Token | Identity | Events;
        rule.grant.audiences = {{"meds", {"meds.read"}}};
        rule.grant.identity = {"person"};
        broker.setRules({{rule}});
        session.enter("c-1");
        isListening = broker.listen(QFile::decodeName(path)).has_value();
    }

    [[nodiscard]] bool isAlive()
    {
        RawClient client(path);
        client.write(hello);
        pump();
        client.poll();
        return client.read.contains("\"result\"");
    }

    static void pump()
    {
        for (int i = 0; i < 20; ++i)
            QCoreApplication::processEvents();
    }

    [[nodiscard]] QByteArray lastRefusal() const
    {
        const audit::Event* const event = trail.last(Kind::PeerRefused);
        return event == nullptr ? QByteArray() : event->error->code;
    }

    QTemporaryDir folder;
    QByteArray path = QFile::encodeName(folder.filePath("lanyard-1/agent.sock"));
    FakeClock clock;
    RecordingTrail trail;
    BrokerSession session;
    std::unique_ptr<platform::PipeListener> listener = platform::makePipeListener();
    broker::Broker broker;
    bool isListening = false;
};

/// Runs `play` in another process, which ends with its answer; waits for that.
template <class Play>
int inAnotherProcess(Play play)
{
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(play());
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

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
    void closeTheirHalfAndStillGetTheirAnswer();
    void comeInAHundred();
    void endBeforeTheyAreLookedAt();
    void endWhileAnotherHoldsTheirSocket();
    void comeFromAnotherUser();
    void askFiftyTimesToSignIn();
    void cancelInStorms();
    void findNoAgent();
};

void TstPipeClients::serveAnHonestProgram()
{
    Scene scene;
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
    Scene scene;
    RawClient client(scene.path);

    client.write(bytes);
    Scene::pump();
    client.poll();

    QVERIFY(!client.read.contains("\"result\""));
    QVERIFY(scene.isAlive());
    QCOMPARE(scene.session.snapshot().phase, session::Phase::SignedIn);
}

void TstPipeClients::sendTenMegabytesWithoutALineFeed() // P52
{
    Scene scene;
    RawClient client(scene.path);
    const QByteArray megabyte(1'000'000, 'x');

    for (int i = 0; i < 10'000 && !client.isClosed; ++i) {
        client.write(megabyte);
        Scene::pump();
        client.poll();
    }

    QVERIFY(client.isClosed);
    QVERIFY(client.read.contains("pipe.line_too_long"));
    QCOMPARE(scene.lastRefusal(), QByteArray("pipe.line_too_long"));
    QVERIFY(scene.isAlive());
}

void TstPipeClients::sendALineOfExactlyTheLimit()
{
    Scene scene;
    RawClient client(scene.path);
    QByteArray full = hello.chopped(1);
    full.append(QByteArray(static_cast<qsizetype>(wire::maxLine) - full.size() - 1, ' '));

    client.write(full + "\n");

    QTRY_VERIFY((client.poll(), client.read.contains("\"result\"")));
}

void TstPipeClients::sendHalfALineAndWait()
{
    Scene scene;
    RawClient client(scene.path);
    client.write(hello + R"({"jsonrpc":"2.)");
    QTRY_VERIFY((client.poll(), client.read.contains("\"result\"")));

    scene.clock.advance(30s);

    QTRY_VERIFY((client.poll(), client.isClosed));
    QCOMPARE(scene.lastRefusal(), QByteArray("pipe.unfinished_line"));
}

void TstPipeClients::sendNothing()
{
    Scene scene;
    RawClient client(scene.path);
    QTRY_COMPARE(scene.broker.connections(), 1);

    scene.clock.advance(30s);

    QTRY_COMPARE(scene.broker.connections(), 0);
}

void TstPipeClients::doNotRead() // P52
{
    broker::Limits limits;
    limits.requestsPerSecond = 1'000'000;
    Scene scene(limits);
    RawClient client(scene.path);

    QTRY_VERIFY((client.write(hello.repeated(200)), !scene.lastRefusal().isEmpty()));

    QCOMPARE(scene.lastRefusal(), QByteArray("pipe.backlog"));
    QTRY_COMPARE(scene.broker.connections(), 0);
    QVERIFY(scene.isAlive());
}

void TstPipeClients::leaveInTheMiddleOfARequest()
{
    Scene scene;
    RawClient client(scene.path);
    client.write(meds + R"({"jsonrpc")");
    QTRY_COMPARE(scene.session.waitingForTokens(), std::size_t{1});

    client.close();

    QTRY_COMPARE(scene.broker.connections(), 0);
    QCOMPARE(scene.session.waitingForTokens(), std::size_t{0});
    QCOMPARE(scene.trail.count(Kind::TokenIssued), 0);
}

void TstPipeClients::closeTheirHalfAndStillGetTheirAnswer()
{
    Scene scene;
    RawClient client(scene.path);
    client.write(meds);
    client.shutdownWriting();
    QTRY_COMPARE(scene.session.waitingForTokens(), std::size_t{1});

    scene.session.finishTokens(scene.session.grant());

    QTRY_VERIFY((client.poll(), client.isClosed));
    QVERIFY(client.read.contains("access_token"));
}

void TstPipeClients::comeInAHundred()
{
    Scene scene;
    std::vector<RawClient> clients;
    for (int i = 0; i < 100; ++i) {
        clients.emplace_back(scene.path);
        QCOMPARE(clients.back().error, 0);
        Scene::pump();
    }

    QCOMPARE(scene.broker.connections(), 32);
    QTRY_VERIFY((clients.back().poll(), clients.back().isClosed));
    QVERIFY(clients.back().read.contains(R"("code":"busy")"));
    clients.clear();
    QTRY_COMPARE(scene.broker.connections(), 0);
    QVERIFY(scene.isAlive());
}

void TstPipeClients::endBeforeTheyAreLookedAt() // P48
{
    Scene scene;

    inAnotherProcess([&scene] {
        const RawClient client(scene.path);
        client.write(meds);
        return 0;
    });

    QTRY_COMPARE(scene.lastRefusal(), QByteArray("peer.gone"));
    QCOMPARE(scene.broker.connections(), 0);
    QCOMPARE(scene.session.tokens, 0);
}

void TstPipeClients::endWhileAnotherHoldsTheirSocket() // P48
{
    Scene scene;
    RawClient inherited = RawClient::notYetConnected();
    std::array<int, 2> leave = {};
    QCOMPARE(::pipe2(leave.data(), O_CLOEXEC), 0);
    const pid_t child = ::fork();
    if (child == 0) { // Connects as itself, and lives until it is told to leave.
        char told = 0;
        const int failed = inherited.connectTo(scene.path);
        ::close(leave[1]);
        ::_exit(failed + static_cast<int>(::read(leave[0], &told, 1)));
    }
    QTRY_COMPARE(scene.broker.connections(), 1);
    inherited.write(meds);
    QTRY_COMPARE(scene.session.waitingForTokens(), std::size_t{1});

    ::close(leave[1]);
    ::close(leave[0]);
    ::waitpid(child, nullptr, 0);
    scene.session.finishTokens(scene.session.grant());

    QTRY_VERIFY((inherited.poll(), inherited.isClosed));
    QVERIFY(!inherited.read.contains("access_token"));
    QCOMPARE(scene.trail.count(Kind::TokenIssued), 0);
    QCOMPARE(scene.lastRefusal(), QByteArray("peer.gone"));
}

void TstPipeClients::comeFromAnotherUser() // P46
{
    if (::geteuid() != 0)
        QSKIP("only root can play another user");
    Scene scene;
    constexpr uid_t nobody = 65534;
    const auto connectAsNobody = [&scene] {
        if (::setuid(nobody) != 0)
            return 99;
        const RawClient client(scene.path);
        return client.error;
    };

    QCOMPARE(inAnotherProcess(connectAsNobody), EACCES); // The folder is in the way.
    // Even with every door open, the peer's credentials are looked at.
    ::chmod(QFile::encodeName(scene.folder.path()).constData(), 0777);
    ::chmod(scene.path.left(scene.path.lastIndexOf('/')).constData(), 0777);
    ::chmod(scene.path.constData(), 0777);
    QCOMPARE(inAnotherProcess(connectAsNobody), 0);

    QTRY_COMPARE(scene.lastRefusal(), QByteArray("peer.other_user"));
    QCOMPARE(scene.broker.connections(), 0);
}

void TstPipeClients::askFiftyTimesToSignIn() // P21
{
    Scene scene;
    scene.session.become(session::Phase::SignedOut);
    std::vector<RawClient> clients;
    for (int i = 0; i < 25; ++i) {
        clients.emplace_back(scene.path);
        clients.back().write(line("session.sign_in", "{}", 1) + line("session.sign_in", "{}", 2));
    }
    QTRY_COMPARE(scene.broker.connections(), 25);
    Scene::pump();
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
    Scene scene(limits);
    RawClient client(scene.path);
    for (int i = 0; i < 300; ++i) {
        client.write(line("token.get", R"({"audience":"meds"})", i)
            + R"({"jsonrpc":"2.0","method":"request.cancel","params":{"id":)"
            + QByteArray::number(i) + "}}\n");
        Scene::pump();
        client.poll();
    }

    QTRY_COMPARE((client.poll(), client.read.count("\"cancelled\"")), 300);
    QCOMPARE(scene.session.waitingForTokens(), std::size_t{0});
    QCOMPARE(scene.clock.timers(), std::size_t{0});
}

void TstPipeClients::findNoAgent() // P53
{
    const QTemporaryDir folder;
    const RawClient client(QFile::encodeName(folder.filePath("lanyard-1/agent.sock")));

    QCOMPARE(client.error, ENOENT);
}

QTEST_GUILESS_MAIN(TstPipeClients)
#include "tst_pipe_clients.moc"
