// SPDX-License-Identifier: MIT
#include "tests/core/broker/broker_scene.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::test;
using namespace std::chrono_literals;
using audit::Kind;
using session::Phase;

class TstTokenGet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void signsInAgainWhereOnlyThatHelps();
    void signsNobodyInAgainUnasked();
    void servesATokenAndRecordsItFirst();
    void passesOnWhatWasAskedFor();
    void deniesWhatIsNotGranted();
    void answersAtOnceWhenNobodyIsSignedIn();
    void answersContextChangedBeforeTheWait();
    void answersContextChangedAfterTheWait();
    void neverServesATokenOfAnOldContext();
    void neverServesALockedDesktop();
    void servesNothingThatIsNotOnRecord();
    void servesNothingToAProgramThatIsGone();
    void servesNothingThatPolicyTookBackMeanwhile();
    void servesNoTokenThatReachesFurther();
    void servesNoTokenThatWouldBreakTheLine();
    void answersBeforeItsDeadline();
    void opensNothingUnlessItIsInteractive();
    void opensNothingForAProgramThatMayNotSignIn();
    void signsInFirstWhenInteractive();
    void withdrawsWhatACallerCancels();
    void withdrawsWhatADisconnectLeaves();
    void refusesBadParameters_data();
    void refusesBadParameters();
};

namespace {

using Scene = BrokerScene;

const QByteArray meds = R"({"audience":"meds"})";

} // namespace

void TstTokenGet::servesATokenAndRecordsItFirst()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(
        *pipe, "token.get", R"({"audience":"meds","scope":"meds.read","correlation_id":"corr-9"})")
                .isEmpty());

    scene.session.finishTokens(scene.session.grant());

    const QJsonObject answer = Scene::answer(*pipe);
    QCOMPARE(answer[u"result"].toObject(),
        QJsonObject({{"access_token", "eyJhbGciOi.access-token"},
            {"token_type", "Bearer"},
            {"expires_at", "2026-09-21T14:18:20Z"},
            {"scope", "meds.read"},
            {"context_id", "c-1"}}));
    const audit::Event* event = scene.trail.last(Kind::TokenIssued);
    QVERIFY(event != nullptr);
    QCOMPARE(event->app, QByteArray("ward"));
    QCOMPARE(event->correlationId, QByteArray("corr-9"));
    QCOMPARE(event->subject.contextId, QByteArray("c-1"));
    QCOMPARE(event->facts[u"audience"].toString(), "meds");
    QCOMPARE(event->facts[u"token_sha256"].toString().size(), 8);
    QVERIFY(!toJsonLine(event->facts).contains("access-token"));
}

void TstTokenGet::passesOnWhatWasAskedFor()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();

    QVERIFY(Scene::ask(*pipe,
        "token.get",
        R"({"audience":"meds","min_valid_s":120,"acr":"aal3","max_age_s":0,"context_id":"c-1"})")
                .isEmpty());

    QCOMPARE(scene.session.lastRequest.audience, QByteArray("meds"));
    QCOMPARE(scene.session.lastRequest.scope, QByteArray("meds.read meds.write"));
    QCOMPARE(scene.session.lastRequest.minValid, 120s);
    QCOMPARE(scene.session.lastRequest.acr, QByteArray("aal3"));
    QCOMPARE(scene.session.lastRequest.maxAge, std::optional(0s));
    QCOMPARE(scene.session.lastRequest.contextId, QByteArray("c-1"));
}

void TstTokenGet::deniesWhatIsNotGranted()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();

    const auto audience = Scene::ask(*pipe, "token.get", R"({"audience":"pay"})");
    const auto scope = Scene::ask(*pipe, "token.get", R"({"audience":"meds","scope":"admin"})");

    QCOMPARE(Scene::causeOf(audience), "app.audience");
    QCOMPARE(Scene::causeOf(scope), "app.scope");
    QCOMPARE(scene.session.tokens, 0);
    QCOMPARE(scene.trail.count(Kind::TokenDenied), 2);
    QCOMPARE(scene.trail.last(Kind::TokenDenied)->error->reference,
        scope[u"error"][u"data"][u"reference"].toString());
}

void TstTokenGet::answersAtOnceWhenNobodyIsSignedIn()
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();

    const auto answer = Scene::ask(*pipe, "token.get", meds);

    QCOMPARE(Scene::codeOf(answer), "signed_out");
    QCOMPARE(scene.session.signIns, 0);
}

void TstTokenGet::answersContextChangedBeforeTheWait()
{
    Scene scene;
    scene.session.enter("c-2");
    const auto pipe = scene.listener.connectProgram();

    const auto answer = Scene::ask(*pipe, "token.get", R"({"audience":"meds","context_id":"c-1"})");

    QCOMPARE(Scene::codeOf(answer), "context_changed");
    QCOMPARE(scene.session.tokens, 0);
}

void TstTokenGet::answersContextChangedAfterTheWait() // P35
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "token.get", R"({"audience":"meds","context_id":"c-1"})").isEmpty());

    scene.session.enter("c-2");
    scene.session.finishTokens(scene.session.grant()); // Even one of the new context.

    QCOMPARE(Scene::codeOf(Scene::answer(*pipe)), "context_changed");
    QCOMPARE(scene.trail.count(Kind::TokenIssued), 0);
}

void TstTokenGet::neverServesATokenOfAnOldContext() // P35
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "token.get", meds).isEmpty());
    const auto old = scene.session.grant();

    scene.session.enter("c-2");
    scene.session.finishTokens(old);

    QCOMPARE(Scene::codeOf(Scene::answer(*pipe)), "context_changed");
    QCOMPARE(scene.trail.count(Kind::TokenIssued), 0);
}

void TstTokenGet::neverServesALockedDesktop()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "token.get", meds).isEmpty());

    scene.session.enter("c-1", Phase::Paused);
    scene.session.finishTokens(scene.session.grant());

    QCOMPARE(Scene::codeOf(Scene::answer(*pipe)), "paused");
}

void TstTokenGet::servesNothingThatIsNotOnRecord()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "token.get", meds).isEmpty());
    scene.trail.refuseAsFull(Kind::TokenIssued);

    scene.session.finishTokens(scene.session.grant());

    const auto answer = Scene::answer(*pipe);
    QCOMPARE(Scene::codeOf(answer), "unavailable");
    QCOMPARE(Scene::causeOf(answer), "audit.full");
}

void TstTokenGet::servesNothingToAProgramThatIsGone() // P48
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "token.get", meds).isEmpty());

    pipe->isSame = false;
    scene.session.finishTokens(scene.session.grant());

    QVERIFY(pipe->takeLines().isEmpty());
    QVERIFY(pipe->isClosed());
    QCOMPARE(scene.trail.count(Kind::TokenIssued), 0);
    QCOMPARE(scene.trail.last(Kind::PeerRefused)->error->code, QByteArray("peer.gone"));
}

void TstTokenGet::servesNothingThatPolicyTookBackMeanwhile()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "token.get", meds).isEmpty());

    scene.broker.setRules({});
    scene.session.finishTokens(scene.session.grant());

    QCOMPARE(Scene::codeOf(Scene::answer(*pipe)), "denied");
}

void TstTokenGet::servesNoTokenThatReachesFurther()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "token.get", meds).isEmpty());

    scene.session.finishTokens(scene.session.grant("meds.read openid"));

    QCOMPARE(Scene::causeOf(Scene::answer(*pipe)), "app.scope");
}

void TstTokenGet::servesNoTokenThatWouldBreakTheLine()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "token.get", meds).isEmpty());
    auto grant = scene.session.grant();
    grant.accessToken = std::make_shared<const Secret>("a\",\"scope\":\"all");

    scene.session.finishTokens(grant);

    QCOMPARE(Scene::causeOf(Scene::answer(*pipe)), "token.unusable");
}

void TstTokenGet::answersBeforeItsDeadline()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "token.get", R"({"audience":"meds","timeout_ms":2000})").isEmpty());
    QVERIFY(Scene::ask(*pipe, "token.get", meds, "2").isEmpty());

    scene.clock.advance(1999ms);
    QVERIFY(pipe->takeLines().isEmpty());
    scene.clock.advance(1ms);
    QCOMPARE(Scene::codeOf(Scene::answer(*pipe)), "timed_out");
    scene.clock.advance(28s); // The default: 30 seconds.
    QCOMPARE(Scene::codeOf(Scene::answer(*pipe)), "timed_out");
    QCOMPARE(scene.session.waitingForTokens(), std::size_t{0});
}

void TstTokenGet::opensNothingUnlessItIsInteractive() // R15
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();

    const auto answer =
        Scene::ask(*pipe, "token.get", R"({"audience":"meds","interactive":false})");

    QCOMPARE(Scene::codeOf(answer), "signed_out");
    QCOMPARE(scene.session.signIns, 0);
}

void TstTokenGet::opensNothingForAProgramThatMayNotSignIn() // R15
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram(aPeer("/opt/quiet/quiet"));

    const auto answer = Scene::ask(*pipe, "token.get", R"({"audience":"meds","interactive":true})");

    QCOMPARE(Scene::codeOf(answer), "signed_out");
    QCOMPARE(scene.session.signIns, 0);
}

void TstTokenGet::signsInFirstWhenInteractive()
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "token.get", R"({"audience":"meds","interactive":true})").isEmpty());
    QCOMPARE(scene.session.signIns, 1);

    scene.session.enter("c-1");
    scene.session.finishSignIn({});
    scene.session.finishTokens(scene.session.grant());

    QCOMPARE(Scene::answer(*pipe)[u"result"][u"context_id"].toString(), "c-1");
}

void TstTokenGet::withdrawsWhatACallerCancels() // P33
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "token.get", meds, "\"a\"").isEmpty());
    QVERIFY(Scene::ask(*pipe, "token.get", meds, "\"b\"").isEmpty());

    pipe->write(R"({"jsonrpc":"2.0","method":"request.cancel","params":{"id":"a"}})"
                "\n");

    QCOMPARE(Scene::codeOf(Scene::answer(*pipe)), "cancelled");
    QCOMPARE(scene.session.waitingForTokens(), std::size_t{1});
    scene.session.finishTokens(scene.session.grant());
    QCOMPARE(Scene::answer(*pipe)[u"id"].toString(), "b");
    QCOMPARE(scene.trail.count(Kind::TokenIssued), 1);
}

void TstTokenGet::withdrawsWhatADisconnectLeaves()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "token.get", meds).isEmpty());

    pipe->close();
    Scene::settle();

    QVERIFY(pipe.isNull());
    QCOMPARE(scene.session.waitingForTokens(), std::size_t{0});
    QCOMPARE(scene.clock.timers(), std::size_t{0});
    QCOMPARE(scene.broker.connections(), 0);
}

void TstTokenGet::refusesBadParameters_data()
{
    QTest::addColumn<QByteArray>("params");
    QTest::addColumn<QString>("cause");
    QTest::newRow("no audience") << QByteArray("{}") << "request.audience";
    QTest::newRow("an audience that is a number")
        << QByteArray(R"({"audience":1})") << "request.audience";
    QTest::newRow("a negative min_valid_s")
        << QByteArray(R"({"audience":"meds","min_valid_s":-1})") << "request.min_valid_s";
    QTest::newRow("a timeout that is no number")
        << QByteArray(R"({"audience":"meds","timeout_ms":"soon"})") << "request.timeout_ms";
    QTest::newRow("interactive as a text")
        << QByteArray(R"({"audience":"meds","interactive":"no"})") << "request.interactive";
    QTest::newRow("a correlation id too long")
        << R"({"audience":"meds","correlation_id":")" + QByteArray(65, 'x') + "\"}"
        << "request.correlation_id";
}

void TstTokenGet::refusesBadParameters()
{
    QFETCH(const QByteArray, params);
    QFETCH(const QString, cause);
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();

    const auto answer = Scene::ask(*pipe, "token.get", params);

    QCOMPARE(Scene::codeOf(answer), "bad_request");
    QCOMPARE(Scene::causeOf(answer), cause);
    QCOMPARE(answer[u"error"][u"code"].toInt(), -32602);
}

/// A session without a refresh token: whoever may raise the browser has the person sign in again.
void TstTokenGet::signsInAgainWhereOnlyThatHelps()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "token.get", R"({"audience":"meds","interactive":true})").isEmpty());
    scene.session.finishTokens(fail(Fault::AccessDenied, "session.interaction_required"));
    Scene::settle();
    QCOMPARE(scene.session.signInsAgain, 1);
    QVERIFY(Scene::answer(*pipe).isEmpty());

    scene.session.finishSignIn({});
    Scene::settle();
    QCOMPARE(scene.session.tokens, 2);
    scene.session.finishTokens(fail(Fault::AccessDenied, "session.interaction_required"));
    Scene::settle();
    QCOMPARE(Scene::codeOf(Scene::answer(*pipe)), "interaction_required"); // Not for ever.
    QCOMPARE(scene.session.signInsAgain, 1);
}

void TstTokenGet::signsNobodyInAgainUnasked() // Rule 8
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "token.get", R"({"audience":"meds"})").isEmpty());
    scene.session.finishTokens(fail(Fault::AccessDenied, "session.interaction_required"));
    Scene::settle();
    QCOMPARE(Scene::codeOf(Scene::answer(*pipe)), "interaction_required");
    QCOMPARE(scene.session.signInsAgain, 0);
}

QTEST_GUILESS_MAIN(TstTokenGet)
#include "tst_token_get.moc"
