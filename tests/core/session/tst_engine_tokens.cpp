// SPDX-License-Identifier: MIT
/// Engine::token(): what is served, what is shared, and what is refused.

#include "tests/support/private_file.h"
#include "tests/support/session_bench.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::session::test;

using namespace std::chrono_literals;

namespace {

TokenRequest asking(const QByteArray& audience)
{
    TokenRequest request;
    request.audience = audience;
    return request;
}

/// roles.json in which an exception for our person ends at the given time.
identity::RoleRules rulesWithException(const QByteArray& until)
{
    return identity::readRoleRules(R"({"schema": "lanyard.roles/1", "exceptions": [)"
                                   R"({"person": "555000111222", "permission": "prescribe",)"
                                   R"("until": ")"
        + until + R"(", "approver": "Director", "reason": "Winter rota"}]})")
        .rules;
}

const QByteArray platformUrl = "https://api.example/oauth2/token";

/// The files that a client of the NHS API platform has.
struct Keys {
    Keys()
    {
        write(key, freshRsaKeyPem());
        write(secret, "s3cret");
    }

    static void write(const QString& path, const QByteArray& text)
    {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("no file for the test");
        file.close();
        if (!makePrivate(path))
            qFatal("no private file for the test");
    }

    QTemporaryDir folder;
    QString key = folder.filePath(QStringLiteral("key.pem"));
    QString secret = folder.filePath(QStringLiteral("secret"));
};

/// The usual one, and "personal" at the platform.
policy::Policy platformPolicy(const Keys& keys)
{
    policy::Policy policy = usualPolicy();
    policy::Audience personal;
    personal.method = policy::AudienceMethod::NhsApi;
    personal.tokenUrl = platformUrl;
    personal.clientId = "key-1";
    personal.clientKeyFile = keys.key;
    personal.clientKeyId = "kid-1";
    personal.clientSecretFile = keys.secret;
    personal.tokenLimit = 90s;
    policy.environment.audiences.insert("personal", personal);
    return policy;
}

HttpAnswer platformAnswer(int count)
{
    const QByteArray number = QByteArray::number(count);
    return {.body = R"({"access_token":"platform-)" + number
            + R"(","expires_in":"599",)"
              R"("issued_token_type":"urn:ietf:params:oauth:token-type:access_token",)"
              R"("token_type":"Bearer","refresh_token_expires_in":"43199",)"
              R"("refresh_token":"grant-)"
            + number + R"(","refresh_count":")" + number + "\"}"};
}

} // namespace

class TstEngineTokens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void servesAToken();
    void asksForWhatPolicySays_data();
    void asksForWhatPolicySays();
    void exchangesWherePolicySaysSo();
    void servesAKeptTokenWithoutAsking();
    void renewsATokenThatWouldNotLastLongEnough();
    void neverServesOneAudiencesTokenToAnother();
    void sharesOneRenewalAmongEqualWants();
    void takesTurnsForDifferentWants();
    void lettingGoOfOneWaiterLeavesTheOthers();
    void neverAnswersFromInsideTheCall();
    void refusesWhatItMayNotServe_data();
    void refusesWhatItMayNotServe();
    void acceptsWhatTheSessionSatisfies();
    void refusesAnAuthenticationThatIsTooOld();
    void believesNoClockThatWasSetBack();
    void neverServesTheTokenThatReadsUserinfo();
    void neverTakesSilenceForANarrowToken();
    void servesNoTokenThatPolicyWouldNowHaveElsewhere();
    void sharesNoRenewalOfAnotherPolicy();
    void asksNotAgainForATokenThatCannotLastLonger();
    void leavesAProviderAloneThatAskedForIt();
    void refusesTheOldContextAfterAChange();
    void refusesATokenThatWasRenewedUnderTheOldContext();
    void doesNotServeWhatPolicyTookAwayMeanwhile();
    void dropsKeptTokensWhenPolicyChanges();
    void refusesAfterALimitThatNobodyNoticed();
    void servesNothingRenewedPastALimitThatNobodyNoticed();
    void doesNotMoveTheIdleLimit();
    void saysThatOnlyASignInHelpsWithoutARefreshToken();
    void exchangesNothingOfALiveIssuer();
    void servesNoTokenForLongerThanPolicySays();
    void hasTokensOfThePlatform();
    void forgetsThePlatformsGrantWithTheSession();
};

void TstEngineTokens::servesAToken()
{
    SessionBench bench;
    bench.signIn();

    const auto grant = bench.token("records");

    QCOMPARE(codeOf(grant), QByteArray());
    QCOMPARE(SessionBench::textOf(grant), QByteArray("access-2")); // Not the one of userinfo.
    QCOMPARE(grant->tokenType, QByteArray("Bearer"));
    QCOMPARE(grant->expiresAt, bench.clock.now() + bench.http.lifetime);
    QCOMPARE(grant->contextId, bench.engine->snapshot().contextId());
    QCOMPARE(bench.storedToken(), QByteArray("refresh-2"));
}

void TstEngineTokens::asksForWhatPolicySays_data()
{
    QTest::addColumn<QByteArray>("audience");
    QTest::addColumn<QByteArray>("scope");
    QTest::addColumn<QByteArray>("wantedResource");
    QTest::addColumn<QByteArray>("wantedScope");
    QTest::newRow("a resource, all of its scope")
        << QByteArray("records") << QByteArray() << QByteArray("records")
        << QByteArray("records.read records.write");
    QTest::newRow("a resource, less scope") << QByteArray("records") << QByteArray("records.read")
                                            << QByteArray("records") << QByteArray("records.read");
    QTest::newRow("a scope") << QByteArray("labs") << QByteArray() << QByteArray()
                             << QByteArray("labs.read");
}

void TstEngineTokens::asksForWhatPolicySays()
{
    QFETCH(const QByteArray, audience);
    QFETCH(const QByteArray, scope);
    SessionBench bench;
    bench.signIn();
    TokenRequest request = asking(audience);
    request.scope = scope;

    const auto grant = bench.token(request);

    QCOMPARE(codeOf(grant), QByteArray());
    const auto form = bench.http.asked("/access_token").last();
    QTEST(form.value("resource"), "wantedResource");
    QTEST(form.value("scope"), "wantedScope");
    QTEST(grant->scope, "wantedScope");
    QCOMPARE(form.value("refresh_token"), QByteArray("refresh-1"));
}

void TstEngineTokens::exchangesWherePolicySaysSo()
{
    SessionBench bench;
    bench.signIn();

    const auto grant = bench.token("pacs");

    QVERIFY(SessionBench::textOf(grant).startsWith("exchanged-"));
    const auto form = bench.http.asked("/access_token").last();
    QCOMPARE(form.value("audience"), QByteArray("urn:pacs"));
    QCOMPARE(form.value("scope"), QByteArray("pacs.view"));
    QCOMPARE(form.value("subject_token"), QByteArray("access-1")); // Of the sign-in.
    QCOMPARE(bench.http.refreshes(), 0);
}

void TstEngineTokens::servesAKeptTokenWithoutAsking()
{
    SessionBench bench;
    bench.signIn();
    const auto first = SessionBench::textOf(bench.token("records"));

    const auto second = SessionBench::textOf(bench.token("records"));

    QCOMPARE(second, first);
    QCOMPARE(bench.http.refreshes(), 1);
}

void TstEngineTokens::renewsATokenThatWouldNotLastLongEnough()
{
    SessionBench bench;
    bench.signIn();
    const auto first = SessionBench::textOf(bench.token("records"));
    bench.keyboard.press();
    bench.pass(bench.http.lifetime - 30s);

    TokenRequest brief = asking("records");
    brief.minValid = 30s;
    QCOMPARE(SessionBench::textOf(bench.token(brief)), first);
    QVERIFY(SessionBench::textOf(bench.token("records")) != first); // 60 s by default.
}

void TstEngineTokens::neverServesOneAudiencesTokenToAnother()
{
    SessionBench bench;
    bench.signIn();
    const auto records = SessionBench::textOf(bench.token("records"));
    TokenRequest less = asking("records");
    less.scope = "records.read";

    const auto labs = SessionBench::textOf(bench.token("labs"));
    const auto narrower = SessionBench::textOf(bench.token(less));

    QVERIFY(labs != records);
    QVERIFY(narrower != records);
    QVERIFY(narrower != labs);
}

// P26.
void TstEngineTokens::sharesOneRenewalAmongEqualWants()
{
    SessionBench bench;
    bench.signIn();

    for (int i = 0; i < 20; ++i)
        bench.askForToken("records");
    bench.settle();

    QCOMPARE(bench.tokens.size(), 20U);
    for (const auto& answer : bench.tokens)
        QCOMPARE(SessionBench::textOf(answer), QByteArray("access-2"));
    QCOMPARE(bench.http.refreshes(), 1);
}

// P26: each rotates the refresh token of the one before.
void TstEngineTokens::takesTurnsForDifferentWants()
{
    SessionBench bench;
    bench.signIn();
    TokenRequest less = asking("records");
    less.scope = "records.read";

    bench.askForToken("records");
    bench.askForToken("labs");
    bench.askForToken(less);
    bench.askForToken("pacs");
    bench.settle();

    QCOMPARE(bench.tokens.size(), 4U);
    for (const auto& answer : bench.tokens)
        QCOMPARE(codeOf(answer), QByteArray());
    QCOMPARE(bench.http.refreshes(), 3); // The exchange starts from the token in hand.
    QCOMPARE(bench.http.mostAtOnce(), 1);
    QCOMPARE(bench.mostHolds, 1);
    QCOMPARE(bench.holds, 0);
    QCOMPARE(bench.storedToken(), QByteArray("refresh-4"));
}

// P33.
void TstEngineTokens::lettingGoOfOneWaiterLeavesTheOthers()
{
    SessionBench bench;
    bench.signIn();
    bool wasTold = false;
    auto leaver = bench.engine->token(asking("records"), [&](const auto&) { wasTold = true; });
    bench.askForToken("records");

    leaver.withdraw();
    bench.settle();

    QVERIFY(!wasTold);
    QCOMPARE(bench.tokens.size(), 1U);
    QVERIFY(bench.tokens.front());
    bool wasEither = false;
    {
        const auto alone =
            bench.engine->token(asking("labs"), [&](const auto&) { wasEither = true; });
    }
    bench.settle();
    QVERIFY(!wasEither);
    QVERIFY(bench.token("labs")); // What was begun for nobody went well.
}

void TstEngineTokens::neverAnswersFromInsideTheCall()
{
    SessionBench bench;
    const auto answersInside = [&](const TokenRequest& request) {
        const auto before = bench.tokens.size();
        bench.askForToken(request);
        const bool inside = bench.tokens.size() != before;
        bench.settle();
        return inside || bench.tokens.size() != before + 1;
    };
    QVERIFY(!answersInside(asking("records"))); // Signed out.
    bench.signIn();
    QVERIFY(!answersInside(asking("records")));
    QVERIFY(!answersInside(asking("records"))); // Kept.
    QVERIFY(!answersInside(asking("nothing")));
}

void TstEngineTokens::refusesWhatItMayNotServe_data()
{
    QTest::addColumn<QByteArray>("audience");
    QTest::addColumn<QByteArray>("scope");
    QTest::addColumn<QByteArray>("acr");
    QTest::addColumn<QByteArray>("contextId");
    QTest::addColumn<QByteArray>("code");
    const QByteArray none;
    QTest::newRow("an audience policy does not map")
        << QByteArray("payroll") << none << none << none << QByteArray("session.audience_unknown");
    QTest::newRow("no audience: the token of userinfo")
        << none << none << none << none << QByteArray("session.audience_unknown");
    QTest::newRow("more scope than policy gives")
        << QByteArray("records") << QByteArray("records.read records.delete") << none << none
        << QByteArray("session.scope");
    QTest::newRow("another audience's scope") << QByteArray("records") << QByteArray("labs.read")
                                              << none << none << QByteArray("session.scope");
    QTest::newRow("another context") << QByteArray("records") << none << none << QByteArray("other")
                                     << QByteArray("session.context_changed");
    QTest::newRow("an acr nobody knows") << QByteArray("records") << none << QByteArray("AAL4")
                                         << none << QByteArray("session.elevation_required");
}

void TstEngineTokens::refusesWhatItMayNotServe()
{
    QFETCH(const QByteArray, audience);
    QFETCH(const QByteArray, scope);
    QFETCH(const QByteArray, acr);
    QFETCH(const QByteArray, contextId);
    SessionBench bench;
    bench.signIn();
    QVERIFY(bench.token("records")); // Something is kept that could be served.
    TokenRequest request = asking(audience);
    request.scope = scope;
    request.acr = acr;
    request.contextId = contextId;
    const int before = bench.http.refreshes();

    QTEST(codeOf(bench.token(request)), "code");

    QCOMPARE(bench.http.refreshes(), before);
    QCOMPARE(bench.phase(), Phase::SignedIn);
}

void TstEngineTokens::acceptsWhatTheSessionSatisfies()
{
    SessionBench bench;
    bench.signIn();
    TokenRequest request = asking("records");
    request.acr = "AAL3_ANY";
    request.maxAge = 60s;
    request.contextId = bench.engine->snapshot().contextId();

    QCOMPARE(codeOf(bench.token(request)), QByteArray());
}

void TstEngineTokens::refusesAnAuthenticationThatIsTooOld()
{
    SessionBench bench;
    bench.signIn(); // Authenticated 5 s ago.
    TokenRequest request = asking("records");
    request.maxAge = 30s;
    QCOMPARE(codeOf(bench.token(request)), QByteArray());

    bench.pass(26s);

    QCOMPARE(codeOf(bench.token(request)), QByteArray("session.elevation_required"));
}

void TstEngineTokens::believesNoClockThatWasSetBack()
{
    SessionBench bench;
    bench.signIn(); // Authenticated 5 s ago.
    TokenRequest request = asking("records");
    request.maxAge = 30s;
    bench.pass(60s);

    bench.clock.setWallClock(bench.clock.now() - 60s);

    QCOMPARE(codeOf(bench.token(request)), QByteArray("session.elevation_required"));
}

// Design §3.3: a gateway that ignores the narrowing answers with what it gave at the sign-in.
void TstEngineTokens::neverServesTheTokenThatReadsUserinfo()
{
    SessionBench bench;
    bench.signIn();
    HttpAnswer broad;
    broad.body = R"({"access_token": "broad", "token_type": "Bearer", "expires_in": 300,)"
                 R"("refresh_token": "refresh-2", "scope": "openid records.read records.write"})";
    bench.http.next("/access_token", broad);

    QCOMPARE(codeOf(bench.token("records")), QByteArray("session.userinfo_token"));

    QCOMPARE(bench.phase(), Phase::SignedIn);
    QCOMPARE(bench.storedToken(), QByteArray("refresh-2"));
}

// RFC 6749 §6: what is asked for without a scope, and answered without one, has all that the
// person granted at the sign-in, `openid` among it.
void TstEngineTokens::neverTakesSilenceForANarrowToken()
{
    policy::Policy policy = usualPolicy();
    policy.environment.audiences["records"].scope.clear();
    SessionBench bench(policy);
    bench.signIn();
    HttpAnswer silent;
    silent.body = R"({"access_token": "broad", "token_type": "Bearer", "expires_in": 300,)"
                  R"("refresh_token": "refresh-2"})";
    bench.http.next("/access_token", silent);

    QCOMPARE(codeOf(bench.token("records")), QByteArray("session.userinfo_token"));
}

// The audience is another resource's now: what was asked for the old one is not for it.
void TstEngineTokens::servesNoTokenThatPolicyWouldNowHaveElsewhere()
{
    SessionBench bench;
    bench.signIn();
    bench.http.delayNext("/access_token", 5s);
    bench.askForToken("records");
    bench.settle();

    bench.policy.environment.audiences["records"].resource = "urn:records:2";
    bench.engine->setPolicy(bench.policy);
    bench.pass(5s);

    QCOMPARE(codeOf(bench.tokens.at(0)), QByteArray("session.audience_moved"));
}

void TstEngineTokens::sharesNoRenewalOfAnotherPolicy()
{
    SessionBench bench;
    bench.signIn();
    bench.http.delayNext("/access_token", 5s);
    bench.askForToken("records");
    bench.settle();

    bench.policy.environment.audiences["records"].resource = "urn:records:2";
    bench.engine->setPolicy(bench.policy);
    bench.askForToken("records");
    bench.pass(5s);

    QCOMPARE(SessionBench::textOf(bench.tokens.at(1)), QByteArray("access-3"));
    QCOMPARE(
        bench.http.asked("/access_token").last().value("resource"), QByteArray("urn:records:2"));
}

// One program must not make the agent ask the provider as fast as it can.
void TstEngineTokens::asksNotAgainForATokenThatCannotLastLonger()
{
    SessionBench bench;
    bench.signIn();
    TokenRequest greedy = asking("records");
    greedy.minValid = bench.http.lifetime + 1h;

    for (int i = 0; i < 5; ++i)
        QCOMPARE(SessionBench::textOf(bench.token(greedy)), QByteArray("access-2"));
    QCOMPARE(bench.http.refreshes(), 1);

    bench.pass(1min); // A while later it gets the longest there is.
    QCOMPARE(SessionBench::textOf(bench.token(greedy)), QByteArray("access-3"));
}

// RFC 9110 §10.2.3.
void TstEngineTokens::leavesAProviderAloneThatAskedForIt()
{
    SessionBench bench;
    bench.signIn();
    HttpAnswer later;
    later.status = 429;
    later.headers.insert("retry-after", "600");
    bench.http.next("/access_token", later);
    const auto asked = [&] { return bench.http.asked("/access_token").size(); };
    QCOMPARE(codeOf(bench.token("records")), QByteArray("token.busy"));
    const auto before = asked();

    for (int i = 0; i < 5; ++i)
        QCOMPARE(codeOf(bench.token("labs")), QByteArray("token.busy"));
    QCOMPARE(asked(), before);

    bench.pass(61s); // Once a minute: it may have recovered sooner than it thought.
    QCOMPARE(codeOf(bench.token("records")), QByteArray());
}

// R8, rule 6.
void TstEngineTokens::refusesTheOldContextAfterAChange()
{
    SessionBench bench;
    bench.signIn();
    TokenRequest request = asking("records");
    request.contextId = bench.engine->snapshot().contextId();
    const auto before = SessionBench::textOf(bench.token(request));

    bench.engine->setRoleRules(rulesWithException("2036-01-01T00:00:00Z"));

    QVERIFY(bench.engine->snapshot().contextId() != request.contextId);
    QCOMPARE(codeOf(bench.token(request)), QByteArray("session.context_changed"));
    const auto after = bench.token("records");
    QVERIFY(SessionBench::textOf(after) != before);
    QCOMPARE(after->contextId, bench.engine->snapshot().contextId());
}

// P35.
void TstEngineTokens::refusesATokenThatWasRenewedUnderTheOldContext()
{
    SessionBench bench;
    bench.signIn();
    bench.http.delayNext("/access_token", 5s);
    bench.askForToken("records");
    bench.settle();

    bench.engine->setRoleRules(rulesWithException("2036-01-01T00:00:00Z"));
    bench.pass(5s);

    QCOMPARE(codeOf(bench.tokens.at(0)), QByteArray("session.context_changed"));
    QCOMPARE(SessionBench::textOf(bench.token("records")), QByteArray("access-3")); // Not kept.
}

void TstEngineTokens::doesNotServeWhatPolicyTookAwayMeanwhile()
{
    SessionBench bench;
    bench.signIn();
    bench.http.delayNext("/access_token", 5s);
    bench.askForToken("records");
    bench.settle();

    bench.policy.environment.audiences.remove("records");
    bench.engine->setPolicy(bench.policy);
    bench.pass(5s);

    QCOMPARE(codeOf(bench.tokens.at(0)), QByteArray("session.audience_unknown"));
}

void TstEngineTokens::dropsKeptTokensWhenPolicyChanges()
{
    SessionBench bench;
    bench.signIn();
    const auto before = bench.token("records");
    bench.http.delayNext("/access_token", 5s);
    bench.askForToken("labs");
    bench.settle();

    bench.policy.environment.audiences["records"].scope = "records.read";
    bench.policy.environment.audiences["labs"].scope = "labs.read labs.order";
    bench.engine->setPolicy(bench.policy);
    bench.pass(5s);

    const auto after = bench.token("records");
    QVERIFY(SessionBench::textOf(after) != SessionBench::textOf(before));
    QCOMPARE(after->scope, QByteArray("records.read"));
    // What was being renewed is answered, and not kept for those who ask under the new policy.
    QCOMPARE(bench.tokens.at(1)->scope, QByteArray("labs.read"));
    QCOMPARE(bench.token("labs")->scope, QByteArray("labs.read labs.order"));
}

// P31: the machine slept, and a program asks before any timer has run.
void TstEngineTokens::refusesAfterALimitThatNobodyNoticed()
{
    SessionBench bench;
    bench.signIn();
    QVERIFY(bench.token("records"));
    bench.clock.setWallClock(bench.clock.now() + 16min);

    QCOMPARE(codeOf(bench.token("records")), QByteArray("session.signed_out"));

    QCOMPARE(bench.phase(), Phase::Ended);
    QCOMPARE(bench.reason(), QByteArray("session.idle_limit"));
}

void TstEngineTokens::servesNothingRenewedPastALimitThatNobodyNoticed()
{
    SessionBench bench;
    bench.signIn();
    bench.http.delayNext("/access_token", 5s);
    bench.askForToken("records");
    bench.settle();

    bench.clock.setWallClock(bench.clock.now() + 16min);
    bench.clock.advance(5s);
    bench.settle();

    QCOMPARE(codeOf(bench.tokens.at(0)), QByteArray("session.signed_out"));
    QCOMPARE(bench.phase(), Phase::Ended);
}

// Rule 10.
void TstEngineTokens::doesNotMoveTheIdleLimit()
{
    SessionBench bench;
    bench.signIn();
    const Instant idleEnd = bench.engine->snapshot().idleEndsAt;

    for (int i = 0; i < 14; ++i) {
        bench.pass(1min);
        bench.askForToken("records");
        bench.askToSignIn();
    }

    QCOMPARE(bench.engine->snapshot().idleEndsAt, idleEnd);
    bench.pass(1min);
    QCOMPARE(bench.reason(), QByteArray("session.idle_limit"));
}

// design.md §3: CIS2 itself gives none.
void TstEngineTokens::saysThatOnlyASignInHelpsWithoutARefreshToken()
{
    SessionBench bench;
    bench.http.givesRefreshTokens = false;
    bench.signIn();
    QCOMPARE(bench.phase(), Phase::SignedIn);

    QCOMPARE(codeOf(bench.token()), QByteArray("session.interaction_required"));

    QCOMPARE(bench.phase(), Phase::SignedIn);
    QCOMPARE(bench.storedToken(), QByteArray("-"));
}

void TstEngineTokens::exchangesNothingOfALiveIssuer()
{
    policy::Policy policy = usualPolicy();
    policy.environment.live = true;
    SessionBench bench(policy);
    bench.signIn();

    QCOMPARE(codeOf(bench.token("pacs")), QByteArray("session.live_exchange"));
    QVERIFY(bench.token("records"));
}

void TstEngineTokens::servesNoTokenForLongerThanPolicySays()
{
    policy::Policy policy = usualPolicy();
    policy.environment.audiences["pacs"].tokenLimit = 120s;
    SessionBench bench(policy);
    bench.signIn();

    const auto first = bench.token("pacs");
    QVERIFY(first);
    QCOMPARE(first->expiresAt, bench.clock.now() + 120s);
    bench.pass(59s);
    QCOMPARE(SessionBench::textOf(bench.token("pacs")), SessionBench::textOf(first));
    bench.pass(2s); // Less than the usual minimum is left.
    QVERIFY(SessionBench::textOf(bench.token("pacs")) != SessionBench::textOf(first));
    QVERIFY(bench.token("records")->expiresAt > bench.clock.now() + 120s); // Its own limit only.
}

// CIS2 itself gives no refresh token: the platform's own serves on.
void TstEngineTokens::hasTokensOfThePlatform()
{
    Keys keys;
    SessionBench bench(platformPolicy(keys));
    bench.http.givesRefreshTokens = false;
    bench.signIn();
    bench.http.next(platformUrl, platformAnswer(0));

    const auto first = bench.token("personal");

    QCOMPARE(SessionBench::textOf(first), QByteArray("platform-0"));
    QCOMPARE(first->tokenType, QByteArray("Bearer"));
    QCOMPARE(SessionBench::textOf(bench.token("personal")), QByteArray("platform-0")); // Kept.
    QCOMPARE(bench.http.count(platformUrl), 1);

    bench.pass(2min);
    bench.http.next(platformUrl, platformAnswer(1));
    QCOMPARE(SessionBench::textOf(bench.token("personal")), QByteArray("platform-1"));
    const auto form = bench.http.asked(platformUrl).last();
    QCOMPARE(form.value("grant_type"), QByteArray("refresh_token"));
    QCOMPARE(form.value("refresh_token"), QByteArray("grant-0"));

    bench.pass(2min);
    for (const char* error : {"invalid_grant", "invalid_request"}) {
        const QByteArray body = QByteArray(R"({"error":")") + error + "\"}";
        bench.http.next(platformUrl, {.status = 401, .body = body});
    }
    QCOMPARE(codeOf(bench.token("personal")), QByteArray("token.subject_refused"));
    QCOMPARE(bench.phase(), Phase::SignedIn); // The platform's word ends no session.
}

void TstEngineTokens::forgetsThePlatformsGrantWithTheSession()
{
    Keys keys;
    SessionBench bench(platformPolicy(keys));
    bench.signIn();
    bench.http.next(platformUrl, platformAnswer(0));
    QVERIFY(bench.token("personal"));
    bench.http.delayNext(platformUrl, 5s);
    bench.http.next(platformUrl, platformAnswer(1));
    bench.pass(2min);
    bench.askForToken("personal");
    bench.pass(1s);

    bench.signOut();
    bench.settle();
    QCOMPARE(codeOf(bench.tokens.back()), QByteArray("session.signed_out"));
    bench.pass(10s);

    bench.signIn();
    bench.http.next(platformUrl, platformAnswer(0));
    QVERIFY(bench.token("personal"));
    QVERIFY(bench.http.asked(platformUrl).last().contains("subject_token"));
}

QTEST_GUILESS_MAIN(TstEngineTokens)
#include "tst_engine_tokens.moc"
