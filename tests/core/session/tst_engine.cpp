// SPDX-License-Identifier: MIT
#include "tests/support/session_bench.h"

#include <QSignalSpy>
#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::session::test;

using namespace std::chrono_literals;

class TstEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void signsIn();
    void opensOneBrowserForFiftyCallers();
    void answersACallerWhenSomebodyIsSignedIn();
    void letsACallerLeaveTheSignInToTheOthers();
    void goesOnSigningInWhenEveryCallerLeft();
    void cancelAnswersEveryCaller();
    void neverAnswersFromInsideTheCall_data();
    void neverAnswersFromInsideTheCall();
    void bindsBeforeTheBrowserOpens();
    void showsTheLinkWhenNothingOpens();
    void hasNoLinkUnlessTheBrowserIsAwaited();
    void goesOnWaitingAfterARedirectThatIsNotOurs_data();
    void goesOnWaitingAfterARedirectThatIsNotOurs();
    void waitsALittleForTheNetwork();
    void saysSoonThatThereIsNoNetwork();
    void saysAtOnceThatTheNetworkWantsALogin();
    void stopsWaitingForTheNetworkWhenItIsCancelled();
    void opensThePageAgain();
    void failsWhenTheProviderRefuses();
    void givesUpWhenNobodyFinishes();
    void givesUpByUptimeWhenTheWallClockIsSetBack();
    void givesUpAnExchangeThatTakesTooLong();
    void releasesThePortWhenASignInIsGivenUp();
    void keepsTheLastPageForAMinute();
    void keepsThePageThatSaysWhyASignInFailed();
    void givesThePortToTheNextSignIn();
    void keepsThePortOfASlowSignInAfterAnother();
    void refusesToSignInWithoutAnIssuer();
    void signsNobodyInWhoseIdentityIsWrong_data();
    void signsNobodyInWhoseIdentityIsWrong();
    void signsNobodyInWhoIsNotOnRecord();
    void revokesWhatWasIssuedWhenTheSignInIsCancelledWhileItIsStored();
    void signsInThoughTheStoreFails();
    void hasStoredTheSessionBeforeItIsInForce();
    void asksForTheScopesOfAllAudiences();
    void demandsTheScopesOfTheEnvironmentOnly_data();
    void demandsTheScopesOfTheEnvironmentOnly();
    void startsAnewAfterAFailure();
    void recordsEachStage();
    void recordsWhoAskedForTheSignIn();
    void opensNothingThatCannotBeRecorded();
    void neverRecordsASecret();
    void tellsOfEveryChange();
    void tellsOfNothingWhenNothingChanged();
};

void TstEngine::signsIn()
{
    SessionBench bench;

    bench.askToSignIn();
    QCOMPARE(bench.phase(), Phase::SigningIn);
    QVERIFY(bench.engine->snapshot().waitingForBrowser);
    QCOMPARE(bench.engine->signInLink(), bench.browser.opened.value(0));
    bench.comeBack();

    const Snapshot& now = bench.engine->snapshot();
    QCOMPARE(now.phase, Phase::SignedIn);
    QVERIFY(!now.reason);
    QVERIFY(!now.waitingForBrowser);
    QVERIFY(!now.sessionId.isEmpty());
    QVERIFY(now.context);
    QCOMPARE(now.context->subject, FakeProvider::subject);
    QCOMPARE(now.signedInAt, bench.clock.now());
    QCOMPARE(now.idleEndsAt, bench.clock.now() + 15min);
    QCOMPARE(now.absoluteEndsAt, bench.clock.now() + 12h);
    QCOMPARE(now.context->expiresAt, now.absoluteEndsAt);
    QCOMPARE(bench.signIns.size(), 1U);
    QVERIFY(bench.signIns.front());
    QCOMPARE(bench.storedToken(), QByteArray("refresh-1"));
    const auto form = bench.http.asked("/access_token").at(0);
    QCOMPARE(form.value("code"), QByteArray("code-1"));
    QCOMPARE(form.value("redirect_uri"), QByteArray("http://127.0.0.1:21000/callback"));
    QVERIFY(!form.value("code_verifier").isEmpty());
}

// P21.
void TstEngine::opensOneBrowserForFiftyCallers()
{
    SessionBench bench;
    for (int i = 0; i < 25; ++i)
        bench.askToSignIn();
    for (int i = 25; i < 50; ++i)
        bench.askToSignIn();

    QCOMPARE(bench.browser.opened.size(), 1);
    QCOMPARE(bench.port->binds, 1);
    bench.comeBack();

    QCOMPARE(bench.signIns.size(), 50U);
    for (const auto& answer : bench.signIns)
        QVERIFY(answer);
    QCOMPARE(bench.trail.count(audit::Kind::SignInRequested), 1);
    QCOMPARE(bench.trail.count(audit::Kind::SignedIn), 1);
}

void TstEngine::answersACallerWhenSomebodyIsSignedIn()
{
    SessionBench bench;
    bench.signIn();

    bench.askToSignIn();

    QCOMPARE(bench.signIns.size(), 2U);
    QVERIFY(bench.signIns.back());
    QCOMPARE(bench.browser.opened.size(), 1);
}

// P33.
void TstEngine::letsACallerLeaveTheSignInToTheOthers()
{
    SessionBench bench;
    bool wasTold = false;
    auto leaver = bench.engine->signIn({}, [&](const Result<>&) { wasTold = true; });
    bench.askToSignIn();

    leaver.withdraw();
    bench.comeBack();

    QVERIFY(!wasTold);
    QCOMPARE(bench.signIns.size(), 1U);
    QVERIFY(bench.signIns.front());
}

// P33: the person in front of the browser is not a caller.
void TstEngine::goesOnSigningInWhenEveryCallerLeft()
{
    SessionBench bench;
    {
        const auto leaver = bench.engine->signIn({}, [](const Result<>&) {});
        bench.settle();
    }
    bench.comeBack();

    QCOMPARE(bench.phase(), Phase::SignedIn);
}

void TstEngine::cancelAnswersEveryCaller()
{
    SessionBench bench;
    bench.askToSignIn();
    bench.askToSignIn();

    bench.engine->cancelSignIn();
    bench.settle();

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QVERIFY(!bench.engine->snapshot().reason);
    QCOMPARE(bench.signIns.size(), 2U);
    for (const auto& answer : bench.signIns) {
        QCOMPARE(codeOf(answer), QByteArray("session.sign_in_cancelled"));
        QCOMPARE(answer.error().fault, Fault::Cancelled);
    }
    QCOMPARE(bench.trail.count(audit::Kind::SignInCancelled), 1);
    QVERIFY(!bench.comeBack()); // Nobody listens any more.
    QCOMPARE(bench.phase(), Phase::SignedOut);
}

void TstEngine::neverAnswersFromInsideTheCall_data()
{
    QTest::addColumn<QByteArray>("why");
    QTest::newRow("no port is free") << QByteArray("loopback.ports");
    QTest::newRow("policy is incomplete") << QByteArray("policy.incomplete");
    QTest::newRow("somebody is signed in") << QByteArray();
}

void TstEngine::neverAnswersFromInsideTheCall()
{
    QFETCH(const QByteArray, why);
    policy::Policy policy = usualPolicy();
    if (why == "policy.incomplete")
        policy.environment.unusable = QStringLiteral("RedirectUris is not set");
    SessionBench bench(policy);
    if (why == "loopback.ports")
        bench.port->refusal = Error{Fault::System, why, {}, 0, {}};
    if (why.isEmpty())
        bench.signIn();

    std::optional<Result<>> answer;
    const auto pending = bench.engine->signIn({}, [&](Result<> said) { answer = std::move(said); });

    QVERIFY(!answer);
    bench.settle();
    QVERIFY(answer);
    QCOMPARE(codeOf(*answer), why);
    QCOMPARE(bench.reason(), why);
}

// P3.
void TstEngine::bindsBeforeTheBrowserOpens()
{
    SessionBench bench;
    bool wasBound = false;
    bench.browser.atOpening = [&] { wasBound = bench.port->isBound && bench.port->judge; };

    bench.askToSignIn();

    QVERIFY(wasBound);
    QCOMPARE(bench.port->uris, bench.policy.environment.redirectUris);
    QVERIFY(bench.browser.opened.at(0).toEncoded().contains(
        "redirect_uri=http%3A%2F%2F127.0.0.1%3A21000%2Fcallback"));
}

void TstEngine::showsTheLinkWhenNothingOpens()
{
    SessionBench bench;
    bench.browser.refusal = Error{Fault::System, "browser.none", {}, 0, {}};

    bench.askToSignIn();

    QCOMPARE(bench.phase(), Phase::SigningIn);
    QVERIFY(bench.engine->snapshot().nothingOpened);
    QVERIFY(bench.engine->snapshot().waitingForBrowser);
    QCOMPARE(bench.engine->signInLink(), bench.browser.opened.at(0));
    const auto* const event = bench.trail.last(audit::Kind::BrowserOpened);
    QVERIFY(event && event->error);
    QCOMPARE(event->error->code, QByteArray("browser.none"));

    bench.comeBack(); // The person copied the link.
    QCOMPARE(bench.phase(), Phase::SignedIn);
    QVERIFY(!bench.engine->snapshot().nothingOpened);
}

void TstEngine::hasNoLinkUnlessTheBrowserIsAwaited()
{
    SessionBench bench;
    QVERIFY(bench.engine->signInLink().isEmpty());

    bench.signIn();

    QVERIFY(bench.engine->signInLink().isEmpty());
}

// P9.
void TstEngine::goesOnWaitingAfterARedirectThatIsNotOurs_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::newRow("another state") << QByteArray("code=evil&state=other");
    QTest::newRow("no state") << QByteArray("code=evil");
    QTest::newRow("an error with another state") << QByteArray("error=access_denied&state=other");
    QTest::newRow("nothing") << QByteArray();
}

void TstEngine::goesOnWaitingAfterARedirectThatIsNotOurs()
{
    QFETCH(const QByteArray, query);
    SessionBench bench;
    bench.askToSignIn();

    QVERIFY(!bench.comeBackWith(query));

    QCOMPARE(bench.phase(), Phase::SigningIn);
    QVERIFY(bench.signIns.empty());
    QCOMPARE(bench.trail.count(audit::Kind::RedirectRefused), 1);
    QVERIFY(bench.trail.last(audit::Kind::RedirectRefused)->error);
    QCOMPARE(bench.http.count("/access_token"), 0);
    bench.comeBack();
    QCOMPARE(bench.phase(), Phase::SignedIn);
}

// P31: a network that comes late.
void TstEngine::waitsALittleForTheNetwork()
{
    SessionBench bench;
    bench.http.isOffline = true;
    bench.askToSignIn();
    bench.pass(12s);
    QVERIFY(bench.signIns.empty());
    QCOMPARE(bench.phase(), Phase::SigningIn);
    QCOMPARE(bench.trail.count(audit::Kind::SignInRequested), 1);

    bench.http.isOffline = false;
    bench.pass(2s);
    QVERIFY(bench.engine->snapshot().waitingForBrowser);
    QVERIFY(!bench.wasBoundTwice);
    bench.comeBack();
    QCOMPARE(bench.phase(), Phase::SignedIn);
}

void TstEngine::saysSoonThatThereIsNoNetwork()
{
    SessionBench bench;
    bench.http.isOffline = true;
    bench.askToSignIn();
    bench.pass(17s);
    QCOMPARE(bench.signIns.size(), 1U);
    QCOMPARE(codeOf(bench.signIns.front()), QByteArray("http.unreachable"));
    QVERIFY(bench.browser.opened.isEmpty());
}

/// Waiting does not help: somebody has to log in to the network.
void TstEngine::saysAtOnceThatTheNetworkWantsALogin()
{
    SessionBench bench;
    bench.http.next("/.well-known/openid-configuration",
        {.status = 200, .body = "<html>Welcome</html>", .type = "text/html"});
    bench.askToSignIn();
    QCOMPARE(bench.signIns.size(), 1U);
    QCOMPARE(codeOf(bench.signIns.front()), QByteArray("discovery.not_json"));
}

void TstEngine::stopsWaitingForTheNetworkWhenItIsCancelled()
{
    SessionBench bench;
    bench.http.isOffline = true;
    bench.askToSignIn();
    bench.engine->cancelSignIn();
    bench.http.isOffline = false;
    bench.pass(1min);
    QCOMPARE(bench.phase(), Phase::SignedOut);
    QVERIFY(bench.browser.opened.isEmpty());
    QVERIFY(!bench.port->isBound);
}

/// Somebody closed the browser.
void TstEngine::opensThePageAgain()
{
    SessionBench bench;
    bench.engine->openPageAgain();
    QVERIFY(bench.browser.opened.isEmpty());
    bench.askToSignIn();

    bench.engine->openPageAgain();
    bench.settle();

    QCOMPARE(bench.browser.opened.size(), 2);
    QCOMPARE(bench.browser.opened.at(1), bench.browser.opened.at(0));
    bench.comeBack();
    QCOMPARE(bench.phase(), Phase::SignedIn);
    bench.engine->openPageAgain();
    bench.settle();
    QCOMPARE(bench.browser.opened.size(), 2);
}

void TstEngine::failsWhenTheProviderRefuses()
{
    SessionBench bench;
    bench.askToSignIn();

    bench.comeBackWith(
        "error=access_denied&state=" + SessionBench::stateOf(bench.browser.opened.at(0)));

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(bench.reason(), QByteArray("redirect.access_denied"));
    QCOMPARE(codeOf(bench.signIns.at(0)), QByteArray("redirect.access_denied"));
    QCOMPARE(bench.trail.count(audit::Kind::SignInFailed), 1);
}

void TstEngine::givesUpWhenNobodyFinishes()
{
    SessionBench bench;
    bench.askToSignIn();

    bench.pass(bench.policy.signInTimeout - 1ms);
    QCOMPARE(bench.phase(), Phase::SigningIn);
    bench.pass(1ms);

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(codeOf(bench.signIns.at(0)), QByteArray("session.sign_in_timed_out"));
    QVERIFY(bench.trail.last(audit::Kind::SignInFailed));
}

void TstEngine::givesUpByUptimeWhenTheWallClockIsSetBack()
{
    SessionBench bench;
    bench.askToSignIn();
    bench.clock.setWallClock(bench.clock.now() - 1h);

    bench.pass(bench.policy.signInTimeout);

    QCOMPARE(bench.phase(), Phase::SignedOut);
}

void TstEngine::givesUpAnExchangeThatTakesTooLong()
{
    SessionBench bench;
    bench.askToSignIn();
    bench.pass(bench.policy.signInTimeout - 1s);
    bench.http.delayNext("/access_token", 20s);
    bench.comeBack();

    bench.pass(1s);

    QCOMPARE(bench.reason(), QByteArray("session.sign_in_timed_out"));
    bench.pass(60s);
    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(bench.storedToken(), QByteArray("-"));
    QCOMPARE(bench.trail.count(audit::Kind::CodeExchanged), 0);
    QCOMPARE(bench.trail.count(audit::Kind::SignedIn), 0);
}

void TstEngine::releasesThePortWhenASignInIsGivenUp()
{
    SessionBench bench;
    bench.askToSignIn();
    QVERIFY(bench.port->isBound);

    bench.engine->cancelSignIn();

    QVERIFY(!bench.port->isBound);
}

void TstEngine::keepsTheLastPageForAMinute()
{
    SessionBench bench;
    bench.signIn();

    bench.pass(59s);
    QVERIFY(bench.port->isBound);
    bench.pass(1s);

    QVERIFY(!bench.port->isBound);
    QCOMPARE(bench.phase(), Phase::SignedIn);
}

// The browser is sent on to a page whose address says nothing; somebody must serve it.
void TstEngine::keepsThePageThatSaysWhyASignInFailed()
{
    SessionBench bench;
    bench.askToSignIn();
    bench.comeBackWith(
        "error=access_denied&state=" + SessionBench::stateOf(bench.browser.opened.at(0)));
    QCOMPARE(bench.phase(), Phase::SignedOut);

    bench.pass(59s);
    QVERIFY(bench.port->isBound);
    bench.pass(1s);

    QVERIFY(!bench.port->isBound);
}

void TstEngine::givesThePortToTheNextSignIn()
{
    SessionBench bench;
    bench.signIn();
    bench.signOut();
    bench.pass(5s);
    QVERIFY(bench.port->isBound); // Still serves its last page.

    bench.signIn();

    QVERIFY(!bench.wasBoundTwice);
    QCOMPARE(bench.phase(), Phase::SignedIn);
    bench.pass(56s);
    QVERIFY(bench.port->isBound); // A minute of its own.
}

void TstEngine::keepsThePortOfASlowSignInAfterAnother()
{
    SessionBench bench;
    bench.signIn();
    bench.signOut();
    bench.pass(5s);
    bench.askToSignIn();

    bench.pass(2min);

    QVERIFY(bench.port->isBound);
    bench.comeBack();
    QCOMPARE(bench.phase(), Phase::SignedIn);
}

void TstEngine::refusesToSignInWithoutAnIssuer()
{
    policy::Policy policy = usualPolicy();
    policy.environment.unusable = QStringLiteral("Issuer is not set");
    SessionBench bench(policy);

    bench.askToSignIn();

    QCOMPARE(codeOf(bench.signIns.at(0)), QByteArray("policy.incomplete"));
    QCOMPARE(bench.port->binds, 0);
    QVERIFY(bench.browser.opened.isEmpty());
}

void TstEngine::signsNobodyInWhoseIdentityIsWrong_data()
{
    QTest::addColumn<QByteArray>("claim");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("another request's nonce") << QByteArray("nonce") << QByteArray("id_token.nonce");
    QTest::newRow("another audience") << QByteArray("aud") << QByteArray("id_token.audience");
    QTest::newRow("another issuer") << QByteArray("iss") << QByteArray("id_token.issuer");
    QTest::newRow("userinfo of another person")
        << QByteArray("userinfo") << QByteArray("userinfo.subject");
}

void TstEngine::signsNobodyInWhoseIdentityIsWrong()
{
    QFETCH(const QByteArray, claim);
    QFETCH(const QByteArray, code);
    SessionBench bench;
    if (claim == "userinfo")
        bench.http.userinfo.insert("sub", "somebody-else");
    else
        bench.http.forge = [&](QJsonObject& claims) {
            claims.insert(QString::fromLatin1(claim), "something-else");
        };

    bench.signIn();

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(codeOf(bench.signIns.at(0)), code);
    QVERIFY(!bench.engine->snapshot().context);
    QCOMPARE(bench.storedToken(), QByteArray("-"));
    QCOMPARE(codeOf(bench.token()), QByteArray("session.signed_out"));
}

// Rule 9.
void TstEngine::signsNobodyInWhoIsNotOnRecord()
{
    SessionBench bench;
    bench.trail.refuseAsFull(audit::Kind::SignedIn);

    bench.signIn();

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(codeOf(bench.signIns.at(0)), QByteArray("audit.full"));
    QVERIFY(!bench.engine->snapshot().context);
    QVERIFY(bench.engine->snapshot().sessionId.isEmpty());
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-1"});
    QCOMPARE(bench.storedToken(), QByteArray("-"));
    QCOMPARE(codeOf(bench.token()), QByteArray("session.signed_out"));
    QCOMPARE(bench.trail.count(audit::Kind::SignInFailed), 1);
}

void TstEngine::revokesWhatWasIssuedWhenTheSignInIsCancelledWhileItIsStored()
{
    SessionBench bench;
    bench.credentials->failFrom(1, "store.timed_out", 1000); // Hangs: the save takes its time.
    bench.askToSignIn();
    bench.comeBack();
    QCOMPARE(bench.phase(), Phase::SigningIn);

    bench.engine->cancelSignIn();
    bench.credentials->recover();
    bench.pass(2min);

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-1"});
    QCOMPARE(bench.storedToken(), QByteArray("-"));
}

// R6.
void TstEngine::signsInThoughTheStoreFails()
{
    SessionBench bench;
    bench.credentials->failFrom(1, "store.unavailable");

    bench.signIn();

    QCOMPARE(bench.phase(), Phase::SignedIn);
    QVERIFY(bench.isUnwell("store.memory_only"));
    QVERIFY(bench.token());
    QCOMPARE(bench.storedToken(), QByteArray("-"));
}

// P27: whenever it dies before the session is in force, nobody was told that it is.
void TstEngine::hasStoredTheSessionBeforeItIsInForce()
{
    SessionBench counting;
    const int before = counting.credentials->steps();
    counting.signIn();
    const int after = counting.credentials->steps();
    QVERIFY(after > before);

    for (int step = before + 1; step <= after; ++step) {
        SessionBench bench;
        bench.credentials->dieAt(step, Remains::All);
        bench.signIn();
        QVERIFY2(bench.signIns.empty(), qPrintable(QString::number(step)));
        QCOMPARE(bench.phase(), Phase::SigningIn);
        QCOMPARE(bench.trail.count(audit::Kind::SignedIn), 0);
    }
}

void TstEngine::asksForTheScopesOfAllAudiences()
{
    SessionBench bench;
    bench.askToSignIn();

    const QUrlQuery asked(bench.browser.opened.at(0));

    const auto scopes =
        asked.queryItemValue("scope", QUrl::FullyDecoded).replace('+', ' ').split(' ');
    for (const char* scope : {"openid", "profile", "records.read", "records.write", "labs.read"})
        QVERIFY2(scopes.contains(QLatin1String(scope)), scope);
    QVERIFY(!scopes.contains("pacs.view")); // Asked for in the exchange.
    QCOMPARE(asked.allQueryItemValues("resource"), QStringList{"records"});
}

void TstEngine::demandsTheScopesOfTheEnvironmentOnly_data()
{
    QTest::addColumn<QByteArray>("granted");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("not what audiences need") << QByteArray("openid profile") << QByteArray();
    QTest::newRow("less than asked for")
        << QByteArray("openid records.read") << QByteArray("token.scope_missing");
}

// Rule 1: a gateway that drops scopes makes sign-in fail clearly.
void TstEngine::demandsTheScopesOfTheEnvironmentOnly()
{
    QFETCH(const QByteArray, granted);
    SessionBench bench;
    bench.http.scope = granted;

    bench.signIn();

    QTEST(bench.reason(), "code");
}

void TstEngine::startsAnewAfterAFailure()
{
    SessionBench bench;
    bench.http.next("/access_token", {.status = 400, .body = R"({"error":"invalid_grant"})"});
    bench.signIn();
    QCOMPARE(bench.reason(), QByteArray("token.invalid_grant"));

    bench.signIn();

    QCOMPARE(bench.phase(), Phase::SignedIn);
    QCOMPARE(bench.reason(), QByteArray());
    QVERIFY(bench.signIns.back());
}

void TstEngine::recordsEachStage()
{
    SessionBench bench;
    bench.signIn();

    QCOMPARE(bench.trail.kinds(),
        (QList<audit::Kind>{audit::Kind::SignInRequested,
            audit::Kind::BrowserOpened,
            audit::Kind::RedirectReceived,
            audit::Kind::CodeExchanged,
            audit::Kind::SignedIn}));
    const auto& subject = bench.trail.last(audit::Kind::SignedIn)->subject;
    QCOMPARE(subject.sessionId, bench.engine->snapshot().sessionId);
    QCOMPARE(subject.contextId, bench.engine->snapshot().contextId());
}

void TstEngine::recordsWhoAskedForTheSignIn()
{
    SessionBench bench;
    bench.askToSignIn({"ward", "visit-7"});
    bench.askToSignIn({"labs", {}}); // Joins.

    QCOMPARE(bench.trail.count(audit::Kind::SignInRequested), 1);
    const auto* const event = bench.trail.last(audit::Kind::SignInRequested);
    QCOMPARE(event->app, QByteArray("ward"));
    QCOMPARE(event->correlationId, QByteArray("visit-7"));
}

// Rule 9.
void TstEngine::opensNothingThatCannotBeRecorded()
{
    SessionBench bench;
    bench.trail.refuseAsFull(audit::Kind::SignInRequested);

    bench.askToSignIn();

    QVERIFY(bench.browser.opened.isEmpty());
    QCOMPARE(codeOf(bench.signIns.at(0)), QByteArray("audit.full"));
    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(bench.reason(), QByteArray("audit.full"));
    QVERIFY(!bench.port->isBound);
}

// P64.
void TstEngine::neverRecordsASecret()
{
    SessionBench bench;
    bench.askToSignIn();
    const QByteArray state = SessionBench::stateOf(bench.browser.opened.at(0));
    bench.comeBackWith("code=CANARY&state=other");
    bench.comeBack();
    QVERIFY(bench.token());
    bench.signOut();
    bench.settle();

    for (const auto& event : bench.trail.events()) {
        QByteArray text = toJsonLine(event.facts);
        if (event.error)
            text += event.error->detail.toUtf8();
        for (const QByteArray& secret :
            {QByteArray("CANARY"), state, QByteArray("refresh-"), QByteArray("access-")})
            QVERIFY2(!text.contains(secret), text.constData());
    }
}

void TstEngine::tellsOfEveryChange()
{
    SessionBench bench;
    QList<Phase> phases;
    QObject::connect(
        &*bench.engine, &Session::changed, &*bench.engine, [&] { phases.append(bench.phase()); });

    bench.askToSignIn();
    QCOMPARE(phases.value(0), Phase::SigningIn);
    bench.comeBack();
    QCOMPARE(phases.last(), Phase::SignedIn);
    const auto before = phases.size();
    bench.browser.refusal = Error{Fault::System, "browser.none", {}, 0, {}};
    bench.signOut();
    QCOMPARE(phases.size(), before + 1);
    QCOMPARE(phases.last(), Phase::SignedOut);
    bench.askToSignIn();
    QVERIFY(bench.engine->snapshot().nothingOpened);
    QVERIFY(phases.size() >= before + 3); // Preparing or waiting, and that nothing opened.
}

void TstEngine::tellsOfNothingWhenNothingChanged()
{
    SessionBench bench;
    bench.signIn();
    int changes = 0;
    QObject::connect(&*bench.engine, &Session::changed, &*bench.engine, [&] { ++changes; });

    bench.engine->cancelSignIn();
    bench.askToSignIn();
    QVERIFY(bench.token());
    bench.pass(5min);

    QCOMPARE(changes, 0);
}

QTEST_GUILESS_MAIN(TstEngine)
#include "tst_engine.moc"
