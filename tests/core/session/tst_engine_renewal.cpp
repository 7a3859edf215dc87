// SPDX-License-Identifier: MIT

/// Renewals that nobody asked for (R16).

#include "tests/support/session_bench.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::session::test;
using namespace lanyard::test;
using namespace std::chrono_literals;
using platform::DesktopEvent;

namespace {

/// Of what the provider's tokens live (ten minutes), where chance is in the middle.
constexpr Milliseconds interval = 195s;

const HttpAnswer revokedGrant{.status = 400, .body = R"({"error":"invalid_grant"})"};

policy::Policy wholeDay()
{
    auto chosen = usualPolicy();
    chosen.idleLimit = std::chrono::hours{12};
    chosen.desktop.locked = policy::DesktopAction::Pause;
    return chosen;
}

struct Scene : SessionBench {
    Scene()
        : SessionBench(wholeDay())
    {
        signIn();
    }

    [[nodiscard]] qsizetype asked() const { return http.refreshes(); }
};

} // namespace

class TstEngineRenewal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void renewsAheadOfTheTokensEnd();
    void countsFromTheLatestToken();
    void goesOnAfterARestart();
    void endsASessionThatTheProviderHasEnded_data();
    void endsASessionThatTheProviderHasEnded();
    void endsItInFiveMinutesThoughOneAnswerNeverComes();
    void servesWhatItHasWhileTheProviderIsAway();
    void servesWhatItHasWhileTheProviderAils_data();
    void servesWhatItHasWhileTheProviderAils();
    void asksLessAndLessWhileTheProviderIsAway();
    void leavesABusyProviderAlone();
    void asksSoonAfterSleep();
    void asksOneAtATime();
    void asksNothingWithoutARefreshToken();
    void asksNothingOnceSignedOut();
};

void TstEngineRenewal::renewsAheadOfTheTokensEnd()
{
    Scene scene;

    scene.pass(interval - 1s);
    QCOMPARE(scene.asked(), 0);
    scene.pass(1s);
    QCOMPARE(scene.asked(), 1);
    scene.pass(interval);

    QCOMPARE(scene.asked(), 2);
    QCOMPARE(scene.storedToken(), scene.http.refreshToken());
    QCOMPARE(scene.phase(), Phase::SignedIn);
}

void TstEngineRenewal::countsFromTheLatestToken()
{
    Scene scene;
    scene.pass(150s);
    QVERIFY(scene.token("records"));
    QCOMPARE(scene.asked(), 1);

    scene.pass(interval - 1s);
    QCOMPARE(scene.asked(), 1);
    scene.pass(1s);

    QCOMPARE(scene.asked(), 2);
}

void TstEngineRenewal::goesOnAfterARestart()
{
    Scene scene;
    scene.start();
    QCOMPARE(scene.asked(), 1); // The resumption's own.

    scene.pass(interval);

    QCOMPARE(scene.asked(), 2);
}

void TstEngineRenewal::endsASessionThatTheProviderHasEnded_data()
{
    QTest::addColumn<bool>("isLocked");

    QTest::newRow("in use") << false;
    QTest::newRow("paused") << true;
}

/// Off-boarding: nobody asks for anything, and still it ends (design.md §6.10).
void TstEngineRenewal::endsASessionThatTheProviderHasEnded()
{
    QFETCH(const bool, isLocked);
    Scene scene;
    if (isLocked)
        scene.engine->desktopEvent(DesktopEvent::Locked);
    QCOMPARE(scene.phase(), isLocked ? Phase::Paused : Phase::SignedIn);
    scene.http.next("/access_token", revokedGrant);

    scene.pass(interval);

    QCOMPARE(scene.phase(), Phase::Ended);
    QCOMPARE(scene.reason(), QByteArray("token.invalid_grant"));
    QCOMPARE(scene.storedToken(), QByteArray("-"));
    QCOMPARE(codeOf(scene.token("records")), QByteArray("session.signed_out"));
}

void TstEngineRenewal::endsItInFiveMinutesThoughOneAnswerNeverComes()
{
    Scene scene;
    scene.chance = 1; // The longest intervals there are.
    QVERIFY(scene.token("records"));
    scene.http.delayNext("/access_token", -1s);
    scene.http.next("/access_token", revokedGrant);
    scene.http.next("/access_token", revokedGrant);

    scene.pass(5min);

    QCOMPARE(scene.phase(), Phase::Ended);
}

void TstEngineRenewal::servesWhatItHasWhileTheProviderIsAway()
{
    Scene scene;
    const auto first = scene.token("records");
    QVERIFY(first);
    scene.http.isOffline = true;

    scene.pass(interval + 60s);

    QVERIFY(scene.http.count("/access_token") > 2); // It was tried.
    QCOMPARE(SessionBench::textOf(scene.token("records")), SessionBench::textOf(first));
    QCOMPARE(scene.phase(), Phase::SignedIn);
}

void TstEngineRenewal::servesWhatItHasWhileTheProviderAils_data()
{
    QTest::addColumn<HttpAnswer>("answer");
    QTest::addColumn<QByteArray>("refusal"); // Of a token that is not in hand.

    QTest::newRow("503") << HttpAnswer{.status = 503, .body = "{}"} << QByteArray("token.busy");
    QTest::newRow("503, later") << HttpAnswer{.status = 503,
        .body = "{}",
        .headers = {{"retry-after", "3600"}}}
                                << QByteArray("token.busy");
    QTest::newRow("500") << HttpAnswer{.status = 500, .body = {}} << QByteArray("token.busy");
    QTest::newRow("a captive portal")
        << HttpAnswer{.status = 200, .body = "<html>", .type = "text/html"}
        << QByteArray("token.not_json");
}

/// The provider answers, and its answer is no token: what is in hand is served to its end, and what
/// is not is refused with the reason (R16, P29).
void TstEngineRenewal::servesWhatItHasWhileTheProviderAils()
{
    QFETCH(const HttpAnswer, answer);
    QFETCH(const QByteArray, refusal);
    Scene scene;
    const auto first = scene.token("records");
    QVERIFY(first);
    for (int i = 0; i < 50; ++i)
        scene.http.next("/access_token", answer);
    const auto before = scene.asked();

    scene.pass(interval + 60s);
    QVERIFY(scene.asked() > before);
    QCOMPARE(SessionBench::textOf(scene.token("records")), SessionBench::textOf(first));
    QCOMPARE(codeOf(scene.token("labs")), refusal);

    scene.pass(5min); // Less than a minute is left of the token.
    QCOMPARE(codeOf(scene.token("records")), refusal);
    QCOMPARE(scene.phase(), Phase::SignedIn);
    QVERIFY(scene.isUnwell("session.renewal_failing"));
    QCOMPARE(scene.http.revoked(), QByteArrayList());
}

void TstEngineRenewal::asksLessAndLessWhileTheProviderIsAway()
{
    Scene scene;
    scene.http.isOffline = true;
    scene.pass(interval);
    const auto before = scene.http.count("/access_token");

    scene.pass(1h);

    // Fifteen seconds at first, four minutes in the end; each three quarters of it, in the middle.
    const auto tries = scene.http.count("/access_token") - before;
    QVERIFY2(tries >= 18 && tries <= 26, qPrintable(QString::number(tries)));
    QVERIFY(scene.isUnwell("session.renewal_failing"));

    scene.http.isOffline = false;
    scene.engine->desktopEvent(DesktopEvent::NetworkChanged);
    scene.pass(5s);
    QVERIFY(!scene.isUnwell("session.renewal_failing"));
    QCOMPARE(scene.phase(), Phase::SignedIn);
}

void TstEngineRenewal::leavesABusyProviderAlone()
{
    Scene scene;
    scene.http.next(
        "/access_token", {.status = 503, .body = "{}", .headers = {{"retry-after", "600"}}});
    scene.pass(interval);
    const auto before = scene.asked();

    scene.pass(10min);
    QCOMPARE(scene.asked(), before);
    scene.pass(5min);

    QCOMPARE(scene.asked(), before + 1);
}

void TstEngineRenewal::asksSoonAfterSleep()
{
    Scene scene;
    scene.clock.setWallClock(scene.clock.now() + 2h);

    scene.engine->desktopEvent(DesktopEvent::Resumed);

    scene.pass(5s);
    QCOMPARE(scene.asked(), 1);
    QCOMPARE(scene.phase(), Phase::SignedIn);
}

void TstEngineRenewal::asksOneAtATime()
{
    Scene scene;
    scene.clock.advance(interval - 1ms);

    scene.askForToken("records");
    scene.askForToken("labs");
    scene.pass(1s);

    QCOMPARE(scene.http.mostAtOnce(), 1);
    QCOMPARE(scene.mostHolds, 1);
    QCOMPARE(scene.tokens.size(), std::size_t{2});
    QVERIFY(scene.tokens.at(0) && scene.tokens.at(1));
}

void TstEngineRenewal::asksNothingWithoutARefreshToken()
{
    SessionBench bench(wholeDay());
    bench.http.givesRefreshTokens = false;
    bench.signIn();
    QCOMPARE(bench.phase(), Phase::SignedIn);

    bench.pass(2h);

    QCOMPARE(bench.http.refreshes(), 0);
    QCOMPARE(bench.phase(), Phase::SignedIn);
}

void TstEngineRenewal::asksNothingOnceSignedOut()
{
    Scene scene;
    scene.signOut();
    scene.settle();

    scene.pass(2h);

    QCOMPARE(scene.asked(), 0);
}

QTEST_GUILESS_MAIN(TstEngineRenewal)
#include "tst_engine_renewal.moc"
