// SPDX-License-Identifier: MIT
/// How a session ends: by the person, by time, by the provider, by policy.

#include "tests/support/session_bench.h"

#include <QJsonArray>
#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::session::test;

using namespace std::chrono_literals;

namespace {

/// roles.json with a cohort of everybody in organisation Z99901.
identity::RoleRules cohort(const QByteArray& limits)
{
    return identity::readRoleRules(R"({"schema": "lanyard.roles/1", "cohorts": [{"name": "locum", )"
                                   R"("when": {"organisation": "Z99901"}, )"
        + limits + "}]}")
        .rules;
}

void giveRole(SessionBench& bench)
{
    bench.http.userinfo.insert("nhsid_nrbac_roles",
        QJsonArray{QJsonObject{{"person_roleid", "555000333444"},
            {"org_code", "Z99901"},
            {"role_name", "\"Clinical\":\"Clinical Provision\":\"Clinical Practitioner\""},
            {"role_code", "S8000:G8000:R8000"}}});
}

identity::RoleRules exceptionUntil(const QByteArray& until)
{
    return identity::readRoleRules(R"({"schema": "lanyard.roles/1", "exceptions": [)"
                                   R"({"person": "555000111222", "permission": "prescribe",)"
                                   R"("until": ")"
        + until + R"(", "approver": "Director", "reason": "Winter rota"}]})")
        .rules;
}

} // namespace

class TstEngineEndings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stopsServingBeforeSignOutReturns();
    void revokesAndErasesOnSignOut();
    void opensTheProvidersLogout();
    void opensNothingWhereTheProviderHasNoLogout();
    void revokesLaterWhenOffline();
    void theNextAgentRevokesWhatIsOwed();
    void whatIsOwedLeavesTheNextSessionAlone();
    void aDeathInASignOutLosesNothing_data();
    void aDeathInASignOutLosesNothing();
    void signsOutThoughNothingCanBeRecorded();
    void recordsWhoSignedThePersonOut();
    void saysWhenTheStoreCouldNotBeCleared();
    void answersEverySignOut();
    void signingOutTwiceOpensTheLogoutAllTheSame();
    void signOutAnswersWhenNobodyIsSignedIn();
    void signOutGivesUpASignIn();
    void signOutAnswersWhoWaitsForAToken();
    void serveNothingOfTheSessionBefore();
    void finishesTheSignOutBeforeItListensToAnybody();
    void leavesNoTimerBehind();
    void recordsRenewalsAloneWhileASessionGoesOn();
    void endsAtTheIdleLimit();
    void inputMovesTheIdleLimit();
    void endsAtTheAbsoluteLimit();
    void holdsTheLimitsWhenTheWallClockIsSet_data();
    void holdsTheLimitsWhenTheWallClockIsSet();
    void asksForASignInAfterALimitThatNobodyNoticed();
    void aCohortsLimitsAreTighter_data();
    void aCohortsLimitsAreTighter();
    void appliesTighterLimitsOfPolicyAtOnce();
    void appliesTighterLimitsOfTheRulesAtOnce();
    void neverMovesTheAbsoluteEndBack();
    void endsWhenTheProviderSaysSo();
    void anotherIssuerEndsTheSession();
    void aHigherLevelEndsTheSession_data();
    void aHigherLevelEndsTheSession();
    void anotherClientEndsASignIn();
    void theSameIssuerEndsNothing();
    void signsInAsPolicySaysNow();
    void changesTheContextWithTheRules();
    void leavesTheContextAloneWhenTheRulesChangeNothing();
    void reviewsAnExceptionWhenItEnds();
    void storesTheTimeOfTheLastInput();
    void remembersInputWhenTheAgentEnds();
};

void TstEngineEndings::stopsServingBeforeSignOutReturns()
{
    SessionBench bench;
    bench.signIn();
    QVERIFY(bench.token());

    bench.signOut();

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QVERIFY(!bench.engine->snapshot().context);
    QVERIFY(bench.engine->snapshot().sessionId.isEmpty());
    QCOMPARE(bench.trail.count(audit::Kind::SignedOut), 1);
    QVERIFY(bench.signOuts.empty()); // Answered once it is erased.
    QCOMPARE(codeOf(bench.token()), QByteArray("session.signed_out"));
}

void TstEngineEndings::revokesAndErasesOnSignOut()
{
    SessionBench bench;
    bench.signIn();
    QVERIFY(bench.token()); // Rotates.
    const auto sessionId = bench.engine->snapshot().sessionId;

    bench.signOut();
    bench.settle();

    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-2"});
    QCOMPARE(bench.storedToken(), QByteArray("-"));
    QCOMPARE(bench.signOuts.size(), 1U);
    QVERIFY(bench.signOuts.front());
    const auto* const revoked = bench.trail.last(audit::Kind::TokenRevoked);
    QVERIFY(revoked);
    QCOMPARE(revoked->subject.sessionId, sessionId);
    QCOMPARE(bench.trail.last(audit::Kind::SignedOut)->subject.sessionId, sessionId);
}

// P36: the provider's cookie would sign the next person in as this one.
void TstEngineEndings::opensTheProvidersLogout()
{
    SessionBench bench;
    bench.signIn();

    bench.signOut();
    bench.settle();

    QCOMPARE(bench.browser.opened.size(), 2);
    const QUrl logout = bench.browser.opened.at(1);
    QVERIFY(logout.toEncoded().startsWith(FakeProvider::at("/end?")));
    QVERIFY(!QUrlQuery(logout).queryItemValue("id_token_hint").isEmpty());
    QCOMPARE(bench.trail.count(audit::Kind::LogoutOpened), 1);
    QVERIFY(!bench.trail.last(audit::Kind::LogoutOpened)->error);
}

void TstEngineEndings::opensNothingWhereTheProviderHasNoLogout()
{
    SessionBench bench;
    bench.http.metadata.remove("end_session_endpoint");
    bench.signIn();

    bench.signOut();
    bench.settle();

    QCOMPARE(bench.browser.opened.size(), 1);
    QCOMPARE(bench.trail.count(audit::Kind::LogoutOpened), 0);
}

// P36.
void TstEngineEndings::revokesLaterWhenOffline()
{
    SessionBench bench;
    bench.signIn();
    bench.http.isOffline = true;

    bench.signOut();
    bench.settle();

    QCOMPARE(bench.signOuts.size(), 1U); // It does not wait for the network.
    QCOMPARE(bench.storedToken(), QByteArray("-"));
    QVERIFY(bench.http.revoked().isEmpty());
    bench.pass(10min);
    QVERIFY(bench.http.revoked().isEmpty());
    QCOMPARE(bench.owed(), QByteArrayList{"refresh-1"});
    bench.http.isOffline = false;
    bench.pass(5min);
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-1"});
    QVERIFY(bench.owed().isEmpty());
    QVERIFY(!bench.isUnwell("store.erase_failed"));
}

// P36: what is owed outlives the agent, and the next session is not touched by it.
void TstEngineEndings::theNextAgentRevokesWhatIsOwed()
{
    SessionBench bench;
    bench.signIn();
    bench.http.isOffline = true;
    bench.signOut();
    bench.settle();
    bench.policy.resumeAcrossLogon = true; // Not even then.

    bench.start();
    bench.pass(1min);
    QCOMPARE(bench.phase(), Phase::SignedOut);
    QVERIFY(bench.http.revoked().isEmpty());

    bench.http.isOffline = false;
    bench.start();

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-1"});
    QVERIFY(bench.disk->size() <= 1); // The index at most.
    QCOMPARE(bench.trail.last(audit::Kind::SessionDiscarded)->facts.value("because").toString(),
        QString("ended"));
}

void TstEngineEndings::whatIsOwedLeavesTheNextSessionAlone()
{
    SessionBench bench;
    bench.http.keepsGrants = true;
    bench.signIn();
    bench.http.next("/revoke", {.status = 503});
    bench.signOut();
    bench.settle();
    bench.signIn();
    QCOMPARE(bench.storedToken(), QByteArray("refresh-2"));
    QCOMPARE(bench.owed(), QByteArrayList{"refresh-1"});

    bench.pass(5s);

    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-1"});
    QVERIFY(bench.owed().isEmpty());
    QCOMPARE(bench.storedToken(), QByteArray("refresh-2"));
    bench.start();
    QCOMPARE(bench.phase(), Phase::SignedIn);
}

/// P27: the agent dies at each step that a sign-out takes in the store.
void TstEngineEndings::aDeathInASignOutLosesNothing_data()
{
    QTest::addColumn<int>("step");
    QTest::addColumn<Remains>("remains");
    SessionBench bench;
    bench.signIn();
    bench.http.isOffline = true;
    const int before = bench.credentials->steps();
    bench.signOut();
    bench.settle();
    const int steps = bench.credentials->steps() - before;
    for (int step = 1; step <= steps; ++step) {
        for (const auto remains : {Remains::Nothing, Remains::All}) // A torn index finds nothing.
            QTest::addRow("step %d of %d, %d", step, steps, static_cast<int>(remains))
                << step << remains;
    }
}

void TstEngineEndings::aDeathInASignOutLosesNothing()
{
    QFETCH(const int, step);
    QFETCH(const Remains, remains);
    SessionBench bench;
    bench.signIn();
    bench.http.isOffline = true;
    bench.credentials->dieAt(bench.credentials->steps() + step, remains);
    bench.signOut();
    bench.settle();
    const bool wasOwed = !bench.owed().isEmpty();

    bench.http.isOffline = false;
    bench.start();

    if (bench.phase() == Phase::SignedIn) { // Nothing of the sign-out had been written.
        QVERIFY(!wasOwed);
        bench.signOut();
        bench.settle();
    }
    QVERIFY(!bench.http.revoked().isEmpty());
    QVERIFY(bench.disk->size() <= 1);
}

// Rule 9: sign-out always proceeds.
void TstEngineEndings::signsOutThoughNothingCanBeRecorded()
{
    SessionBench bench;
    bench.signIn();
    bench.trail.refuseAsFull();

    bench.signOut();
    bench.settle();

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-1"});
    QCOMPARE(bench.storedToken(), QByteArray("-"));
}

void TstEngineEndings::recordsWhoSignedThePersonOut()
{
    SessionBench bench;
    bench.signIn();
    const QByteArray session = bench.engine->snapshot().sessionId;

    bench.signOut({"ward", "visit-7"});

    const auto* const event = bench.trail.last(audit::Kind::SignedOut);
    QVERIFY(event != nullptr);
    QCOMPARE(event->app, QByteArray("ward"));
    QCOMPARE(event->correlationId, QByteArray("visit-7"));
    QCOMPARE(event->subject.sessionId, session);
}

void TstEngineEndings::saysWhenTheStoreCouldNotBeCleared()
{
    SessionBench bench;
    bench.signIn();
    bench.credentials->ignoreRemovals(true);

    bench.signOut();
    bench.pass(1min);

    QCOMPARE(codeOf(bench.signOuts.at(0)), QByteArray("store.erase_failed"));
    QCOMPARE(bench.trail.count(audit::Kind::StoreTrouble), 1);
    QCOMPARE(bench.phase(), Phase::SignedOut);
}

// P33.
void TstEngineEndings::answersEverySignOut()
{
    SessionBench bench;
    bench.signIn();

    bench.signOut();
    bench.signOut();
    bench.signOut();
    bench.engine->signOut({}, {});
    bench.settle();

    QCOMPARE(bench.signOuts.size(), 3U);
    for (const auto& answer : bench.signOuts)
        QVERIFY(answer);
    QCOMPARE(bench.trail.count(audit::Kind::SignedOut), 1);
}

// P36.
void TstEngineEndings::signingOutTwiceOpensTheLogoutAllTheSame()
{
    SessionBench bench;
    bench.signIn();
    bench.browser.delay = 500ms;

    bench.signOut();
    bench.signOut();
    bench.pass(1s);

    QCOMPARE(bench.browser.opened.size(), 2);
    QCOMPARE(bench.browser.finished, 2);
    QCOMPARE(bench.trail.count(audit::Kind::LogoutOpened), 1);
}

void TstEngineEndings::signOutAnswersWhenNobodyIsSignedIn()
{
    SessionBench bench;

    bench.signOut();
    QVERIFY(bench.signOuts.empty());
    bench.settle();

    QCOMPARE(bench.signOuts.size(), 1U);
    QVERIFY(bench.signOuts.front());
    QVERIFY(bench.trail.events().isEmpty());
}

void TstEngineEndings::signOutGivesUpASignIn()
{
    SessionBench bench;
    bench.askToSignIn();

    bench.signOut();
    bench.settle();

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(codeOf(bench.signIns.at(0)), QByteArray("session.sign_in_cancelled"));
    QCOMPARE(bench.signOuts.size(), 1U);
    QVERIFY(!bench.port->isBound);
}

void TstEngineEndings::signOutAnswersWhoWaitsForAToken()
{
    SessionBench bench;
    bench.signIn();
    bench.http.delayNext("/access_token", 5s);
    bench.askForToken("records");
    bench.askForToken("labs");
    bench.settle();

    bench.signOut();
    bench.settle();

    QCOMPARE(bench.tokens.size(), 2U);
    for (const auto& answer : bench.tokens)
        QCOMPARE(codeOf(answer), QByteArray("session.signed_out"));
    bench.pass(10s);
    QCOMPARE(bench.tokens.size(), 2U);
    QCOMPARE(bench.holds, 0);
    QCOMPARE(bench.storedToken(), QByteArray("-"));
}

// R10.
void TstEngineEndings::serveNothingOfTheSessionBefore()
{
    SessionBench bench;
    bench.signIn();
    const auto first = SessionBench::textOf(bench.token());
    const Snapshot was = bench.engine->snapshot();
    bench.signOut();
    bench.settle();

    bench.signIn();

    QVERIFY(bench.engine->snapshot().sessionId != was.sessionId);
    QVERIFY(bench.engine->snapshot().contextId() != was.contextId());
    QVERIFY(SessionBench::textOf(bench.token()) != first);
    TokenRequest old;
    old.audience = "records";
    old.contextId = was.contextId();
    QCOMPARE(codeOf(bench.token(old)), QByteArray("session.context_changed"));
}

// Who is answered in the midst of it may ask for a sign-in at once.
void TstEngineEndings::finishesTheSignOutBeforeItListensToAnybody()
{
    SessionBench bench;
    bench.signIn();
    TokenRequest request;
    request.audience = "records";
    Pending again;
    const auto asking = bench.engine->token(request, [&](const Result<TokenGrant>& answer) {
        QCOMPARE(codeOf(answer), QByteArray("session.signed_out"));
        again = bench.engine->signIn({}, [](const Result<>&) {});
    });

    bench.signOut();
    bench.settle();

    QCOMPARE(bench.browser.opened.size(), 3); // Sign-in, logout, sign-in.
    QVERIFY(bench.browser.opened.at(1).toEncoded().contains("id_token_hint="));
    QCOMPARE(bench.phase(), Phase::SigningIn);
    QCOMPARE(bench.signOuts.size(), 1U);
}

void TstEngineEndings::leavesNoTimerBehind()
{
    SessionBench bench;
    bench.signIn();

    bench.signOut();
    bench.pass(2min);

    QCOMPARE(bench.clock.timers(), std::size_t{0});
}

void TstEngineEndings::recordsRenewalsAloneWhileASessionGoesOn()
{
    SessionBench bench;
    bench.signIn();
    bench.trail.clear();

    for (int i = 0; i < 30; ++i) {
        bench.keyboard.press();
        bench.pass(1min);
    }

    QVERIFY(bench.trail.count(audit::Kind::Refreshed) > 0);
    QCOMPARE(bench.trail.events().size(), bench.trail.count(audit::Kind::Refreshed));
    QCOMPARE(bench.phase(), Phase::SignedIn);
}

void TstEngineEndings::endsAtTheIdleLimit()
{
    SessionBench bench;
    bench.signIn();

    bench.pass(15min - 1ms);
    QCOMPARE(bench.phase(), Phase::SignedIn);
    const QByteArray latest = bench.http.refreshToken();
    bench.pass(1ms);

    QCOMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.reason(), QByteArray("session.idle_limit"));
    QVERIFY(!bench.engine->snapshot().context);
    QVERIFY(bench.engine->snapshot().sessionId.isEmpty());
    QCOMPARE(bench.http.revoked(), QByteArrayList{latest});
    QCOMPARE(bench.storedToken(), QByteArray("-"));
    const auto* const ended = bench.trail.last(audit::Kind::SessionEnded);
    QVERIFY(ended && ended->error);
    QCOMPARE(ended->error->code, QByteArray("session.idle_limit"));
    QVERIFY(!ended->subject.sessionId.isEmpty());
    QCOMPARE(bench.browser.opened.size(), 1); // No window for somebody who is not there.
}

void TstEngineEndings::inputMovesTheIdleLimit()
{
    SessionBench bench;
    bench.signIn();
    const Instant absoluteEnd = bench.engine->snapshot().absoluteEndsAt;

    bench.pass(10min);
    bench.keyboard.press();
    bench.pass(1min);

    QCOMPARE(bench.engine->snapshot().idleEndsAt, bench.clock.now() + 14min);
    QCOMPARE(bench.engine->snapshot().absoluteEndsAt, absoluteEnd);
    bench.pass(13min);
    QCOMPARE(bench.phase(), Phase::SignedIn);
    bench.pass(1min);
    QCOMPARE(bench.phase(), Phase::Ended);
}

void TstEngineEndings::endsAtTheAbsoluteLimit()
{
    SessionBench bench;
    bench.signIn();

    for (int i = 0; i < 71; ++i) {
        bench.keyboard.press();
        bench.pass(10min);
    }
    bench.keyboard.press();
    QCOMPARE(bench.phase(), Phase::SignedIn);
    bench.pass(10min);

    QCOMPARE(bench.reason(), QByteArray("session.absolute_limit"));
}

// P32, rule 10.
void TstEngineEndings::holdsTheLimitsWhenTheWallClockIsSet_data()
{
    QTest::addColumn<int>("minutes");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("back by an hour") << -60 << QByteArray("session.idle_limit");
    QTest::newRow("back by a day") << -24 * 60 << QByteArray("session.idle_limit");
    QTest::newRow("forward by an hour") << 60 << QByteArray("session.idle_limit");
    QTest::newRow("forward by a day") << 24 * 60 << QByteArray("session.absolute_limit");
}

void TstEngineEndings::holdsTheLimitsWhenTheWallClockIsSet()
{
    QFETCH(const int, minutes);
    SessionBench bench;
    bench.signIn();

    bench.clock.setWallClock(bench.clock.now() + std::chrono::minutes(minutes));
    if (minutes > 0)
        bench.pass(1min); // Noticed within a minute.
    else
        bench.pass(15min);

    QCOMPARE(bench.phase(), Phase::Ended);
    QTEST(bench.reason(), "reason");
}

void TstEngineEndings::asksForASignInAfterALimitThatNobodyNoticed()
{
    SessionBench bench;
    bench.signIn();
    bench.clock.setWallClock(bench.clock.now() + 16min);

    bench.askToSignIn();

    QCOMPARE(bench.phase(), Phase::SigningIn);
    QCOMPARE(bench.browser.opened.size(), 2);
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-1"});
    QCOMPARE(bench.trail.count(audit::Kind::SessionEnded), 1);
}

void TstEngineEndings::aCohortsLimitsAreTighter_data()
{
    QTest::addColumn<QByteArray>("limits");
    QTest::addColumn<int>("idleMinutes");
    QTest::addColumn<int>("absoluteMinutes");
    QTest::newRow("a shorter idle time")
        << QByteArray(R"("idle_limit_minutes": 5)") << 5 << 12 * 60;
    QTest::newRow("a shorter session")
        << QByteArray(R"("absolute_limit_minutes": 240)") << 15 << 240;
    QTest::newRow("longer than policy: policy counts")
        << QByteArray(R"("idle_limit_minutes": 60, "absolute_limit_minutes": 1440)") << 15
        << 12 * 60;
}

void TstEngineEndings::aCohortsLimitsAreTighter()
{
    QFETCH(const QByteArray, limits);
    QFETCH(const int, idleMinutes);
    QFETCH(const int, absoluteMinutes);
    SessionBench bench;
    giveRole(bench);
    bench.engine->setRoleRules(cohort(limits));

    bench.signIn();

    const Snapshot& now = bench.engine->snapshot();
    QCOMPARE(now.context->cohorts, QByteArrayList{"locum"});
    QCOMPARE(now.idleEndsAt, bench.clock.now() + std::chrono::minutes(idleMinutes));
    QCOMPARE(now.absoluteEndsAt, bench.clock.now() + std::chrono::minutes(absoluteMinutes));
    QCOMPARE(now.context->expiresAt, now.absoluteEndsAt);
    bench.pass(std::chrono::minutes(idleMinutes));
    QCOMPARE(bench.reason(), QByteArray("session.idle_limit"));
}

// design.md §9: changes apply live.
void TstEngineEndings::appliesTighterLimitsOfPolicyAtOnce()
{
    SessionBench bench;
    bench.signIn();
    bench.pass(4min);
    const Instant start = bench.engine->snapshot().signedInAt;

    bench.policy.idleLimit = 5min;
    bench.policy.absoluteLimit = 60min;
    bench.engine->setPolicy(bench.policy);

    QCOMPARE(bench.engine->snapshot().idleEndsAt, start + 5min);
    QCOMPARE(bench.engine->snapshot().absoluteEndsAt, start + 60min);
    bench.pass(1min);
    QCOMPARE(bench.reason(), QByteArray("session.idle_limit"));

    bench.signIn();
    bench.pass(4min);
    bench.policy.idleLimit = 3min;
    bench.engine->setPolicy(bench.policy);
    QCOMPARE(bench.phase(), Phase::Ended); // It has passed already.
}

void TstEngineEndings::appliesTighterLimitsOfTheRulesAtOnce()
{
    SessionBench bench;
    giveRole(bench);
    bench.signIn();

    bench.engine->setRoleRules(cohort(R"("idle_limit_minutes": 5, "absolute_limit_minutes": 60)"));

    QCOMPARE(bench.engine->snapshot().idleEndsAt, bench.clock.now() + 5min);
    QCOMPARE(bench.engine->snapshot().absoluteEndsAt, bench.clock.now() + 60min);
    bench.pass(5min);
    QCOMPARE(bench.reason(), QByteArray("session.idle_limit"));
}

void TstEngineEndings::neverMovesTheAbsoluteEndBack()
{
    SessionBench bench;
    bench.signIn();
    const Instant end = bench.engine->snapshot().absoluteEndsAt;

    bench.clock.setWallClock(bench.clock.now() - 5min);
    bench.policy.idleLimit = 20min;
    bench.policy.absoluteLimit = 24h;
    bench.engine->setPolicy(bench.policy);

    QCOMPARE(bench.engine->snapshot().absoluteEndsAt, end);
    for (int i = 0; i < 71; ++i) {
        bench.keyboard.press();
        bench.pass(10min);
    }
    bench.keyboard.press();
    bench.pass(10min);
    QCOMPARE(bench.reason(), QByteArray("session.absolute_limit"));
}

void TstEngineEndings::endsWhenTheProviderSaysSo()
{
    SessionBench bench;
    bench.signIn();
    bench.http.next("/access_token", {.status = 400, .body = R"({"error":"invalid_grant"})"});
    bench.askForToken("records");
    bench.askForToken("labs");
    bench.settle();

    QCOMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.reason(), QByteArray("token.invalid_grant"));
    QCOMPARE(bench.tokens.size(), 2U);
    QCOMPARE(codeOf(bench.tokens.at(0)), QByteArray("token.invalid_grant"));
    QCOMPARE(codeOf(bench.tokens.at(1)), QByteArray("session.signed_out"));
    QCOMPARE(bench.http.refreshes(), 1);
    QCOMPARE(bench.storedToken(), QByteArray("-"));
    QCOMPARE(bench.trail.last(audit::Kind::SessionEnded)->error->code,
        QByteArray("token.invalid_grant"));
    bench.signOut(); // The person has read why.
    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(bench.reason(), QByteArray());
}

void TstEngineEndings::anotherIssuerEndsTheSession()
{
    SessionBench bench;
    bench.signIn();
    QVERIFY(bench.token());
    const policy::Policy before = bench.policy;

    bench.policy.environment.issuer = "https://other.example";
    bench.engine->setPolicy(bench.policy);

    QCOMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.reason(), QByteArray("session.policy_changed"));
    QCOMPARE(codeOf(bench.token()), QByteArray("session.signed_out"));
    bench.settle();
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-2"}); // At the old issuer.
    bench.policy = before;
    QCOMPARE(bench.storedToken(), QByteArray("-"));

    // And back again, while nothing of it was in the way.
    bench.engine->setPolicy(before);
    bench.signIn();
    QCOMPARE(bench.phase(), Phase::SignedIn);
    QVERIFY(bench.token());
}

void TstEngineEndings::aHigherLevelEndsTheSession_data()
{
    QTest::addColumn<int>("authentication");
    QTest::addColumn<int>("identity");
    QTest::addColumn<QByteArray>("acr");
    QTest::addColumn<bool>("goesOn");

    // The fake provider's person has 3 and 3.
    QTest::newRow("what there is") << 3 << 3 << QByteArray("AAL3_ANY") << true;
    QTest::newRow("authentication") << 4 << 0 << QByteArray() << false;
    QTest::newRow("identity") << 0 << 4 << QByteArray() << false;
}

void TstEngineEndings::aHigherLevelEndsTheSession()
{
    QFETCH(const int, authentication);
    QFETCH(const int, identity);
    QFETCH(const QByteArray, acr);
    QFETCH(const bool, goesOn);
    SessionBench bench;
    bench.signIn();

    bench.policy.environment.minimumAuthenticationLevel = authentication;
    bench.policy.environment.minimumIdentityLevel = identity;
    bench.policy.environment.acrValues = acr;
    bench.engine->setPolicy(bench.policy);
    bench.settle();

    QCOMPARE(bench.phase(), goesOn ? Phase::SignedIn : Phase::Ended);
    QCOMPARE(bench.reason(), goesOn ? QByteArray() : QByteArray("session.assurance_raised"));
    QCOMPARE(bench.storedToken() == "-", !goesOn);
}

void TstEngineEndings::anotherClientEndsASignIn()
{
    SessionBench bench;
    bench.askToSignIn();

    bench.policy.environment.clientId = "client-2";
    bench.engine->setPolicy(bench.policy);
    bench.settle();

    QCOMPARE(codeOf(bench.signIns.at(0)), QByteArray("session.policy_changed"));
    QVERIFY(!bench.comeBack());
    bench.askToSignIn();
    QVERIFY(bench.browser.opened.last().toEncoded().contains("client_id=client-2"));
}

void TstEngineEndings::theSameIssuerEndsNothing()
{
    SessionBench bench;
    bench.signIn();
    const auto contextId = bench.engine->snapshot().contextId();

    bench.engine->setPolicy(bench.policy);

    QCOMPARE(bench.phase(), Phase::SignedIn);
    QCOMPARE(bench.engine->snapshot().contextId(), contextId);
    QVERIFY(bench.token());
}

// design.md §9: changes apply live.
void TstEngineEndings::signsInAsPolicySaysNow()
{
    SessionBench bench;
    bench.policy.environment.acrValues = "AAL3_ANY";
    bench.policy.environment.minimumAuthenticationLevel = 3;
    bench.policy.environment.redirectUris = {"http://localhost:21001/other"};
    bench.engine->setPolicy(bench.policy);

    bench.http.forge = [](QJsonObject& claims) {
        claims.insert("authentication_assurance_level", 2);
    };
    bench.signIn();

    QCOMPARE(bench.port->uris, bench.policy.environment.redirectUris);
    QVERIFY(bench.browser.opened.at(0).toEncoded().contains("acr_values=AAL3_ANY"));
    QCOMPARE(bench.phase(), Phase::SignedOut);
}

void TstEngineEndings::changesTheContextWithTheRules()
{
    SessionBench bench;
    bench.signIn();
    const auto before = bench.engine->snapshot().contextId();
    int changes = 0;
    QObject::connect(&*bench.engine, &Session::changed, &*bench.engine, [&] { ++changes; });

    bench.engine->setRoleRules(exceptionUntil("2036-01-01T00:00:00Z"));

    QVERIFY(bench.engine->snapshot().contextId() != before);
    QCOMPARE(bench.engine->snapshot().context->permissions, QByteArrayList{"prescribe"});
    QCOMPARE(changes, 1);
}

void TstEngineEndings::leavesTheContextAloneWhenTheRulesChangeNothing()
{
    SessionBench bench;
    bench.signIn();
    const auto before = bench.engine->snapshot().contextId();
    const auto token = SessionBench::textOf(bench.token());

    bench.engine->setRoleRules({});

    QCOMPARE(bench.engine->snapshot().contextId(), before);
    QCOMPARE(SessionBench::textOf(bench.token()), token);
}

void TstEngineEndings::reviewsAnExceptionWhenItEnds()
{
    SessionBench bench; // It starts at 2026-09-21T14:13:20Z.
    bench.engine->setRoleRules(exceptionUntil("2026-09-21T14:18:20Z"));
    bench.signIn();
    const auto before = bench.engine->snapshot().contextId();
    QCOMPARE(bench.engine->snapshot().context->permissions, QByteArrayList{"prescribe"});

    bench.pass(5min - 1ms);
    QCOMPARE(bench.engine->snapshot().contextId(), before);
    bench.pass(1ms);

    QVERIFY(bench.engine->snapshot().contextId() != before);
    QVERIFY(bench.engine->snapshot().context->permissions.isEmpty());
}

void TstEngineEndings::storesTheTimeOfTheLastInput()
{
    SessionBench bench;
    bench.signIn();
    const Instant signedIn = bench.clock.now();

    bench.pass(5min);
    bench.keyboard.press();
    const Instant pressed = bench.clock.now();
    bench.pass(20s);

    QCOMPARE(bench.stored().at(0).lastActivity, pressed);
    bench.pass(10s);
    bench.keyboard.press(); // Less than the grain later: not worth a write.
    bench.pass(25s);
    QCOMPARE(bench.stored().at(0).lastActivity, pressed);
    QCOMPARE(bench.stored().at(0).signedInAt, signedIn);
}

void TstEngineEndings::remembersInputWhenTheAgentEnds()
{
    SessionBench bench;
    bench.signIn();
    bench.pass(5s);
    bench.keyboard.press();
    const Instant pressed = bench.clock.now();
    bench.pass(1s);

    bench.engine->rememberActivity();
    bench.settle();

    QCOMPARE(bench.stored().at(0).lastActivity, pressed);
}

QTEST_GUILESS_MAIN(TstEngineEndings)
#include "tst_engine_endings.moc"
