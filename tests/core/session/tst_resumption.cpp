// SPDX-License-Identifier: MIT
#include "tests/support/session_parts.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::session::test;

using namespace std::chrono_literals;

namespace {

/// An agent that starts and finds what `store()` left.
struct Restart : SessionParts {
    /// As another agent left it.
    void store(const platform::Logon& whose, const char* sessionId = "session-1")
    {
        FaultySecretStore writer(clock, disk);
        TokenStore other({writer, clock, health, [](const auto&) { return false; }, {}},
            {FakeProvider::issuer, FakeProvider::clientId, whose});
        TokenRecord made = record();
        made.sessionId = sessionId;
        const auto storing = other.save(std::move(made), [] {});
        settle();
    }

    std::optional<bool> look()
    {
        std::optional<bool> outcome;
        resumption.look([&](bool found) { outcome = found; });
        settle();
        return outcome;
    }

    void resume()
    {
        resumption.resume([this](Result<Resumed> made) { resumed = std::move(made); });
        settle();
    }

    [[nodiscard]] qsizetype attempts() const { return http.refreshes(); }

    std::optional<Result<Resumed>> resumed;
};

} // namespace

class TstResumption : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsNothingWhereNothingIs();
    void findsAndResumes();
    void leavesTheStoreAloneWhereNothingRotates();
    void leavesOtherLogonsThatLiveAlone();
    void discardsOtherLogonsThatAreOver();
    void takesTheFirstAndDiscardsTheRest();
    void discardsWhatWasFoundWhenToldTo();
    void waitsLongerEachTime();
    void waitsAsLongAsTheProviderAsks();
    void stopsWhenAbandoned();
    void abandoningDoesNotStopLooking();
    void endsAtOnceWhereTheProviderRefuses_data();
    void endsAtOnceWhereTheProviderRefuses();
    void givesUpAfterTheLimits();
    void saysWhichLimitPassed_data();
    void saysWhichLimitPassed();
};

void TstResumption::findsNothingWhereNothingIs()
{
    Restart restart;

    QCOMPARE(restart.look(), std::optional(false));

    restart.resumption.discardFound();
    restart.settle();
    QVERIFY(restart.trail.events().isEmpty());
    QVERIFY(restart.ending.isIdle());
}

void TstResumption::findsAndResumes()
{
    Restart restart;
    restart.store(SessionParts::logon);
    QCOMPARE(restart.look(), std::optional(true));
    QCOMPARE(restart.http.refreshes(), 0);

    restart.resume();

    QVERIFY(restart.resumed);
    QCOMPARE(codeOf(*restart.resumed), QByteArray());
    QCOMPARE((*restart.resumed)->claims.subject, FakeProvider::subject);
    QCOMPARE((*restart.resumed)->userinfo.value("name").toString(), QStringLiteral("Alex Example"));
    QCOMPARE(restart.renewal.record()->sessionId, QByteArray("session-1"));
    QCOMPARE(restart.storedToken(), QByteArray("refresh-2"));
    restart.resumption.discardFound(); // It is in force, and no longer merely found.
    restart.settle();
    QCOMPARE(restart.storedToken(), QByteArray("refresh-2"));
    QVERIFY(restart.trail.count(audit::Kind::SessionDiscarded) == 0);
}

// P28.
void TstResumption::leavesTheStoreAloneWhereNothingRotates()
{
    Restart restart;
    restart.store(SessionParts::logon);
    restart.look();
    restart.http.rotates = false;

    restart.resume();

    QVERIFY(restart.resumed && *restart.resumed);
    QCOMPARE(restart.storedToken(), QByteArray("refresh-1"));
}

// P46.
void TstResumption::leavesOtherLogonsThatLiveAlone()
{
    Restart restart;
    restart.store({"boot-1", "logon-2", "1000"});

    QCOMPARE(restart.look(), std::optional(false));
    restart.settle();

    QVERIFY(restart.trail.events().isEmpty());
    QVERIFY(restart.http.revoked().isEmpty());
}

void TstResumption::discardsOtherLogonsThatAreOver()
{
    Restart restart;
    restart.store({"boot-1", "logon-2", "1000"}, "session-2");
    restart.over = {"logon-2"};

    QCOMPARE(restart.look(), std::optional(false));
    restart.settle();

    QCOMPARE(restart.http.revoked(), QByteArrayList{"refresh-1"});
    const auto* const event = restart.trail.last(audit::Kind::SessionDiscarded);
    QVERIFY(event);
    QCOMPARE(event->subject.sessionId, QByteArray("session-2"));
    QCOMPARE(event->facts.value("because").toString(), QStringLiteral("another_logon"));
    QCOMPARE(restart.look(), std::optional(false));
    QCOMPARE(restart.trail.count(audit::Kind::SessionDiscarded), 1); // It is gone.
}

void TstResumption::takesTheFirstAndDiscardsTheRest()
{
    Restart restart;
    restart.limits.acrossLogon = true;
    restart.store(SessionParts::logon, "ours");
    restart.store({"boot-1", "logon-2", "1000"}, "theirs");
    restart.over = {"logon-2"};

    QCOMPARE(restart.look(), std::optional(true));
    restart.settle();

    QCOMPARE(restart.trail.count(audit::Kind::SessionDiscarded), 1);
    QCOMPARE(
        restart.trail.last(audit::Kind::SessionDiscarded)->subject.sessionId, QByteArray("theirs"));
    QVERIFY(restart.storedToken() != "-");
}

void TstResumption::discardsWhatWasFoundWhenToldTo()
{
    Restart restart;
    restart.store(SessionParts::logon);
    QCOMPARE(restart.look(), std::optional(true));

    restart.resumption.discardFound();
    restart.settle();

    QCOMPARE(restart.http.revoked(), QByteArrayList{"refresh-1"});
    QCOMPARE(restart.storedToken(), QByteArray("-"));
    QCOMPARE(restart.trail.last(audit::Kind::SessionDiscarded)->facts.value("because").toString(),
        QStringLiteral("superseded"));
}

// P31.
void TstResumption::waitsLongerEachTime()
{
    Restart restart;
    restart.store(SessionParts::logon);
    restart.look();
    for (int i = 0; i < 20; ++i)
        restart.http.next("/access_token", {.status = 503});

    restart.resume();

    qsizetype attempts = 1;
    for (const auto delay : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        QCOMPARE(restart.attempts(), attempts);
        restart.pass(delay - 1ms);
        QCOMPARE(restart.attempts(), attempts);
        restart.pass(1ms);
        ++attempts;
    }
    QCOMPARE(restart.attempts(), attempts);
    QVERIFY(!restart.resumed);
}

void TstResumption::waitsAsLongAsTheProviderAsks()
{
    Restart restart;
    restart.store(SessionParts::logon);
    restart.look();
    restart.http.next("/access_token", {.status = 503, .headers = {{"retry-after", "120"}}});
    restart.resume();

    restart.pass(119s);
    QVERIFY(!restart.resumed);
    restart.pass(2s);

    QVERIFY(restart.resumed && *restart.resumed);
}

void TstResumption::stopsWhenAbandoned()
{
    Restart restart;
    restart.store(SessionParts::logon);
    restart.look();
    restart.http.isOffline = true;
    restart.resume();

    restart.resumption.abandon();
    restart.http.isOffline = false;
    restart.pass(10min);

    QVERIFY(!restart.resumed);
    QCOMPARE(restart.attempts(), 0);
    QVERIFY(restart.renewal.record());
}

void TstResumption::abandoningDoesNotStopLooking()
{
    Restart restart;
    restart.store({"boot-1", "logon-2", "1000"});
    restart.over = {"logon-2"};
    std::optional<bool> found;
    restart.resumption.look([&](bool outcome) { found = outcome; });

    restart.resumption.abandon();
    restart.settle();

    QCOMPARE(found, std::optional(false));
    QCOMPARE(restart.http.revoked(), QByteArrayList{"refresh-1"});
}

void TstResumption::endsAtOnceWhereTheProviderRefuses_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("the grant") << QByteArray("invalid_grant") << QByteArray("token.invalid_grant");
    QTest::newRow("the person") << QByteArray("access_denied") << QByteArray("token.access_denied");
    QTest::newRow("without asking them")
        << QByteArray("login_required") << QByteArray("token.interaction");
}

void TstResumption::endsAtOnceWhereTheProviderRefuses()
{
    QFETCH(const QByteArray, word);
    Restart restart;
    restart.store(SessionParts::logon);
    restart.look();
    restart.http.next("/access_token", {.status = 400, .body = R"({"error":")" + word + R"("})"});

    restart.resume();

    QVERIFY(restart.resumed);
    QTEST(codeOf(*restart.resumed), "code");
}

void TstResumption::givesUpAfterTheLimits()
{
    Restart restart;
    restart.store(SessionParts::logon);
    restart.look();
    restart.http.isOffline = true;
    restart.resume();

    restart.pass(14min);
    QVERIFY(!restart.resumed);
    restart.pass(2min);

    QVERIFY(restart.resumed);
    QCOMPARE(codeOf(*restart.resumed), QByteArray("http.unreachable"));
}

void TstResumption::saysWhichLimitPassed_data()
{
    QTest::addColumn<int>("idleMinutes");
    QTest::addColumn<int>("absoluteMinutes");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("idle") << 1 << 60 << QByteArray("session.idle_limit");
    QTest::newRow("absolute") << 60 << 1 << QByteArray("session.absolute_limit");
}

void TstResumption::saysWhichLimitPassed()
{
    QFETCH(const int, idleMinutes);
    QFETCH(const int, absoluteMinutes);
    Restart restart;
    restart.limits.idleLimit = std::chrono::minutes{idleMinutes};
    restart.limits.absoluteLimit = std::chrono::minutes{absoluteMinutes};
    restart.store(SessionParts::logon);
    restart.look();
    restart.pass(50s);
    restart.http.delayNext("/userinfo", 20s);
    restart.resume();

    restart.pass(20s);

    QVERIFY(restart.resumed);
    QTEST(codeOf(*restart.resumed), "code");
    QCOMPARE(restart.resumed->error().fault, Fault::TimedOut);
}

QTEST_GUILESS_MAIN(TstResumption)
#include "tst_resumption.moc"
