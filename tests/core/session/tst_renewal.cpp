// SPDX-License-Identifier: MIT
#include "tests/support/session_parts.h"

#include <QTest>

#include <algorithm>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::session::test;

using namespace std::chrono_literals;

namespace {

session::Want exchangeWant(const QByteArray& audience)
{
    session::Want want;
    want.audience = audience;
    want.exchange = ExchangeTarget{ExchangeTarget::Subject::AccessToken, "urn:" + audience, {}, {}};
    return want;
}

} // namespace

class TstRenewal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void renews();
    void answersFromTheEventLoop();
    void storesARotatedTokenBeforeItServes();
    void servesFromMemoryWhereTheStoreFails();
    void keepsTheGrantWhereNothingRotated_data();
    void keepsTheGrantWhereNothingRotated();
    void storesThatItAsksBeforeItAsks();
    void leavesWordWhileAnAnswerIsOnItsWay();
    void takesTheWordBackOnceTheAnswerIsStored();
    void storesThatOnceHoweverOftenItAsks();
    void blamesTheAgentBeforeWhichNeverStoredItsAnswer();
    void keepsTheLatestIdToken();
    void goesOnWithTheOldIdTokenWhereNoneComes();
    void letsAnotherWaitWithoutDisturbingTheFirst();
    void sharesOneRenewal();
    void takesTurns();
    void goesOnWithTheNextAfterAFailure();
    void acceptsAnotherRequestFromInsideAnAnswer();
    void asksOnceMoreWhenAnAnswerWasLost();
    void asksOnlyOnceMore();
    void retriesAgainForTheNextJob();
    void blamesTheLostAnswerWhenTheGrantIsGone();
    void blamesNothingOnceAnAnswerCameThrough();
    void holdsTheLockWhileItRetries();
    void neverEndsASessionForTrouble_data();
    void neverEndsASessionForTrouble();
    void endsTheSessionForInvalidGrant();
    void endsTheSessionOfAnotherPerson_data();
    void endsTheSessionOfAnotherPerson();
    void keepsTheNewTokenThoughItsIdentityWaits();
    void exchangesTheBaseToken();
    void exchangesTheBaseTokenInHand();
    void exchangesTheTokenOfTheSignIn();
    void sharesOneExchange();
    void refusedExchangesEndNoSession_data();
    void refusedExchangesEndNoSession();
    void exchangesAFreshTokenWhereTheOneInHandIsRefused();
    void endsTheSessionWhereTheGrantIsGoneToo();
    void leavesAProviderAloneThatIsBusyExchanging();
    void refusesWithoutARefreshToken();
    void reportsALockThatCannotBeHad();
    void locksAcrossProcessesForEachRefresh();
    void endAnswersWhoWaits();
    void forgetsTheLostAnswerWithTheRecord();
    void touchStoresALaterTimeOnly();
    void touchStoresNothingWithoutARefreshToken();
    void recordsEachRenewalWithItsAudience();
    void goesOnThoughNothingCanBeRecorded();
};

void TstRenewal::renews()
{
    SessionParts parts;
    parts.begin();

    QCOMPARE(parts.answerFor(SessionParts::wantFor("records")), QByteArray("access-2"));

    const auto form = parts.http.asked("/access_token").last();
    QCOMPARE(form.value("refresh_token"), QByteArray("refresh-1"));
    QCOMPARE(form.value("resource"), QByteArray("records"));
    QCOMPARE(parts.renewal.record()->refreshToken.view(), QByteArrayView("refresh-2"));
    QCOMPARE(parts.storedToken(), QByteArray("refresh-2"));
    QVERIFY(parts.lost.empty());
}

void TstRenewal::answersFromTheEventLoop()
{
    SessionParts parts;
    parts.ask(SessionParts::wantFor("records")); // Nothing begun: refused, but later.
    QVERIFY(parts.answers.empty());
    parts.settle();
    QCOMPARE(parts.answers.size(), 1U);
}

// R4, P27: the rotated token is on the disk, read back, when the first answer goes out.
void TstRenewal::storesARotatedTokenBeforeItServes()
{
    SessionParts parts;
    parts.begin();
    QByteArray atAnswer;
    parts.atAnswer = [&] {
        atAnswer = parts.storedToken();
        QVERIFY(parts.credentials.journal().last().startsWith(u"read "));
    };

    parts.ask(SessionParts::wantFor("records"));
    parts.settle();

    QCOMPARE(parts.answers.at(0), QByteArray("access-2"));
    QCOMPARE(atAnswer, QByteArray("refresh-2"));
}

void TstRenewal::servesFromMemoryWhereTheStoreFails()
{
    SessionParts counting;
    counting.begin();
    const int before = counting.credentials.steps();
    QCOMPARE(counting.answerFor(SessionParts::wantFor("records")), QByteArray("access-2"));
    const int after = counting.credentials.steps();

    for (int step = before + 1; step <= after; ++step) {
        SessionParts parts;
        parts.begin();
        parts.credentials.failFrom(step, "store.failed");
        QCOMPARE(parts.answerFor(SessionParts::wantFor("records"), 1min), QByteArray("access-2"));
        QVERIFY(parts.store.isMemoryOnly());
        QCOMPARE(parts.answerFor(SessionParts::wantFor("labs"), 1min), QByteArray("access-3"));
        QVERIFY(parts.lost.empty());
        parts.credentials.recover();
        parts.pass(6min);
        QCOMPARE(parts.storedToken(), QByteArray("refresh-3")); // Caught up.
    }
}

// P28.
void TstRenewal::keepsTheGrantWhereNothingRotated_data()
{
    QTest::addColumn<QByteArray>("spare");
    QTest::newRow("no refresh token") << QByteArray();
    QTest::newRow("an empty one") << QByteArray("");
}

void TstRenewal::keepsTheGrantWhereNothingRotated()
{
    QFETCH(const QByteArray, spare);
    SessionParts parts;
    parts.begin();
    parts.http.rotates = false;
    parts.http.spareRefreshToken = spare;

    QCOMPARE(parts.answerFor(SessionParts::wantFor("records")), QByteArray("access-2"));

    QCOMPARE(parts.storedToken(), QByteArray("refresh-1"));
    QVERIFY(!parts.storedRecord()->isAsked);
    QCOMPARE(parts.renewal.record()->refreshToken.view(), QByteArrayView("refresh-1"));
    QCOMPARE(parts.answerFor(SessionParts::wantFor("labs")), QByteArray("access-3"));
}

// P27: an agent that is stopped while the answer is on its way leaves word that it had asked.
void TstRenewal::storesThatItAsksBeforeItAsks()
{
    SessionParts parts;
    parts.begin();
    parts.credentials.failFrom(parts.credentials.steps() + 1, "store.timed_out");
    parts.ask(SessionParts::wantFor("records"));
    parts.settle();
    QCOMPARE(parts.http.refreshes(), 0); // The store has not answered.

    parts.credentials.recover();
    parts.pass(11s);
    QCOMPARE(parts.http.refreshes(), 1);
}

void TstRenewal::leavesWordWhileAnAnswerIsOnItsWay()
{
    SessionParts parts;
    parts.begin();
    parts.http.loseNext("/access_token");
    parts.ask(SessionParts::wantFor("records"));
    parts.settle();

    QCOMPARE(parts.http.refreshes(), 1);
    QVERIFY(parts.storedRecord()->isAsked);
    QCOMPARE(parts.storedToken(), QByteArray("refresh-1"));
}

void TstRenewal::takesTheWordBackOnceTheAnswerIsStored()
{
    SessionParts parts;
    parts.begin();

    QCOMPARE(parts.answerFor(SessionParts::wantFor("records")), QByteArray("access-2"));

    QVERIFY(!parts.storedRecord()->isAsked);
    QCOMPARE(parts.storedToken(), QByteArray("refresh-2"));
}

// A provider that is down for an hour is no reason to write to the credential store all the while.
void TstRenewal::storesThatOnceHoweverOftenItAsks()
{
    SessionParts parts;
    parts.begin();
    HttpAnswer unreachable;
    unreachable.error = Error{Fault::Unreachable, "http.unreachable", {}, 0, {}};
    parts.http.next("/access_token", unreachable);
    parts.answerFor(SessionParts::wantFor("records"));
    const auto writes = parts.credentials.changes().size();

    for (int i = 0; i < 3; ++i) {
        parts.http.next("/access_token", unreachable);
        QCOMPARE(parts.answerFor(SessionParts::wantFor("records")),
            QByteArray("error http.unreachable"));
    }

    QCOMPARE(parts.credentials.changes().size(), writes);
}

void TstRenewal::blamesTheAgentBeforeWhichNeverStoredItsAnswer()
{
    SessionParts parts;
    auto record = parts.record();
    record.isAsked = true;
    parts.begin(std::move(record));
    parts.http.next("/access_token", {.status = 400, .body = R"({"error":"invalid_grant"})"});

    QCOMPARE(parts.answerFor(SessionParts::wantFor("records")),
        QByteArray("error session.renewal_interrupted"));
}

void TstRenewal::keepsTheLatestIdToken()
{
    SessionParts parts;
    parts.begin();
    const auto before = parts.renewal.record()->idToken.view().toByteArray();
    const auto issuedAt = parts.renewal.claims().issuedAt;
    parts.pass(10s);

    parts.answerFor(SessionParts::wantFor("records"));

    QVERIFY(parts.renewal.record()->idToken.view() != before); // For id_token_hint.
    QCOMPARE(parts.renewal.claims().issuedAt, issuedAt + 10s);
}

// OIDC Core §12.2: it "might not contain an id_token".
void TstRenewal::goesOnWithTheOldIdTokenWhereNoneComes()
{
    SessionParts parts;
    parts.begin();
    const auto before = parts.renewal.record()->idToken.view().toByteArray();
    parts.http.givesIdTokens = false;

    QCOMPARE(parts.answerFor(SessionParts::wantFor("records")), QByteArray("access-2"));

    QCOMPARE(parts.renewal.record()->idToken.view(), QByteArrayView(before));
    QCOMPARE(parts.renewal.claims().subject, FakeProvider::subject);
}

// P26.
void TstRenewal::letsAnotherWaitWithoutDisturbingTheFirst()
{
    SessionParts parts;
    parts.begin();
    parts.http.delayNext("/access_token", 5s);
    parts.ask(SessionParts::wantFor("records"));
    parts.pass(1s);

    parts.ask(SessionParts::wantFor("labs"));
    parts.pass(1s);

    QCOMPARE(parts.http.refreshes(), 1);
    parts.pass(10s);
    QCOMPARE(parts.answers, (std::vector<QByteArray>{"access-2", "access-3"}));
    QCOMPARE(parts.http.refreshes(), 2);
}

// P26.
void TstRenewal::sharesOneRenewal()
{
    SessionParts parts;
    parts.begin();
    parts.http.delayNext("/access_token", 5s);
    parts.ask(SessionParts::wantFor("records"));
    parts.pass(1s);
    parts.ask(SessionParts::wantFor("records")); // While it is under way.

    parts.pass(5s);

    QCOMPARE(parts.answers, (std::vector<QByteArray>{"access-2", "access-2"}));
    QCOMPARE(parts.http.refreshes(), 1);
}

// P26.
void TstRenewal::takesTurns()
{
    SessionParts parts;
    parts.begin();
    parts.http.delayNext("/access_token", 5s);
    for (const char* audience : {"records", "labs", "pacs"})
        parts.ask(SessionParts::wantFor(audience));

    parts.pass(20s);

    QCOMPARE(parts.answers, (std::vector<QByteArray>{"access-2", "access-3", "access-4"}));
    QCOMPARE(parts.http.mostAtOnce(), 1);
    QCOMPARE(
        parts.http.asked("/access_token").last().value("refresh_token"), QByteArray("refresh-3"));
}

void TstRenewal::goesOnWithTheNextAfterAFailure()
{
    SessionParts parts;
    parts.begin();
    parts.http.next("/access_token", {.status = 503});
    parts.ask(SessionParts::wantFor("records"));
    parts.ask(SessionParts::wantFor("labs"));

    parts.settle();

    QCOMPARE(parts.answers, (std::vector<QByteArray>{"error token.busy", "access-2"}));
}

void TstRenewal::acceptsAnotherRequestFromInsideAnAnswer()
{
    SessionParts parts;
    parts.begin();
    parts.atAnswer = [&] {
        parts.atAnswer = nullptr;
        parts.ask(SessionParts::wantFor("labs"));
        parts.ask(SessionParts::wantFor("records"));
    };

    parts.ask(SessionParts::wantFor("records"));
    parts.settle();

    QCOMPARE(parts.answers, (std::vector<QByteArray>{"access-2", "access-3", "access-4"}));
}

// P25: the provider never got it, or is kind enough to answer again.
void TstRenewal::asksOnceMoreWhenAnAnswerWasLost()
{
    SessionParts parts;
    parts.begin();
    HttpAnswer lost;
    lost.error = Error{Fault::Unreachable, "http.answer_lost", {}, 0, {}};
    parts.http.next("/access_token", lost);
    parts.ask(SessionParts::wantFor("records"));

    parts.pass(1999ms);
    QVERIFY(parts.answers.empty());
    QCOMPARE(parts.http.refreshes(), 1);
    parts.pass(1ms);

    QCOMPARE(parts.answers, std::vector<QByteArray>{"access-2"});
    QCOMPARE(parts.http.refreshes(), 2);
    QCOMPARE(parts.trail.count(audit::Kind::RefreshFailed), 1);
    QCOMPARE(parts.trail.count(audit::Kind::Refreshed), 1);
}

// P25.
void TstRenewal::asksOnlyOnceMore()
{
    SessionParts parts;
    parts.begin();
    HttpAnswer lost;
    lost.error = Error{Fault::Unreachable, "http.answer_lost", {}, 0, {}};
    for (int i = 0; i < 3; ++i)
        parts.http.next("/access_token", lost);

    QCOMPARE(parts.answerFor(SessionParts::wantFor("records"), 1min),
        QByteArray("error token.answer_lost"));

    QCOMPARE(parts.http.refreshes(), 2);
    QVERIFY(parts.lost.empty());
    QVERIFY(parts.renewal.record());
    QCOMPARE(parts.holds, 0);
}

void TstRenewal::retriesAgainForTheNextJob()
{
    SessionParts parts;
    parts.begin();
    HttpAnswer lost;
    lost.error = Error{Fault::Unreachable, "http.answer_lost", {}, 0, {}};
    for (int i = 0; i < 3; ++i)
        parts.http.next("/access_token", lost);
    parts.answerFor(SessionParts::wantFor("records"), 1min);

    QCOMPARE(parts.answerFor(SessionParts::wantFor("records"), 1min), QByteArray("access-2"));

    QCOMPARE(parts.http.refreshes(), 4);
}

// P25: rotated, and nobody told us.
void TstRenewal::blamesTheLostAnswerWhenTheGrantIsGone()
{
    SessionParts parts;
    parts.begin();
    parts.http.loseNext("/access_token");

    QCOMPARE(parts.answerFor(SessionParts::wantFor("records"), 1min),
        QByteArray("error session.renewal_interrupted"));

    QCOMPARE(parts.http.refreshes(), 2);
    QCOMPARE(parts.lost.size(), 1U);
    QCOMPARE(parts.lost.front().code, QByteArray("session.renewal_interrupted"));
    QCOMPARE(parts.lost.front().fault, Fault::GrantRevoked);
    QVERIFY(!parts.lost.front().reference.isEmpty());
}

void TstRenewal::blamesNothingOnceAnAnswerCameThrough()
{
    SessionParts parts;
    parts.begin();
    HttpAnswer lost;
    lost.error = Error{Fault::Unreachable, "http.answer_lost", {}, 0, {}};
    parts.http.next("/access_token", lost);
    QCOMPARE(parts.answerFor(SessionParts::wantFor("records"), 1min), QByteArray("access-2"));

    parts.http.next("/access_token", {.status = 400, .body = R"({"error":"invalid_grant"})"});

    QCOMPARE(
        parts.answerFor(SessionParts::wantFor("labs")), QByteArray("error token.invalid_grant"));
}

void TstRenewal::holdsTheLockWhileItRetries()
{
    SessionParts parts;
    parts.begin();
    HttpAnswer lost;
    lost.error = Error{Fault::Unreachable, "http.answer_lost", {}, 0, {}};
    parts.http.next("/access_token", lost);
    parts.ask(SessionParts::wantFor("records"));

    parts.pass(1s);
    QCOMPARE(parts.holds, 1);
    parts.pass(1s);

    QCOMPARE(parts.holds, 0);
    QCOMPARE(parts.mostHolds, 1);
}

// P29, rule 3.
void TstRenewal::neverEndsASessionForTrouble_data()
{
    QTest::addColumn<HttpAnswer>("answer");
    QTest::addColumn<QByteArray>("path");
    const auto row =
        [](const char* name, const HttpAnswer& answer, const char* path = "/access_token") {
            QTest::newRow(name) << answer << QByteArray(path);
        };
    const auto error = [](Fault fault, const char* code) {
        HttpAnswer answer;
        answer.error = Error{fault, code, {}, 0, {}};
        return answer;
    };
    const QByteArray html = "<html>Welcome</html>";
    row("429", {.status = 429});
    row("500", {.status = 500});
    row("502 with HTML", {.status = 502, .body = html, .type = "text/html"});
    row("200 with HTML", {.status = 200, .body = html, .type = "text/html"});
    row("302", {.status = 302, .body = html, .type = "text/html"});
    row("404 with HTML", {.status = 404, .body = html, .type = "text/html"});
    row("an empty 200", {.status = 200, .body = "{}"});
    row("invalid_request", {.status = 400, .body = R"({"error":"invalid_request"})"});
    row("invalid_client", {.status = 401, .body = R"({"error":"invalid_client"})"});
    row("unauthorized_client", {.status = 400, .body = R"({"error":"unauthorized_client"})"});
    row("invalid_scope", {.status = 400, .body = R"({"error":"invalid_scope"})"});
    row("access_denied", {.status = 403, .body = R"({"error":"access_denied"})"});
    row("interaction_required", {.status = 400, .body = R"({"error":"interaction_required"})"});
    row("temporarily_unavailable",
        {.status = 400, .body = R"({"error":"temporarily_unavailable"})"});
    row("no network", error(Fault::Unreachable, "http.unreachable"));
    row("a wrong certificate", error(Fault::Unreachable, "http.tls"));
    row("a proxy", error(Fault::Unreachable, "http.proxy"));
    row("metadata of another issuer",
        {.status = 200, .body = R"({"issuer":"https://evil.example"})"},
        "/.well-known/openid-configuration");
    row("keys as HTML", {.status = 200, .body = html, .type = "text/html"}, "/jwks");
}

void TstRenewal::neverEndsASessionForTrouble()
{
    QFETCH(const HttpAnswer, answer);
    QFETCH(const QByteArray, path);
    SessionParts parts;
    parts.begin();
    parts.http.next(path, answer);

    QVERIFY(parts.answerFor(SessionParts::wantFor("records")).startsWith("error "));

    QVERIFY(parts.lost.empty());
    QCOMPARE(parts.renewal.record()->refreshToken.view(), QByteArrayView("refresh-1"));
    QCOMPARE(parts.trail.count(audit::Kind::RefreshFailed), 1);
    QVERIFY(parts.trail.last(audit::Kind::RefreshFailed)->error);
    parts.pass(6min); // Caches of failures are over.
    QCOMPARE(parts.answerFor(SessionParts::wantFor("records")), QByteArray("access-2"));
}

void TstRenewal::endsTheSessionForInvalidGrant()
{
    SessionParts parts;
    parts.begin();
    parts.http.next("/access_token", {.status = 400, .body = R"({"error":"invalid_grant"})"});
    bool wasAnsweredFirst = false;
    parts.atAnswer = [&] { wasAnsweredFirst = parts.lost.empty(); };

    QCOMPARE(
        parts.answerFor(SessionParts::wantFor("records")), QByteArray("error token.invalid_grant"));

    QVERIFY(wasAnsweredFirst); // With the reason, before end() answers everybody.
    QCOMPARE(parts.lost.size(), 1U);
    QCOMPARE(parts.lost.front().code, QByteArray("token.invalid_grant"));
    QCOMPARE(parts.trail.count(audit::Kind::RefreshFailed), 1);
}

void TstRenewal::endsTheSessionOfAnotherPerson_data()
{
    QTest::addColumn<QString>("claim");
    QTest::addColumn<QJsonValue>("value");
    QTest::newRow("another subject") << "sub" << QJsonValue("somebody-else");
    QTest::newRow("another issuer") << "iss" << QJsonValue("https://evil.example");
    QTest::newRow("another audience") << "aud" << QJsonValue("client-2");
    QTest::newRow("another authentication") << "auth_time" << QJsonValue(1'700'000'000);
}

// R9, OIDC Core §12.2.
void TstRenewal::endsTheSessionOfAnotherPerson()
{
    QFETCH(const QString, claim);
    QFETCH(const QJsonValue, value);
    SessionParts parts;
    parts.begin();
    parts.http.forge = [&](QJsonObject& claims) { claims.insert(claim, value); };

    QVERIFY(parts.answerFor(SessionParts::wantFor("records")).startsWith("error id_token."));

    QCOMPARE(parts.lost.size(), 1U);
    QCOMPARE(parts.lost.front().fault, Fault::Untrusted);
    // What is to be revoked now is the new token, so it is the new one that is kept.
    QCOMPARE(parts.renewal.record()->refreshToken.view(), QByteArrayView("refresh-2"));
    QCOMPARE(parts.trail.count(audit::Kind::Refreshed), 0);
}

void TstRenewal::keepsTheNewTokenThoughItsIdentityWaits()
{
    SessionParts parts;
    parts.begin();
    QCOMPARE(parts.answerFor(SessionParts::wantFor("records")), QByteArray("access-2"));
    parts.pass(6min);
    parts.http.signer.changeKey("key-2"); // Keys roll over between two renewals.

    const auto answer = parts.answerFor(SessionParts::wantFor("labs"));

    QCOMPARE(answer, QByteArray("error id_token.keys_pending"));
    QVERIFY(parts.lost.empty());
    QCOMPARE(parts.storedToken(), QByteArray("refresh-3"));
    QCOMPARE(parts.answerFor(SessionParts::wantFor("labs")), QByteArray("access-4"));
}

void TstRenewal::exchangesTheBaseToken()
{
    SessionParts parts;
    parts.begin();
    auto want = exchangeWant("pacs");
    want.target.resource = "must not be used";

    QCOMPARE(parts.answerFor(want), QByteArray("exchanged-3"));

    const auto forms = parts.http.asked("/access_token");
    QCOMPARE(forms.size(), 2);
    QVERIFY(!forms.at(0).contains("resource")); // The base token is not narrowed.
    QCOMPARE(forms.at(1).value("subject_token"), QByteArray("access-2"));
    QCOMPARE(forms.at(1).value("audience"), QByteArray("urn:pacs"));
    QCOMPARE(parts.holds, 0);
    QCOMPARE(parts.trail.kinds().last(), audit::Kind::TokenExchanged);

    want.exchange->subject = ExchangeTarget::Subject::IdToken;
    QCOMPARE(parts.answerFor(want), QByteArray("exchanged-4"));
    QCOMPARE(parts.http.asked("/access_token").last().value("subject_token"),
        parts.renewal.record()->idToken.view().toByteArray());
}

// Each audience has its own exchange; none costs a refresh while the base token is good.
void TstRenewal::exchangesTheBaseTokenInHand()
{
    SessionParts parts;
    parts.begin();
    QCOMPARE(parts.answerFor(exchangeWant("pacs")), QByteArray("exchanged-3"));

    QCOMPARE(parts.answerFor(exchangeWant("labs")), QByteArray("exchanged-4"));
    QCOMPARE(parts.http.refreshes(), 1);
    QCOMPARE(
        parts.http.asked("/access_token").last().value("subject_token"), QByteArray("access-2"));

    parts.answerFor(SessionParts::wantFor("records")); // P34: narrowed, so nothing to exchange.
    QCOMPARE(parts.answerFor(exchangeWant("pacs")), QByteArray("exchanged-6"));
    QCOMPARE(
        parts.http.asked("/access_token").last().value("subject_token"), QByteArray("access-2"));

    parts.pass(parts.http.lifetime - 30s); // Too little is left to be sure that it arrives alive.
    QCOMPARE(parts.answerFor(exchangeWant("pacs")), QByteArray("exchanged-8"));
    QCOMPARE(
        parts.http.asked("/access_token").last().value("subject_token"), QByteArray("access-7"));
    QCOMPARE(parts.http.refreshes(), 3);
}

void TstRenewal::exchangesTheTokenOfTheSignIn()
{
    SessionParts parts;
    const auto base = std::make_shared<const AudienceToken>(
        AudienceToken{Secret("access-1"), parts.clock.now() + 10min, {}});
    parts.renewal.begin(parts.record(), *oidc::readKeptIdToken(parts.record().idToken), base);

    QCOMPARE(parts.answerFor(exchangeWant("pacs")), QByteArray("exchanged-2"));
    QCOMPARE(parts.http.refreshes(), 0);
    QCOMPARE(parts.mostHolds, 0); // Nothing stored is touched.

    parts.begin(); // Another context: what the one before had is not exchanged under it (P35).
    QCOMPARE(parts.answerFor(exchangeWant("pacs")), QByteArray("exchanged-4"));
    QCOMPARE(parts.http.refreshes(), 1);
}

void TstRenewal::sharesOneExchange()
{
    SessionParts parts;
    parts.begin();
    parts.answerFor(exchangeWant("pacs"));
    const auto before = parts.http.count("/access_token");
    parts.http.delayNext("/access_token", 1s);
    for (int i = 0; i < 20; ++i)
        parts.ask(exchangeWant("pacs"));

    parts.pass(1s);

    QCOMPARE(parts.http.count("/access_token"), before + 1);
    QCOMPARE(parts.answers.size(), 21U);
    QVERIFY(std::all_of(parts.answers.begin() + 1, parts.answers.end(), [](const auto& answer) {
        return answer == "exchanged-4";
    }));
}

void TstRenewal::refusedExchangesEndNoSession_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char* word, const char* code) {
        QTest::newRow(word) << QByteArray(R"({"error":")") + word + "\"}" << QByteArray(code);
    };
    row("invalid_grant", "error token.subject_refused");
    row("invalid_request", "error token.subject_refused");
    row("invalid_target", "error token.invalid_target");
    row("invalid_scope", "error token.invalid_scope");
    row("unsupported_grant_type", "error token.refused");
}

// It is the token handed in that the provider refuses, not the session's grant.
void TstRenewal::refusedExchangesEndNoSession()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, code);
    SessionParts parts;
    parts.begin();
    parts.ask(exchangeWant("pacs"));
    parts.ask(SessionParts::wantFor("labs"));
    parts.http.delayNext("/access_token", 1s);
    parts.pass(500ms);
    parts.http.next("/access_token", {.status = 400, .body = body});

    parts.pass(1s);

    QCOMPARE(parts.answers, (std::vector<QByteArray>{code, "access-3"}));
    QCOMPARE(parts.http.refreshes(), 2);
    QVERIFY(parts.lost.empty());
    QVERIFY(parts.trail.kinds().contains(audit::Kind::ExchangeFailed));
}

// A token in hand may have been revoked since: one that is fresh is tried, once.
void TstRenewal::exchangesAFreshTokenWhereTheOneInHandIsRefused()
{
    SessionParts parts;
    parts.begin();
    parts.answerFor(exchangeWant("pacs"));
    parts.pass(1min);
    const HttpAnswer refusal{.status = 400, .body = R"({"error":"invalid_grant"})"};
    parts.http.next("/access_token", refusal);

    QCOMPARE(parts.answerFor(exchangeWant("pacs")), QByteArray("exchanged-5"));
    QCOMPARE(parts.http.refreshes(), 2);

    parts.http.next("/access_token", refusal); // Had just now: another would fare no better.
    QCOMPARE(parts.answerFor(exchangeWant("pacs")), QByteArray("error token.subject_refused"));
    QCOMPARE(parts.http.refreshes(), 2);
    QVERIFY(parts.lost.empty());
}

// Off-boarding: the refresh that follows the refusal is what ends the session.
void TstRenewal::endsTheSessionWhereTheGrantIsGoneToo()
{
    SessionParts parts;
    parts.begin();
    parts.answerFor(exchangeWant("pacs"));
    parts.pass(1min);
    for (int i = 0; i < 2; ++i)
        parts.http.next("/access_token", {.status = 400, .body = R"({"error":"invalid_grant"})"});

    QCOMPARE(parts.answerFor(exchangeWant("pacs")), QByteArray("error token.invalid_grant"));
    QCOMPARE(parts.lost.size(), 1U);
}

void TstRenewal::leavesAProviderAloneThatIsBusyExchanging()
{
    SessionParts parts;
    parts.begin();
    parts.answerFor(exchangeWant("pacs"));
    parts.http.next(
        "/access_token", {.status = 503, .body = "{}", .headers = {{"retry-after", "30"}}});
    QCOMPARE(parts.answerFor(exchangeWant("pacs")), QByteArray("error token.busy"));
    const auto before = parts.http.count("/access_token");

    QCOMPARE(parts.answerFor(exchangeWant("labs")), QByteArray("error token.busy"));
    QCOMPARE(parts.http.count("/access_token"), before);

    parts.pass(31s);
    QVERIFY(parts.answerFor(exchangeWant("labs")).startsWith("exchanged-"));
}

void TstRenewal::refusesWithoutARefreshToken()
{
    SessionParts parts;
    auto record = parts.record();
    record.refreshToken = {};
    parts.renewal.begin(std::move(record), *oidc::readKeptIdToken(parts.record().idToken));
    bool isSaved = false;
    parts.saving = parts.renewal.save([&] { isSaved = true; });
    QVERIFY(!isSaved);

    QCOMPARE(parts.answerFor(SessionParts::wantFor("records")),
        QByteArray("error session.interaction_required"));

    QVERIFY(isSaved);
    QCOMPARE(parts.credentials.steps(), 0);
    QCOMPARE(parts.http.refreshes(), 0);
    QCOMPARE(parts.holds, 0);
    QVERIFY(parts.lost.empty());
}

void TstRenewal::reportsALockThatCannotBeHad()
{
    SessionParts parts;
    parts.begin();
    parts.lockRefusal = Error{Fault::TimedOut, "lock.busy", {}, 0, {}};
    parts.ask(SessionParts::wantFor("records"));
    parts.ask(SessionParts::wantFor("labs"));

    parts.settle();

    QCOMPARE(parts.answers, (std::vector<QByteArray>{"error lock.busy", "error lock.busy"}));
    QCOMPARE(parts.http.refreshes(), 0);
    QVERIFY(parts.lost.empty());
}

// P26.
void TstRenewal::locksAcrossProcessesForEachRefresh()
{
    SessionParts parts;
    parts.begin();
    parts.http.delayNext("/access_token", 5s);
    parts.ask(SessionParts::wantFor("records"));
    parts.ask(SessionParts::wantFor("labs"));

    parts.pass(1s);
    QCOMPARE(parts.holds, 1);
    parts.pass(5s);

    QCOMPARE(parts.holds, 0);
    QCOMPARE(parts.mostHolds, 1);
    QCOMPARE(parts.answers.size(), 2U);
}

void TstRenewal::endAnswersWhoWaits()
{
    SessionParts parts;
    parts.begin();
    parts.http.delayNext("/access_token", 5s);
    parts.ask(SessionParts::wantFor("records"));
    parts.ask(SessionParts::wantFor("labs"));
    parts.pass(1s);

    parts.renewal.end(Error{Fault::AccessDenied, "session.signed_out", {}, 0, {}});

    QCOMPARE(parts.answers,
        (std::vector<QByteArray>{"error session.signed_out", "error session.signed_out"}));
    QVERIFY(!parts.renewal.record());
    QCOMPARE(parts.holds, 0);
    parts.pass(10s);
    QCOMPARE(parts.answers.size(), 2U);
    QVERIFY(!parts.renewal.record());
    QCOMPARE(parts.storedToken(), QByteArray("refresh-1")); // Nothing is written after the end.
}

void TstRenewal::forgetsTheLostAnswerWithTheRecord()
{
    SessionParts parts;
    parts.begin();
    HttpAnswer lost;
    lost.error = Error{Fault::Unreachable, "http.answer_lost", {}, 0, {}};
    parts.http.next("/access_token", lost);
    parts.http.next("/access_token", lost);
    parts.answerFor(SessionParts::wantFor("records"), 1min);

    parts.begin(); // Another session.
    parts.http.next("/access_token", {.status = 400, .body = R"({"error":"invalid_grant"})"});

    QCOMPARE(
        parts.answerFor(SessionParts::wantFor("records")), QByteArray("error token.invalid_grant"));
}

void TstRenewal::touchStoresALaterTimeOnly()
{
    SessionParts parts;
    parts.begin();
    const Instant start = parts.renewal.record()->lastActivity;
    const int before = parts.credentials.steps();

    parts.renewal.touch(start);
    parts.renewal.touch(start - 1min);
    parts.settle();
    QCOMPARE(parts.credentials.steps(), before);
    parts.renewal.touch(start + 1min);
    parts.settle();

    QVERIFY(parts.credentials.steps() > before);
    QCOMPARE(parts.renewal.record()->lastActivity, start + 1min);
}

void TstRenewal::touchStoresNothingWithoutARefreshToken()
{
    SessionParts parts;
    parts.renewal.touch(parts.clock.now()); // Nobody is there.
    auto record = parts.record();
    record.refreshToken = {};
    parts.renewal.begin(std::move(record), *oidc::readKeptIdToken(parts.record().idToken));

    parts.renewal.touch(parts.clock.now() + 1h);
    parts.settle();

    QCOMPARE(parts.credentials.steps(), 0);
}

void TstRenewal::recordsEachRenewalWithItsAudience()
{
    SessionParts parts;
    parts.begin();

    parts.answerFor(SessionParts::wantFor("records"));

    const auto* const event = parts.trail.last(audit::Kind::Refreshed);
    QVERIFY(event);
    QCOMPARE(event->subject.sessionId, QByteArray("session-1"));
    QCOMPARE(event->facts.value("audience").toString(), QStringLiteral("records"));
    parts.answerFor({});
    QVERIFY(!parts.trail.last(audit::Kind::Refreshed)->facts.contains("audience"));
}

void TstRenewal::goesOnThoughNothingCanBeRecorded()
{
    SessionParts parts;
    parts.begin();
    parts.trail.refuseAsFull();

    QCOMPARE(parts.answerFor(SessionParts::wantFor("records")), QByteArray("access-2"));
}

QTEST_GUILESS_MAIN(TstRenewal)
#include "tst_renewal.moc"
