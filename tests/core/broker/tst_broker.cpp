// SPDX-License-Identifier: MIT
#include "tests/core/broker/broker_scene.h"

#include <QTest>

#include <vector>

using namespace lanyard;
using namespace lanyard::test;
using namespace std::chrono_literals;
using audit::Kind;

class TstBroker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void signsInOnceForFiftyPrograms();
    void letsOneOfManyCancelItsWait();
    void survivesStormsOfCancelling();
    void coolsDownAfterThePersonSaysNo();
    void opensNoBrowserAfterBrowserForASignInThatFails();
    void raisesNoBrowserForAProgramThatMayNot();
    void refusesMoreConnectionsThanItsLimit();
    void keepsNobodyOutForStrangers();
    void refusesOneProcessMoreThanItsShare();
    void makesRoomWhenAProgramLeaves();
    void hashesOnlyWhereAVerdictHangsOnIt();
    void appliesNewRulesToOpenConnections();
    void recordsWhomTheListenerTurnedAway();
    void recordsManyAlikeRefusalsAsTwo();
    void dropsEverybodyWhenItCloses();
    void readsNothingOnceItCloses();
    void diesQuietlyWithRequestsWaiting();
};

namespace {

using Scene = BrokerScene;

platform::Peer numbered(int number)
{
    platform::Peer peer = aPeer();
    peer.pid = 5000 + number;
    return peer;
}

} // namespace

void TstBroker::signsInOnceForFiftyPrograms() // P21
{
    Scene scene;
    std::vector<QPointer<FakePipe>> pipes;
    for (int i = 0; i < 50; ++i) {
        pipes.push_back(scene.listener.connectProgram(numbered(i)));
        QVERIFY(Scene::ask(*pipes.back(), "session.sign_in", R"({"reason":"rounds"})").isEmpty());
    }
    QCOMPARE(scene.session.signIns, 1);
    QCOMPARE(scene.session.signInBy.app, QByteArray("ward"));

    scene.session.enter("c-1");
    scene.session.finishSignIn({});

    for (const auto& pipe : pipes)
        QCOMPARE(Scene::answer(*pipe)[u"result"][u"state"].toString(), "signed_in");
}

void TstBroker::letsOneOfManyCancelItsWait() // P33
{
    Scene scene;
    const auto one = scene.listener.connectProgram(numbered(1));
    const auto two = scene.listener.connectProgram(numbered(2));
    QVERIFY(Scene::ask(*one, "session.sign_in").isEmpty());
    QVERIFY(Scene::ask(*two, "session.sign_in").isEmpty());

    one->write(R"({"jsonrpc":"2.0","id":9,"method":"request.cancel","params":{"id":1}})"
               "\n");
    const QByteArrayList lines = one->takeLines();
    scene.session.enter("c-1");
    scene.session.finishSignIn({});

    QCOMPARE(lines.size(), 2);
    QVERIFY(lines[0].contains(R"("code":"cancelled")"));
    QVERIFY(lines[1].contains(R"("cancelled":true)"));
    QVERIFY(one->takeLines().isEmpty());
    QVERIFY(Scene::answer(*two).contains("result"));
}

void TstBroker::survivesStormsOfCancelling() // P33
{
    broker::Limits limits;
    limits.requestsPerSecond = 10'000;
    Scene scene(limits);
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    int answers = 0;
    for (int i = 0; i < 500; ++i) {
        const QByteArray id = QByteArray::number(i);
        pipe->write(R"({"jsonrpc":"2.0","id":)" + id
            + R"(,"method":"token.get","params":{"audience":"meds"}})"
              "\n");
        if (i % 7 == 0)
            scene.session.finishTokens(scene.session.grant());
        pipe->write(R"({"jsonrpc":"2.0","method":"request.cancel","params":{"id":)" + id + "}}\n");
        answers += static_cast<int>(pipe->takeLines().size());
    }
    Scene::settle();

    QCOMPARE(answers, 500); // One each: a token or `cancelled`.
    QCOMPARE(scene.session.waitingForTokens(), std::size_t{0});
    QCOMPARE(scene.trail.count(Kind::TokenIssued), 72);
    QCOMPARE(scene.clock.timers(), std::size_t{0});
}

void TstBroker::coolsDownAfterThePersonSaysNo() // R15
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "session.sign_in").isEmpty());
    scene.session.cancelSignIn();
    QCOMPARE(Scene::codeOf(Scene::answer(*pipe)), "cancelled");

    scene.clock.advance(29s);
    QCOMPARE(Scene::causeOf(Scene::ask(*pipe, "session.sign_in")), "sign_in.cooling_down");
    QCOMPARE(scene.session.signIns, 1);
    scene.clock.advance(1s);
    QVERIFY(Scene::ask(*pipe, "session.sign_in").isEmpty());
    QCOMPARE(scene.session.signIns, 2);
}

void TstBroker::opensNoBrowserAfterBrowserForASignInThatFails() // R15
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();
    for (int i = 0; i < broker::SignInDesk::mostFailures; ++i) {
        QVERIFY(Scene::ask(*pipe, "session.sign_in").isEmpty());
        scene.session.finishSignIn(fail(Fault::AccessDenied, "redirect.access_denied"));
        QCOMPARE(Scene::codeOf(Scene::answer(*pipe)), "denied");
        scene.clock.advance(1s);
    }
    QCOMPARE(scene.session.signIns, 5);

    scene.clock.advance(28s);
    QCOMPARE(Scene::causeOf(Scene::ask(*pipe, "session.sign_in")), "redirect.access_denied");
    QCOMPARE(scene.session.signIns, 5);
    scene.clock.advance(1s);
    QVERIFY(Scene::ask(*pipe, "session.sign_in").isEmpty());
    QCOMPARE(scene.session.signIns, 6);
}

void TstBroker::raisesNoBrowserForAProgramThatMayNot() // R15
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram(aPeer("/opt/quiet/quiet"));

    QCOMPARE(Scene::causeOf(Scene::ask(*pipe, "session.sign_in")), "app.operation");
    QCOMPARE(scene.session.signIns, 0);
}

void TstBroker::refusesMoreConnectionsThanItsLimit()
{
    broker::Limits limits;
    limits.connections = 2;
    Scene scene(limits);
    const auto one = scene.listener.connectProgram(numbered(1));
    const auto two = scene.listener.connectProgram(numbered(2));

    const auto three = scene.listener.connectProgram(numbered(3));

    QVERIFY(three.isNull());
    QVERIFY(!two.isNull());
    QCOMPARE(scene.broker.connections(), 2);
    QCOMPARE(scene.trail.last(Kind::PeerRefused)->error->code, QByteArray("broker.full"));
}

void TstBroker::keepsNobodyOutForStrangers()
{
    broker::Limits limits;
    limits.connections = 2;
    Scene scene(limits);
    const auto one = scene.listener.connectProgram(numbered(1));
    const auto stranger = scene.listener.connectProgram(aPeer("/home/ada/anything"));

    const auto two = scene.listener.connectProgram(numbered(2));
    Scene::settle();

    QVERIFY(stranger.isNull());
    QVERIFY(!one.isNull());
    QVERIFY(!two.isNull());
    QCOMPARE(scene.broker.connections(), 2);
    QVERIFY(scene.listener.connectProgram(numbered(3)).isNull()); // None among those it knows.
}

void TstBroker::refusesOneProcessMoreThanItsShare()
{
    broker::Limits limits;
    limits.connectionsOfOneProcess = 2;
    Scene scene(limits);
    const auto one = scene.listener.connectProgram();
    const auto two = scene.listener.connectProgram();

    QVERIFY(scene.listener.connectProgram().isNull());
    QVERIFY(!scene.listener.connectProgram(numbered(2)).isNull());
}

void TstBroker::makesRoomWhenAProgramLeaves()
{
    broker::Limits limits;
    limits.connectionsOfOneProcess = 1;
    Scene scene(limits);
    const auto first = scene.listener.connectProgram();

    first->close();
    Scene::settle();

    QVERIFY(!scene.listener.connectProgram().isNull());
    QCOMPARE(scene.broker.connections(), 1);
}

void TstBroker::hashesOnlyWhereAVerdictHangsOnIt()
{
    Scene scene;
    auto rules = Scene::rules();
    rules.rules[0].match.sha256 = QByteArray(64, 'a');
    scene.broker.setRules(rules);
    platform::Peer unprotected = aPeer();
    unprotected.executableProtected = false;

    const auto pipe = scene.listener.connectProgram(unprotected);
    QVERIFY(Scene::ask(*pipe, "session.get").contains("result"));
    rules.rules[0].match.sha256 = QByteArray(64, 'b');
    scene.broker.setRules(rules);
    QCOMPARE(Scene::causeOf(Scene::ask(*pipe, "session.get")), "app.unknown");
}

void TstBroker::appliesNewRulesToOpenConnections()
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "session.get").contains("result"));

    scene.broker.setRules({});

    QCOMPARE(Scene::codeOf(Scene::ask(*pipe, "session.get")), "denied");
}

void TstBroker::recordsWhomTheListenerTurnedAway()
{
    Scene scene;

    Q_EMIT scene.listener.peerRefused({Fault::Untrusted, "peer.other_user", {}, 0, "LY-1"});

    QCOMPARE(scene.trail.last(Kind::PeerRefused)->error->code, QByteArray("peer.other_user"));
}

void TstBroker::recordsManyAlikeRefusalsAsTwo()
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram(aPeer("/tmp/x"));
    QSet<QString> references;
    for (int i = 0; i < 10; ++i) {
        const auto answer = Scene::ask(*pipe, "session.get");
        references.insert(answer[u"error"][u"data"][u"reference"].toString());
    }
    QCOMPARE(scene.trail.count(Kind::RequestDenied), 1);
    QCOMPARE(references.size(), 1); // The one that is on record.

    scene.clock.advance(60s);

    QCOMPARE(scene.trail.count(Kind::RequestDenied), 2);
    QCOMPARE(scene.trail.last(Kind::RequestDenied)->facts[u"repeated"].toInt(), 9);
}

void TstBroker::dropsEverybodyWhenItCloses()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "token.get", R"({"audience":"meds"})").isEmpty());

    scene.broker.close();
    Scene::settle();

    QVERIFY(pipe.isNull());
    QCOMPARE(scene.broker.connections(), 0);
    QCOMPARE(scene.session.waitingForTokens(), std::size_t{0});
}

/// close() is called by a signal; a program's bytes may be handled in the same turn, after it.
void TstBroker::readsNothingOnceItCloses()
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();

    scene.broker.close();

    QVERIFY(Scene::ask(*pipe, "agent.hello").isEmpty());
    QVERIFY(pipe->isClosed());
}

void TstBroker::diesQuietlyWithRequestsWaiting()
{
    FakeClock clock;
    RecordingTrail trail;
    BrokerSession session;
    FakeListener listener;
    {
        broker::Broker broker({listener, session, trail, clock, "0.1.0"}, {});
        broker.setRules(Scene::rules());
        const auto pipe = listener.connectProgram();
        QVERIFY(Scene::ask(*pipe, "session.sign_in").isEmpty());
        session.enter("c-1");
        QVERIFY(Scene::ask(*pipe, "token.get", R"({"audience":"meds"})", "2").isEmpty());
    }

    QCOMPARE(session.waitingForTokens(), std::size_t{0});
    QCOMPARE(session.waitingForSignIn(), std::size_t{0});
    QCOMPARE(clock.timers(), std::size_t{0});
}

QTEST_GUILESS_MAIN(TstBroker)
#include "tst_broker.moc"
