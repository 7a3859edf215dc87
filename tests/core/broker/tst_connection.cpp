// SPDX-License-Identifier: MIT
#include "tests/core/broker/broker_scene.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::test;
using namespace std::chrono_literals;
using audit::Kind;
using session::Phase;

class TstConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void greetsAProgramThatPolicyDoesNotKnow();
    void deniesItEverythingElse_data();
    void deniesItEverythingElse();
    void tellsTheStateOfTheSession();
    void showsThePersonOnlyWhereGranted();
    void recordsThatThePersonWasSeenOnceForEachContext();
    void servesTheIdentityCutToTheGrant();
    void servesNoIdentityThatIsNotOnRecord();
    void servesNoIdentityOfAnotherContext();
    void servesNobodyWhoseTimeIsOver_data();
    void servesNobodyWhoseTimeIsOver();
    void signsOut();
    void signsNobodyOutForAProgramThatIsGone();
    void answersUnknownMethodsAsJsonRpcDoes();
    void answersGarbageAndGoesOn();
    void readsRequestsHoweverTheyAreCut();
    void hearsNothingInANotificationButACancellation();
    void refusesAnIdThatIsWaiting();
    void refusesTooManyAtOnce();
    void refusesTooFast();
    void countsTheRateForTheWholeProcess();
    void hidesNoRefusalBehindAnotherProgramsMany();
    void dropsALineThatIsTooLong();
    void dropsALineThatIsNotFinished();
    void dropsAProgramThatAsksNothing();
    void leavesAQuietSubscriberAlone();
    void dropsAProgramThatDoesNotRead();
    void dropsABacklog();
    void answersAHalfClosedProgramAndThenCloses();
    void servesNothingToWhoHidesItsUser();
    void tellsSubscribersOnceForManyChanges();
    void tellsAProgramThatDidNotReadOnlyTheLatest();
    void tellsNothingThatWasNotSubscribed();
    void tellsNobodyWhomPolicyForgot();
};

namespace {

using Scene = BrokerScene;

} // namespace

void TstConnection::greetsAProgramThatPolicyDoesNotKnow()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram(aPeer("/tmp/x"));

    const auto answer = Scene::ask(*pipe, "agent.hello", R"({"client":"X","protocol":1})");

    const QJsonObject result = answer[u"result"].toObject();
    QCOMPARE(result[u"protocol"].toInt(), 1);
    QCOMPARE(result[u"version"].toString(), "0.1.0");
    QCOMPARE(result[u"state"].toString(), "signed_in");
    QVERIFY(result[u"app"].isNull());
    QVERIFY(result[u"capabilities"].toArray().contains("token.get"));
    QVERIFY(!QJsonDocument(result).toJson().contains("Ada"));
}

void TstConnection::deniesItEverythingElse_data()
{
    QTest::addColumn<QByteArray>("method");
    for (const char* name : {"session.get",
             "session.sign_in",
             "session.sign_out",
             "token.get",
             "identity.get",
             "role.list",
             "role.select",
             "elevation.request",
             "elevation.end",
             "emergency.request",
             "emergency.end",
             "events.subscribe",
             "request.cancel",
             "no.such_method"})
        QTest::newRow(name) << QByteArray(name);
}

void TstConnection::deniesItEverythingElse() // R3
{
    QFETCH(const QByteArray, method);
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram(aPeer("/tmp/x"));

    const auto answer = Scene::ask(*pipe, method, R"({"audience":"meds","id":1})");

    QCOMPARE(Scene::codeOf(answer), "denied");
    QCOMPARE(Scene::causeOf(answer), "app.unknown");
    QCOMPARE(scene.session.signIns + scene.session.signOuts + scene.session.tokens, 0);
    QCOMPARE(scene.trail.events().size(), 1);
    QCOMPARE(scene.trail.events().first().app, QByteArray("/tmp/x"));
}

void TstConnection::tellsTheStateOfTheSession()
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();

    const auto nobody = Scene::ask(*pipe, "session.get");
    scene.session.enter("c-1");
    const auto somebody = Scene::ask(*pipe, "session.get");

    QCOMPARE(nobody[u"result"].toObject(),
        QJsonObject({{"state", "signed_out"},
            {"reason", QJsonValue::Null},
            {"context_id", QJsonValue::Null}}));
    QCOMPARE(somebody[u"result"][u"state"].toString(), "signed_in");
    QCOMPARE(somebody[u"result"][u"context_id"].toString(), "c-1");
    QVERIFY(somebody[u"result"].toObject().contains("absolute_ends_at"));
}

void TstConnection::showsThePersonOnlyWhereGranted()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto granted = scene.listener.connectProgram();
    const auto quiet = scene.listener.connectProgram(aPeer("/opt/quiet/quiet"));

    QCOMPARE(Scene::ask(*granted, "session.get")[u"result"][u"person"][u"name"].toString(),
        "Dr Ada Ward");
    QVERIFY(!Scene::ask(*quiet, "session.get")[u"result"].toObject().contains("person"));
    scene.session.enter("c-1", Phase::Paused);
    QVERIFY(!Scene::ask(*granted, "session.get")[u"result"].toObject().contains("person"));
}

void TstConnection::recordsThatThePersonWasSeenOnceForEachContext()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();

    for (int i = 0; i < 3; ++i)
        QVERIFY(!Scene::ask(*pipe, "session.get").isEmpty());
    QCOMPARE(scene.trail.count(Kind::IdentityRead), 1);
    scene.session.enter("c-2");
    QVERIFY(!Scene::ask(*pipe, "session.get").isEmpty());
    QCOMPARE(scene.trail.count(Kind::IdentityRead), 2);
}

void TstConnection::servesTheIdentityCutToTheGrant()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();

    const auto answer = Scene::ask(*pipe, "identity.get", R"({"context_id":"c-1"})");

    const QJsonObject identity = answer[u"result"].toObject();
    QCOMPARE(identity[u"schema"].toString(), "lanyard.identity/1");
    QCOMPARE(identity[u"person"][u"uid"].toString(), "555021935107");
    QVERIFY(identity.contains("permissions"));
    QVERIFY(!identity.contains("roles"));
    QCOMPARE(scene.trail.last(Kind::IdentityRead)->facts[u"fields"].toArray(),
        QJsonArray({"person", "permissions", "emergency"}));
}

void TstConnection::servesNoIdentityThatIsNotOnRecord()
{
    Scene scene;
    scene.session.enter("c-1");
    scene.trail.refuseAsFull(Kind::IdentityRead);
    const auto pipe = scene.listener.connectProgram();

    QCOMPARE(Scene::codeOf(Scene::ask(*pipe, "identity.get")), "unavailable");
    QCOMPARE(Scene::codeOf(Scene::ask(*pipe, "session.get")), "unavailable");
}

void TstConnection::servesNoIdentityOfAnotherContext()
{
    Scene scene;
    scene.session.enter("c-2");
    const auto pipe = scene.listener.connectProgram();

    const auto answer = Scene::ask(*pipe, "identity.get", R"({"context_id":"c-1"})");

    QCOMPARE(Scene::codeOf(answer), "context_changed");
    QCOMPARE(scene.trail.count(Kind::IdentityRead), 0);
}

void TstConnection::servesNobodyWhoseTimeIsOver_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::newRow("identity.get") << QByteArray("identity.get");
    QTest::newRow("session.get") << QByteArray("session.get");
}

// P31, rule 10: the computer slept past a limit, and a program asks before any timer has run.
void TstConnection::servesNobodyWhoseTimeIsOver()
{
    QFETCH(const QByteArray, method);
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    scene.session.isOver = true;

    const auto answer = Scene::ask(*pipe, method);

    QVERIFY(!answer.isEmpty());
    QVERIFY(!QJsonDocument(answer).toJson().contains("Ada"));
    QVERIFY(!QJsonDocument(answer).toJson().contains("prescribe"));
    QCOMPARE(scene.session.snapshot().phase, Phase::Ended);
}

void TstConnection::signsOut()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();

    const auto answer = Scene::ask(
        *pipe, "session.sign_out", R"({"reason":"end of shift","correlation_id":"visit-7"})");

    QVERIFY(answer.contains("result"));
    QCOMPARE(scene.session.signOuts, 1);
    QCOMPARE(scene.session.signOutBy.app, QByteArray("ward"));
    QCOMPARE(scene.session.signOutBy.correlationId, QByteArray("visit-7"));
}

void TstConnection::signsNobodyOutForAProgramThatIsGone() // P48
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    pipe->isSame = false;

    QVERIFY(Scene::ask(*pipe, "session.sign_out").isEmpty());

    QCOMPARE(scene.session.signOuts, 0);
}

void TstConnection::answersUnknownMethodsAsJsonRpcDoes()
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();

    const auto answer = Scene::ask(*pipe, "no.such_method");

    QCOMPARE(answer[u"error"][u"code"].toInt(), -32601);
    QCOMPARE(Scene::codeOf(answer), "unsupported");
}

void TstConnection::answersGarbageAndGoesOn()
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();

    pipe->write("GET / HTTP/1.1\r\n");
    const auto answer = Scene::answer(*pipe);

    QCOMPARE(answer[u"error"][u"code"].toInt(), -32700);
    QVERIFY(answer[u"id"].isNull());
    QVERIFY(Scene::ask(*pipe, "agent.hello").contains("result"));
    QCOMPARE(scene.trail.count(Kind::RequestDenied), 1);
}

void TstConnection::readsRequestsHoweverTheyAreCut() // P52
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();
    const QByteArray two = R"({"jsonrpc":"2.0","id":1,"method":"agent.hello"})"
                           "\r\n\n"
                           R"({"jsonrpc":"2.0","id":2,"method":"agent.hello"})"
                           "\n";

    for (const char c : two)
        pipe->write(QByteArray(1, c));
    QCOMPARE(pipe->takeLines().size(), 2);
    pipe->write(two);
    QCOMPARE(pipe->takeLines().size(), 2);
}

void TstConnection::hearsNothingInANotificationButACancellation()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();

    pipe->write(R"({"jsonrpc":"2.0","method":"session.sign_out"})"
                "\n");

    QVERIFY(pipe->takeLines().isEmpty());
    QCOMPARE(scene.session.signOuts, 0);
}

void TstConnection::refusesAnIdThatIsWaiting()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "token.get", R"({"audience":"meds"})", "5").isEmpty());

    const auto answer = Scene::ask(*pipe, "token.get", R"({"audience":"meds"})", "5");

    QCOMPARE(Scene::causeOf(answer), "request.id_in_use");
    QCOMPARE(scene.session.waitingForTokens(), std::size_t{1});
}

void TstConnection::refusesTooManyAtOnce()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    for (int i = 0; i < 16; ++i)
        QVERIFY(Scene::ask(*pipe, "token.get", R"({"audience":"meds"})", QByteArray::number(i))
                    .isEmpty());

    const auto answer = Scene::ask(*pipe, "token.get", R"({"audience":"meds"})", "99");

    QCOMPARE(Scene::codeOf(answer), "busy");
    QVERIFY(answer[u"error"][u"data"][u"retry_after_ms"].toInt() > 0);
    QVERIFY(Scene::ask(*pipe, "session.get", "{}", "100").contains("result"));
}

void TstConnection::refusesTooFast() // R23
{
    broker::Limits limits;
    limits.requestsPerSecond = 3;
    Scene scene(limits);
    const auto pipe = scene.listener.connectProgram();
    for (int i = 0; i < 3; ++i)
        QVERIFY(Scene::ask(*pipe, "agent.hello").contains("result"));

    const auto answer = Scene::ask(*pipe, "agent.hello");
    scene.clock.advance(Milliseconds{answer[u"error"][u"data"][u"retry_after_ms"].toInt()});

    QCOMPARE(Scene::codeOf(answer), "busy");
    QVERIFY(Scene::ask(*pipe, "agent.hello").contains("result"));
}

void TstConnection::countsTheRateForTheWholeProcess() // R23
{
    broker::Limits limits;
    limits.requestsPerSecond = 2;
    Scene scene(limits);
    const auto one = scene.listener.connectProgram();
    const auto two = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*one, "agent.hello").contains("result"));
    QVERIFY(Scene::ask(*two, "agent.hello").contains("result"));

    QCOMPARE(Scene::codeOf(Scene::ask(*two, "agent.hello")), "busy");
}

// R12: else a program that asks for ever new things could have another's refusals go unrecorded.
void TstConnection::hidesNoRefusalBehindAnotherProgramsMany()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto loud = scene.listener.connectProgram(aPeer("/tmp/x"));
    platform::Peer other = aPeer();
    other.pid = 4712;
    const auto ward = scene.listener.connectProgram(other);

    for (int i = 0; i < 300; ++i) {
        scene.clock.advance(20ms);
        std::ignore =
            Scene::ask(*loud, "token.get", R"({"audience":"a)" + QByteArray::number(i) + R"("})");
    }
    const auto loudOnes = scene.trail.events().size();
    std::ignore = Scene::ask(*ward, "token.get", R"({"audience":"payroll"})");

    QVERIFY(loudOnes < 100);
    QCOMPARE(scene.trail.events().size(), loudOnes + 1);
    QCOMPARE(scene.trail.events().last().app, QByteArray("ward"));
    QCOMPARE(scene.trail.events().last().facts[u"audience"].toString(), "payroll");
}

void TstConnection::dropsALineThatIsTooLong() // P52
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();

    pipe->write(QByteArray(10'000'000, 'x'));

    QCOMPARE(Scene::causeOf(Scene::answer(*pipe)), "pipe.line_too_long");
    QVERIFY(pipe->isClosed());
    QCOMPARE(scene.trail.last(Kind::PeerRefused)->error->code, QByteArray("pipe.line_too_long"));
}

void TstConnection::dropsALineThatIsNotFinished()
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "agent.hello").contains("result"));

    pipe->write(R"({"jsonrpc":)");
    for (int i = 0; i < 29; ++i) { // One byte a second does not put it off.
        scene.clock.advance(1s);
        pipe->write(" ");
    }
    QVERIFY(!pipe->isClosed());
    scene.clock.advance(1s);

    QVERIFY(pipe->isClosed());
    QCOMPARE(scene.trail.last(Kind::PeerRefused)->error->code, QByteArray("pipe.unfinished_line"));
}

void TstConnection::dropsAProgramThatAsksNothing()
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();

    scene.clock.advance(30s);

    QVERIFY(pipe->isClosed());
}

void TstConnection::leavesAQuietSubscriberAlone()
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "events.subscribe").contains("result"));

    scene.clock.advance(24h);

    QVERIFY(!pipe->isClosed());
}

void TstConnection::dropsAProgramThatDoesNotRead() // P52
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();
    pipe->reads = false;
    QVERIFY(Scene::ask(*pipe, "agent.hello").contains("result"));

    scene.clock.advance(30s);

    QVERIFY(pipe->isClosed());
    QCOMPARE(scene.trail.last(Kind::PeerRefused)->error->code, QByteArray("pipe.slow_reader"));
}

void TstConnection::dropsABacklog()
{
    broker::Limits limits;
    limits.requestsPerSecond = 10'000;
    Scene scene(limits);
    const auto pipe = scene.listener.connectProgram();
    pipe->reads = false;

    for (int i = 0; i < 5000 && !pipe->isClosed(); ++i)
        pipe->write(R"({"jsonrpc":"2.0","id":1,"method":"agent.hello"})"
                    "\n");

    QVERIFY(pipe->isClosed());
    QCOMPARE(scene.trail.last(Kind::PeerRefused)->error->code, QByteArray("pipe.backlog"));
}

void TstConnection::answersAHalfClosedProgramAndThenCloses()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "token.get", R"({"audience":"meds"})").isEmpty());

    Q_EMIT pipe->inputEnded();
    QVERIFY(!pipe->isClosed());
    scene.session.finishTokens(scene.session.grant());

    QVERIFY(Scene::answer(*pipe).contains("result"));
    QVERIFY(pipe->isClosed());
}

void TstConnection::servesNothingToWhoHidesItsUser()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "token.get", R"({"audience":"meds"})").isEmpty());

    Q_EMIT pipe->refused(fail(Fault::Untrusted, "peer.anonymous").value());
    scene.session.finishTokens(scene.session.grant());

    QVERIFY(pipe->isClosed());
    QVERIFY(Scene::answer(*pipe).isEmpty());
    QCOMPARE(scene.trail.last(Kind::PeerRefused)->error->code, QByteArray("peer.anonymous"));
}

void TstConnection::tellsSubscribersOnceForManyChanges()
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "events.subscribe").contains("result"));

    scene.session.become(Phase::SigningIn);
    scene.session.enter("c-1");
    scene.session.enter("c-1"); // Only activity.
    Scene::settle();

    const QByteArrayList lines = pipe->takeLines();
    QCOMPARE(lines.size(), 2);
    QCOMPARE(parseJsonObject(lines[0])->value("method").toString(), "session.changed");
    QVERIFY(!lines[0].contains("Ada"));
    QCOMPARE(lines[1],
        QByteArray(
            R"({"jsonrpc":"2.0","method":"context.changed","params":{"context_id":"c-1"}})"));
    Q_EMIT scene.session.changed();
    Scene::settle();
    QVERIFY(pipe->takeLines().isEmpty());
}

void TstConnection::tellsAProgramThatDidNotReadOnlyTheLatest()
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();
    pipe->reads = false;
    QVERIFY(Scene::ask(*pipe, "events.subscribe").contains("result"));

    for (int i = 0; i < 100; ++i) {
        scene.session.enter(QByteArray::number(i));
        Scene::settle();
    }
    QVERIFY(pipe->takeLines().isEmpty());
    pipe->catchUp();

    const QByteArrayList lines = pipe->takeLines();
    QCOMPARE(lines.size(), 2);
    QVERIFY(lines[1].contains("\"99\""));
}

void TstConnection::tellsNothingThatWasNotSubscribed()
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();
    const auto answer =
        Scene::ask(*pipe, "events.subscribe", R"({"kinds":["context.changed","of.later"]})");

    scene.session.become(Phase::SigningIn);
    Scene::settle();

    QCOMPARE(answer[u"result"][u"kinds"].toArray(), QJsonArray({"context.changed"}));
    QVERIFY(pipe->takeLines().isEmpty());
}

void TstConnection::tellsNobodyWhomPolicyForgot()
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "events.subscribe").contains("result"));

    scene.broker.setRules({});
    scene.session.enter("c-1");
    Scene::settle();

    QVERIFY(pipe->takeLines().isEmpty());
}

QTEST_GUILESS_MAIN(TstConnection)
#include "tst_connection.moc"
