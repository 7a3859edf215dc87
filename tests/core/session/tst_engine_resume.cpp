// SPDX-License-Identifier: MIT
/// A restart of the agent: what goes on, and what is revoked and erased (design.md §6.4).

#include "tests/support/session_bench.h"

#include <QJsonArray>
#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::session::test;

using namespace std::chrono_literals;

class TstEngineResume : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void resumesWithoutABrowser();
    void keepsWhatTheSessionWas();
    void startsSignedOutWhenNothingIsStored();
    void buildsTheIdentityAnew();
    void resumesWhereTheProviderHasNoUserinfo();
    void waitsForALateNetwork();
    void neverLosesASessionToAnAilingProvider_data();
    void neverLosesASessionToAnAilingProvider();
    void givesUpWhenTheLimitsPass();
    void isNotResumedWhenItsLimitPassedMeanwhile_data();
    void isNotResumedWhenItsLimitPassedMeanwhile();
    void endsWhatTheProviderHasEnded();
    void endsWhatIsAnotherPersons_data();
    void endsWhatIsAnotherPersons();
    void discardsWhatIsNotOurs_data();
    void discardsWhatIsNotOurs();
    void resumesAcrossLogonsWhereAllowed();
    void discardsARecordWithoutAReadableIdentity();
    void resumesNobodyWhoIsNotOnRecord();
    void refusesTokensUntilResumed();
    void signInThatIsRefusedLeavesAResumptionAlone();
    void isNotResumedBelowALevelThatWasRaised();
    void signInReplacesAResumption();
    void signInWaitsForTheStore();
    void signInBeforeTheStoreAnsweredErasesWhatWasThere();
    void signOutBeforeTheStoreAnsweredErasesWhatWasThere();
    void policyMayChangeBeforeTheStoreAnswered();
    void cancelEndsAResumption();
    void signOutEndsAResumption();
    void anotherIssuerEndsAResumption();
    void aCohortsLimitHoldsAcrossARestart();
    void losesNothingWheneverTheAgentDies();
};

void TstEngineResume::resumesWithoutABrowser()
{
    SessionBench bench;
    bench.signIn();
    QVERIFY(bench.token());
    bench.pass(3min);

    bench.start();

    QCOMPARE(bench.phase(), Phase::SignedIn);
    QCOMPARE(bench.browser.opened.size(), 1);
    QCOMPARE(bench.trail.count(audit::Kind::SessionResumed), 1);
    QCOMPARE(bench.trail.count(audit::Kind::SignedIn), 1);
    QVERIFY(bench.token());
    QCOMPARE(bench.storedToken(), bench.http.refreshToken());
}

void TstEngineResume::keepsWhatTheSessionWas()
{
    SessionBench bench;
    bench.signIn();
    const Snapshot was = bench.engine->snapshot();
    bench.pass(3min);

    bench.start();

    const Snapshot& now = bench.engine->snapshot();
    QCOMPARE(now.sessionId, was.sessionId);
    QCOMPARE(now.signedInAt, was.signedInAt);
    QCOMPARE(now.absoluteEndsAt, was.absoluteEndsAt);
    QCOMPARE(now.idleEndsAt, was.idleEndsAt); // A restart is no input.
    QCOMPARE(now.context->expiresAt, was.absoluteEndsAt);
    QCOMPARE(now.context->assurance.authenticatedAt, was.context->assurance.authenticatedAt);
    QVERIFY(now.contextId() != was.contextId());
    QCOMPARE(bench.trail.last(audit::Kind::SessionResumed)->subject.sessionId, was.sessionId);
}

void TstEngineResume::startsSignedOutWhenNothingIsStored()
{
    SessionBench bench;

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QVERIFY(bench.trail.events().isEmpty());
    QVERIFY(bench.browser.opened.isEmpty());
}

// design.md §6.4: the record never holds the identity.
void TstEngineResume::buildsTheIdentityAnew()
{
    SessionBench bench;
    bench.signIn();
    bench.http.userinfo.insert("name", "Alex Married");

    bench.start();

    QCOMPARE(bench.engine->snapshot().context->person.name, QStringLiteral("Alex Married"));
    for (const QByteArray& value : *bench.disk)
        QVERIFY(!value.contains("Alex"));
}

void TstEngineResume::resumesWhereTheProviderHasNoUserinfo()
{
    SessionBench bench;
    bench.http.metadata.remove("userinfo_endpoint");
    bench.signIn();
    QCOMPARE(bench.phase(), Phase::SignedIn);

    bench.start();

    QCOMPARE(bench.phase(), Phase::SignedIn);
}

// P31.
void TstEngineResume::waitsForALateNetwork()
{
    SessionBench bench;
    bench.signIn();
    bench.http.isOffline = true;
    bench.start();

    bench.pass(5min);
    QCOMPARE(bench.phase(), Phase::SigningIn);
    QVERIFY(!bench.engine->snapshot().waitingForBrowser);
    bench.http.isOffline = false;
    bench.pass(1min);

    QCOMPARE(bench.phase(), Phase::SignedIn);
    QVERIFY(bench.http.revoked().isEmpty());
}

// P29.
void TstEngineResume::neverLosesASessionToAnAilingProvider_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<HttpAnswer>("answer");
    const auto error = [](Fault fault, const char* code) {
        HttpAnswer answer;
        answer.error = Error{fault, code, {}, 0, {}};
        return answer;
    };
    const QByteArray html = "<html>Welcome to the ward's wireless network</html>";
    for (const char* const path : {"/access_token", "/userinfo"}) {
        const auto row = [path](const char* name, const HttpAnswer& answer) {
            QTest::addRow("%s: %s", path, name) << QByteArray(path) << answer;
        };
        row("429", {.status = 429});
        row("500", {.status = 500});
        row("503 with HTML", {.status = 503, .body = html, .type = "text/html"});
        row("a captive portal", {.status = 200, .body = html, .type = "text/html"});
        row("404 with HTML", {.status = 404, .body = html, .type = "text/html"});
        row("a wrong certificate", error(Fault::Unreachable, "http.tls"));
        row("silence", error(Fault::TimedOut, "http.timed_out"));
    }
    QTest::newRow("invalid_request") << QByteArray(
        "/access_token") << HttpAnswer{.status = 400, .body = R"({"error":"invalid_request"})"};
    QTest::newRow("invalid_client") << QByteArray(
        "/access_token") << HttpAnswer{.status = 401, .body = R"({"error":"invalid_client"})"};
    QTest::newRow("no token in it") << QByteArray("/access_token") << HttpAnswer{.body = "{}"};
}

void TstEngineResume::neverLosesASessionToAnAilingProvider()
{
    QFETCH(const QByteArray, path);
    QFETCH(const HttpAnswer, answer);
    SessionBench bench;
    bench.signIn();
    for (int i = 0; i < 3; ++i)
        bench.http.next(path, answer);

    bench.start();
    QCOMPARE(bench.phase(), Phase::SigningIn);
    bench.pass(3min);

    QCOMPARE(bench.phase(), Phase::SignedIn);
    QVERIFY(bench.http.revoked().isEmpty());
}

// P31.
void TstEngineResume::givesUpWhenTheLimitsPass()
{
    SessionBench bench;
    bench.signIn();
    bench.http.isOffline = true;
    bench.start();

    bench.pass(17min);

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(bench.reason(), QByteArray("http.unreachable"));
    QCOMPARE(bench.storedToken(), QByteArray("-"));
    QCOMPARE(bench.trail.count(audit::Kind::SessionEnded), 1);
    QVERIFY(!bench.trail.last(audit::Kind::SessionEnded)->subject.sessionId.isEmpty());
    bench.http.isOffline = false;
    bench.pass(6min);
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-1"});
}

void TstEngineResume::isNotResumedWhenItsLimitPassedMeanwhile_data()
{
    QTest::addColumn<int>("setClockBy");
    QTest::newRow("the provider answered too late") << 0;
    QTest::newRow("and the wall clock was set back") << -60;
}

void TstEngineResume::isNotResumedWhenItsLimitPassedMeanwhile()
{
    QFETCH(const int, setClockBy);
    SessionBench bench;
    bench.signIn();
    bench.pass(14min + 50s);
    bench.http.delayNext("/userinfo", 20s);
    bench.start();
    const QByteArray latest = bench.http.refreshToken();

    bench.clock.setWallClock(bench.clock.now() + std::chrono::minutes(setClockBy));
    bench.pass(20s);

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(bench.trail.count(audit::Kind::SessionResumed), 0);
    QCOMPARE(bench.storedToken(), QByteArray("-"));
    QCOMPARE(bench.http.revoked(), QByteArrayList{latest});
}

void TstEngineResume::endsWhatTheProviderHasEnded()
{
    SessionBench bench;
    bench.signIn();
    bench.http.next("/access_token", {.status = 400, .body = R"({"error":"invalid_grant"})"});

    bench.start();

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(bench.reason(), QByteArray("token.invalid_grant"));
    QCOMPARE(bench.storedToken(), QByteArray("-"));
    QCOMPARE(bench.trail.last(audit::Kind::SessionEnded)->error->code,
        QByteArray("token.invalid_grant"));
    bench.start();
    QCOMPARE(bench.phase(), Phase::SignedOut);
}

void TstEngineResume::endsWhatIsAnotherPersons_data()
{
    QTest::addColumn<bool>("inUserinfo");
    QTest::newRow("the refreshed ID token") << false;
    QTest::newRow("userinfo") << true;
}

// R9.
void TstEngineResume::endsWhatIsAnotherPersons()
{
    QFETCH(const bool, inUserinfo);
    SessionBench bench;
    bench.signIn();
    if (inUserinfo)
        bench.http.userinfo.insert("sub", "somebody-else");
    else
        bench.http.forge = [](QJsonObject& claims) { claims.insert("sub", "somebody-else"); };

    bench.start();

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QVERIFY(!bench.engine->snapshot().context);
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-2"}); // The one that is in force.
    QCOMPARE(bench.storedToken(), QByteArray("-"));
}

void TstEngineResume::discardsWhatIsNotOurs_data()
{
    QTest::addColumn<platform::Logon>("logon");
    QTest::addColumn<int>("minutesLater");
    QTest::addColumn<QString>("because");
    QTest::newRow("another logon")
        << platform::Logon{"boot-1", "logon-2", "1000"} << 1 << QStringLiteral("another_logon");
    QTest::newRow("another boot") << platform::Logon{"boot-2", "logon-2", "1000"} << 1
                                  << QStringLiteral("another_boot");
    QTest::newRow("idle for too long") << ourLogon << 15 << QStringLiteral("idle_too_long");
    QTest::newRow("a clock that was set back")
        << ourLogon << -10 << QStringLiteral("clock_set_back");
}

void TstEngineResume::discardsWhatIsNotOurs()
{
    QFETCH(const platform::Logon, logon);
    QFETCH(const int, minutesLater);
    SessionBench bench;
    bench.signIn();
    const auto sessionId = bench.engine->snapshot().sessionId;
    bench.engine.reset();
    bench.clock.setWallClock(bench.clock.now() + std::chrono::minutes(minutesLater));
    if (logon != ourLogon)
        bench.over = {"logon-1"};
    bench.logon = logon;

    bench.start();

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-1"});
    QCOMPARE(bench.storedToken(), QByteArray("-"));
    const auto* const discarded = bench.trail.last(audit::Kind::SessionDiscarded);
    QVERIFY(discarded);
    QCOMPARE(discarded->subject.sessionId, sessionId);
    QTEST(discarded->facts.value("because").toString(), "because");
}

void TstEngineResume::resumesAcrossLogonsWhereAllowed()
{
    policy::Policy policy = usualPolicy();
    policy.resumeAcrossLogon = true;
    SessionBench bench(policy);
    bench.signIn();
    bench.http.rotates = false; // P28: then no renewal stores it under our name.
    bench.over = {"logon-1"};
    bench.logon = {"boot-2", "logon-2", "1000"};

    bench.start();

    QCOMPARE(bench.phase(), Phase::SignedIn);
    QCOMPARE(bench.storedToken(), QByteArray("-"));
    QCOMPARE(bench.storedToken(bench.logon), QByteArray("refresh-1"));
    QVERIFY(bench.http.revoked().isEmpty());
}

void TstEngineResume::discardsARecordWithoutAReadableIdentity()
{
    SessionBench bench;
    bench.engine.reset();
    FaultySecretStore writer(bench.clock, bench.disk);
    TokenStore store({writer, bench.clock, *bench.health, [](const auto&) { return false; }, {}},
        {FakeProvider::issuer, FakeProvider::clientId, ourLogon});
    TokenRecord record;
    record.subject = FakeProvider::subject;
    record.sessionId = "session-1";
    record.refreshToken = Secret("refresh-1");
    record.idToken = Secret("no token at all");
    record.signedInAt = record.lastActivity = bench.clock.now();
    record.absoluteEnd = bench.clock.now() + 12h;
    const auto saving = store.save(std::move(record), [] {});
    bench.settle();
    QCOMPARE(bench.storedToken(), QByteArray("refresh-1"));

    bench.start();

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QVERIFY(!bench.reason().isEmpty());
    QCOMPARE(bench.storedToken(), QByteArray("-"));
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-1"});
    QCOMPARE(bench.trail.last(audit::Kind::SessionDiscarded)->subject.sessionId,
        QByteArray("session-1"));
}

// Rule 9.
void TstEngineResume::resumesNobodyWhoIsNotOnRecord()
{
    SessionBench bench;
    bench.signIn();
    bench.trail.refuseAsFull(audit::Kind::SessionResumed);

    bench.start();

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(bench.reason(), QByteArray("audit.full"));
    QCOMPARE(bench.storedToken(), QByteArray("-"));
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-2"});
}

void TstEngineResume::refusesTokensUntilResumed()
{
    SessionBench bench;
    bench.signIn();
    bench.http.isOffline = true;

    bench.start();

    QCOMPARE(codeOf(bench.token()), QByteArray("session.signed_out"));
    QVERIFY(!bench.engine->snapshot().context);
}

/// What cannot be put on record does not happen, and takes nothing with it (rule 9).
void TstEngineResume::signInThatIsRefusedLeavesAResumptionAlone()
{
    SessionBench bench;
    bench.signIn();
    const auto sessionId = bench.engine->snapshot().sessionId;
    bench.http.isOffline = true;
    bench.start();
    bench.trail.refuseAsFull(audit::Kind::SignInRequested);

    bench.askToSignIn();
    bench.http.isOffline = false;
    bench.pass(1min);

    QCOMPARE(codeOf(bench.signIns.back()), QByteArray("audit.full"));
    QCOMPARE(bench.phase(), Phase::SignedIn);
    QCOMPARE(bench.engine->snapshot().sessionId, sessionId);
}

void TstEngineResume::isNotResumedBelowALevelThatWasRaised()
{
    SessionBench bench;
    bench.signIn();
    bench.policy.environment.minimumAuthenticationLevel = 4;

    bench.start();

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(bench.reason(), QByteArray("session.assurance_raised"));
    QCOMPARE(bench.storedToken(), QByteArray("-"));
}

void TstEngineResume::signInReplacesAResumption()
{
    SessionBench bench;
    bench.signIn();
    const auto sessionId = bench.engine->snapshot().sessionId;
    bench.http.isOffline = true;
    bench.start();
    bench.http.isOffline = false;

    bench.signIn();

    QCOMPARE(bench.phase(), Phase::SignedIn);
    QVERIFY(bench.engine->snapshot().sessionId != sessionId);
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-1"});
    QCOMPARE(bench.storedToken(), QByteArray("refresh-2"));
    QCOMPARE(bench.trail.count(audit::Kind::SessionResumed), 0);
    const auto* const ended = bench.trail.last(audit::Kind::SessionEnded);
    QVERIFY(ended);
    QCOMPARE(ended->subject.sessionId, sessionId);
    bench.pass(5min); // Nothing of the old one comes back.
    QCOMPARE(bench.storedToken(), bench.http.refreshToken());
}

void TstEngineResume::signInWaitsForTheStore()
{
    SessionBench bench;
    bench.rebuild();
    bench.credentials->failFrom(1, "store.timed_out");
    bench.engine->start();

    bench.askToSignIn();
    QCOMPARE(bench.phase(), Phase::SigningIn);
    QVERIFY(bench.browser.opened.isEmpty());
    bench.pass(1min);

    QCOMPARE(bench.browser.opened.size(), 1);
    bench.comeBack();
    QCOMPARE(bench.phase(), Phase::SignedIn);
}

// A sign-in that brings no refresh token stores nothing; the session before it must be gone.
void TstEngineResume::signInBeforeTheStoreAnsweredErasesWhatWasThere()
{
    SessionBench bench;
    bench.signIn();
    bench.rebuild();
    bench.http.givesRefreshTokens = false;
    bench.engine->start();

    bench.signIn(); // Before anything was read.

    QCOMPARE(bench.phase(), Phase::SignedIn);
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-1"});
    QCOMPARE(bench.storedToken(), QByteArray("-"));
    QCOMPARE(bench.trail.count(audit::Kind::SessionDiscarded), 1);
    QCOMPARE(bench.port->binds, 2);
}

void TstEngineResume::signOutBeforeTheStoreAnsweredErasesWhatWasThere()
{
    SessionBench bench;
    bench.signIn();
    bench.rebuild();
    bench.engine->start();

    bench.signOut();
    bench.settle();

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-1"});
    QCOMPARE(bench.storedToken(), QByteArray("-"));
    QCOMPARE(bench.signOuts.size(), 1U);
}

void TstEngineResume::policyMayChangeBeforeTheStoreAnswered()
{
    SessionBench bench;
    bench.signIn();
    bench.rebuild();
    bench.engine->start();

    policy::Policy other = bench.policy;
    other.environment.clientId = "client-2";
    bench.engine->setPolicy(other);
    bench.settle();

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-1"});
    QCOMPARE(bench.storedToken(), QByteArray("-"));
    bench.askToSignIn();
    QCOMPARE(bench.browser.opened.size(), 2);
}

void TstEngineResume::cancelEndsAResumption()
{
    SessionBench bench;
    bench.signIn();
    bench.http.isOffline = true;
    bench.start();

    bench.engine->cancelSignIn();
    bench.settle();

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(bench.storedToken(), QByteArray("-"));
}

void TstEngineResume::signOutEndsAResumption()
{
    SessionBench bench;
    bench.signIn();
    const auto sessionId = bench.engine->snapshot().sessionId;
    bench.http.isOffline = true;
    bench.start();

    bench.signOut();
    bench.settle();

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(bench.signOuts.size(), 1U);
    QCOMPARE(bench.storedToken(), QByteArray("-"));
    QCOMPARE(bench.trail.count(audit::Kind::SignedOut), 1);
    QCOMPARE(bench.trail.last(audit::Kind::SignedOut)->subject.sessionId, sessionId);
    bench.http.isOffline = false;
    bench.pass(1min);
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-1"});
    QCOMPARE(bench.phase(), Phase::SignedOut);
}

void TstEngineResume::anotherIssuerEndsAResumption()
{
    SessionBench bench;
    bench.signIn();
    bench.http.isOffline = true;
    bench.start();

    policy::Policy other = bench.policy;
    other.environment.clientId = "client-2";
    bench.engine->setPolicy(other);
    bench.settle();

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(bench.reason(), QByteArray("session.policy_changed"));
    QCOMPARE(bench.storedToken(), QByteArray("-"));
}

void TstEngineResume::aCohortsLimitHoldsAcrossARestart()
{
    SessionBench bench;
    bench.signIn();
    bench.pass(10min);
    bench.http.userinfo.insert("nhsid_nrbac_roles",
        QJsonArray{QJsonObject{{"person_roleid", "555000333444"},
            {"org_code", "Z99901"},
            {"role_name", "\"Clinical\":\"Clinical Provision\":\"Clinical Practitioner\""},
            {"role_code", "S8000:G8000:R8000"}}});
    bench.rules = identity::readRoleRules(
        R"({"schema": "lanyard.roles/1", "cohorts": [{"name": "locum", "when": )"
        R"({"organisation": "Z99901"}, "idle_limit_minutes": 5}]})")
                      .rules;

    bench.start();

    QCOMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.reason(), QByteArray("session.idle_limit"));
    QCOMPARE(bench.storedToken(), QByteArray("-"));
}

// R4, P27: whenever the agent dies during a renewal, the next one either goes on or
// says that the renewal was interrupted.
void TstEngineResume::losesNothingWheneverTheAgentDies()
{
    SessionBench counting;
    counting.signIn();
    const int before = counting.credentials->steps();
    QVERIFY(counting.token());
    const int after = counting.credentials->steps();
    QVERIFY(after > before);

    for (int step = before + 1; step <= after; ++step) {
        for (const Remains remains : {Remains::Nothing, Remains::Half, Remains::All}) {
            SessionBench bench;
            bench.signIn();
            bench.credentials->dieAt(step, remains);

            const auto answer = bench.token();

            QCOMPARE(codeOf(answer), QByteArray("test.no_answer"));
            bench.start();
            // The provider rotated. Where the new token reached the disk the session goes on.
            const bool isKept = bench.phase() == Phase::SignedIn;
            if (isKept)
                QVERIFY(bench.token());
            else
                QCOMPARE(bench.reason(), QByteArray("session.renewal_interrupted"));
        }
    }
}

QTEST_GUILESS_MAIN(TstEngineResume)
#include "tst_engine_resume.moc"
