// SPDX-License-Identifier: MIT
#include "tests/support/session_parts.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::session::test;

using namespace std::chrono_literals;

namespace {

struct EndingParts : SessionParts {
    void end(const char* refreshToken = "refresh-1")
    {
        TokenRecord ended = record();
        ended.refreshToken = Secret(refreshToken);
        ending.end(std::move(ended),
            logon,
            audit::Subject{.sessionId = "session-1"},
            [this](Result<> answer) { erased.push_back(std::move(answer)); });
    }

    [[nodiscard]] qsizetype revocations() const { return http.count("/revoke"); }

    std::vector<Result<>> erased;
};

} // namespace

class TstEnding : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void revokesAndErases();
    void answersFromTheEventLoop();
    void needsNoCompletion();
    void revokesNothingWithoutARefreshToken();
    void triesAgainWhileNobodyAnswers_data();
    void triesAgainWhileNobodyAnswers();
    void waitsLongerEachTime();
    void waitsAsLongAsTheProviderAsks();
    void givesUpWhereTheProviderRefuses_data();
    void givesUpWhereTheProviderRefuses();
    void saysWhenTheStoreCouldNotBeCleared();
    void endsSeveralAtOnce();
    void isIdleWhenAllIsDone();
    void goesOnThoughNothingCanBeRecorded();
    void revokesATokenOfASessionThatGoesOn();
    void revokesThatLaterToo();
    void revokesNoTokenWhereThereIsNone();
};

void TstEnding::revokesAndErases()
{
    EndingParts parts;
    parts.begin();

    parts.end();
    parts.settle();

    QCOMPARE(parts.http.revoked(), QByteArrayList{"refresh-1"});
    QCOMPARE(
        parts.http.asked("/revoke").at(0).value("token_type_hint"), QByteArray("refresh_token"));
    QCOMPARE(parts.storedToken(), QByteArray("-"));
    QCOMPARE(parts.erased.size(), 1U);
    QVERIFY(parts.erased.front());
    const auto* const event = parts.trail.last(audit::Kind::TokenRevoked);
    QVERIFY(event && !event->error);
    QCOMPARE(event->subject.sessionId, QByteArray("session-1"));
}

void TstEnding::answersFromTheEventLoop()
{
    EndingParts parts;
    parts.end();
    QVERIFY(parts.erased.empty());
    QVERIFY(!parts.ending.isIdle());
}

void TstEnding::needsNoCompletion()
{
    EndingParts parts;
    parts.begin();

    parts.ending.end(parts.record(), SessionParts::logon, {});
    parts.settle();

    QCOMPARE(parts.storedToken(), QByteArray("-"));
    QVERIFY(parts.ending.isIdle());
}

void TstEnding::revokesNothingWithoutARefreshToken()
{
    EndingParts parts;
    parts.begin();

    parts.end("");
    parts.settle();

    QCOMPARE(parts.revocations(), 0);
    QCOMPARE(parts.storedToken(), QByteArray("-"));
    QVERIFY(parts.trail.events().isEmpty());
    QVERIFY(parts.ending.isIdle());
}

// P36.
void TstEnding::triesAgainWhileNobodyAnswers_data()
{
    QTest::addColumn<HttpAnswer>("answer");
    const auto error = [](Fault fault, const char* code) {
        HttpAnswer answer;
        answer.error = Error{fault, code, {}, 0, {}};
        return answer;
    };
    QTest::newRow("503") << HttpAnswer{.status = 503};
    QTest::newRow("429") << HttpAnswer{.status = 429};
    QTest::newRow("no network") << error(Fault::Unreachable, "http.unreachable");
    QTest::newRow("a lost answer") << error(Fault::Unreachable, "http.answer_lost");
    QTest::newRow("a captive portal")
        << HttpAnswer{.status = 200, .body = "<html>Welcome</html>", .type = "text/html"};
}

void TstEnding::triesAgainWhileNobodyAnswers()
{
    QFETCH(const HttpAnswer, answer);
    EndingParts parts;
    parts.http.next("/revoke", answer);
    parts.end();
    parts.settle();
    QCOMPARE(parts.revocations(), 1);
    QCOMPARE(parts.erased.size(), 1U); // Long since.
    QVERIFY(!parts.ending.isIdle());

    parts.pass(999ms);
    QCOMPARE(parts.revocations(), 1);
    parts.pass(1ms);

    QCOMPARE(parts.revocations(), 2);
    QCOMPARE(parts.http.revoked(), QByteArrayList{"refresh-1"});
    QVERIFY(parts.ending.isIdle());
    QCOMPARE(parts.trail.count(audit::Kind::TokenRevoked), 1);
    QCOMPARE(parts.trail.count(audit::Kind::RevocationFailed), 0);
}

void TstEnding::waitsLongerEachTime()
{
    EndingParts parts;
    parts.begin();
    parts.answerFor(SessionParts::wantFor("records")); // Metadata is had.
    for (int i = 0; i < 20; ++i)
        parts.http.next("/revoke", {.status = 503});

    parts.end("refresh-2");
    parts.settle();

    qsizetype attempts = 1;
    for (const auto delay : {1s, 2s, 4s, 8s, 16s, 32s, 64s, 128s, 256s, 300s, 300s}) {
        QCOMPARE(parts.revocations(), attempts);
        parts.pass(delay - 1ms);
        QCOMPARE(parts.revocations(), attempts);
        parts.pass(1ms);
        ++attempts;
    }
    QCOMPARE(parts.revocations(), attempts);
}

void TstEnding::waitsAsLongAsTheProviderAsks()
{
    EndingParts parts;
    parts.http.next("/revoke", {.status = 429, .headers = {{"retry-after", "120"}}});
    parts.end();
    parts.settle();

    parts.pass(119s);
    QCOMPARE(parts.revocations(), 1);
    parts.pass(2s);

    QCOMPARE(parts.revocations(), 2);
}

void TstEnding::givesUpWhereTheProviderRefuses_data()
{
    QTest::addColumn<bool>("hasEndpoint");
    QTest::newRow("invalid_client") << true;
    QTest::newRow("no such endpoint") << false;
}

void TstEnding::givesUpWhereTheProviderRefuses()
{
    QFETCH(const bool, hasEndpoint);
    EndingParts parts;
    if (!hasEndpoint)
        parts.http.metadata.remove("revocation_endpoint");
    parts.http.next("/revoke", {.status = 401, .body = R"({"error":"invalid_client"})"});

    parts.end();
    parts.pass(1h);

    QCOMPARE(parts.revocations(), hasEndpoint ? 1 : 0);
    QVERIFY(parts.ending.isIdle());
    QCOMPARE(parts.trail.count(audit::Kind::RevocationFailed), 1);
    QVERIFY(parts.trail.last(audit::Kind::RevocationFailed)->error);
    QCOMPARE(parts.trail.count(audit::Kind::TokenRevoked), 0);
}

void TstEnding::saysWhenTheStoreCouldNotBeCleared()
{
    EndingParts parts;
    parts.begin();
    parts.credentials.ignoreRemovals(true);

    parts.end();
    parts.pass(1min);

    QCOMPARE(codeOf(parts.erased.at(0)), QByteArray("store.erase_failed"));
    const auto* const event = parts.trail.last(audit::Kind::StoreTrouble);
    QVERIFY(event && event->error);
    QCOMPARE(event->subject.sessionId, QByteArray("session-1"));
    QVERIFY(parts.ending.isIdle());
}

void TstEnding::endsSeveralAtOnce()
{
    EndingParts parts;
    parts.http.next("/revoke", {.status = 503});

    parts.end("refresh-1");
    parts.end("refresh-2");
    parts.pass(1min);

    QCOMPARE(parts.erased.size(), 2U);
    QCOMPARE(parts.http.revoked(), (QByteArrayList{"refresh-2", "refresh-1"}));
    QVERIFY(parts.ending.isIdle());
}

void TstEnding::isIdleWhenAllIsDone()
{
    EndingParts parts;
    QVERIFY(parts.ending.isIdle());
    parts.http.delayNext("/revoke", 5s);
    parts.end();
    parts.settle();
    QVERIFY(!parts.ending.isIdle());

    parts.pass(5s);

    QVERIFY(parts.ending.isIdle());
}

void TstEnding::goesOnThoughNothingCanBeRecorded()
{
    EndingParts parts;
    parts.begin();
    parts.trail.refuseAsFull();

    parts.end();
    parts.settle();

    QCOMPARE(parts.http.revoked(), QByteArrayList{"refresh-1"});
    QCOMPARE(parts.storedToken(), QByteArray("-"));
}

/// A change of role leaves a token behind; the session that goes on keeps its record.
void TstEnding::revokesATokenOfASessionThatGoesOn()
{
    EndingParts parts;
    parts.begin();
    const auto stored = parts.storedToken();
    QVERIFY(stored != "-");

    parts.ending.revoke(Secret("refresh-0"), audit::Subject{.sessionId = "session-1"});
    QVERIFY(!parts.ending.isIdle());
    parts.settle();

    QCOMPARE(parts.http.revoked(), QByteArrayList{"refresh-0"});
    QCOMPARE(parts.storedToken(), stored);
    QCOMPARE(
        parts.trail.last(audit::Kind::TokenRevoked)->subject.sessionId, QByteArray("session-1"));
    QVERIFY(parts.ending.isIdle());
}

void TstEnding::revokesThatLaterToo()
{
    EndingParts parts;
    parts.http.isOffline = true;
    parts.ending.revoke(Secret("refresh-0"), {});
    parts.settle();
    QVERIFY(parts.http.revoked().isEmpty());
    QVERIFY(!parts.ending.isIdle());

    parts.http.isOffline = false;
    parts.ending.askAgain();
    parts.settle();

    QCOMPARE(parts.http.revoked(), QByteArrayList{"refresh-0"});
    QVERIFY(parts.ending.isIdle());
}

void TstEnding::revokesNoTokenWhereThereIsNone()
{
    EndingParts parts;

    parts.ending.revoke({}, {});
    parts.settle();

    QCOMPARE(parts.revocations(), 0);
    QVERIFY(parts.trail.events().isEmpty());
    QVERIFY(parts.ending.isIdle());
}

QTEST_GUILESS_MAIN(TstEnding)
#include "tst_ending.moc"
