// SPDX-License-Identifier: MIT
#include "core/session/claims_watch.h"
#include "tests/support/session_parts.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::session::test;

using namespace std::chrono_literals;

namespace {

/// When a token of the provider's ten minutes is renewed ahead of time at the earliest.
constexpr Milliseconds interval = 165s;

struct Scene {
    Scene()
    {
        parts.begin();
        QCOMPARE(parts.answerFor({}), QByteArray("access-2")); // The base token.
        watch.begin();
        parts.atRefresh = [this] { watch.renewed(); };
    }

    [[nodiscard]] qsizetype asked() const { return parts.http.count("/userinfo"); }

    void refresh(const session::Want& want)
    {
        parts.ask(want);
        parts.settle();
    }

    [[nodiscard]] bool isUnwell() const
    {
        return !parts.health.conditions().isEmpty()
            && parts.health.conditions().first().code == "session.claims_unread";
    }

    SessionParts parts;
    QByteArray contextId = "context-1";
    std::vector<ClaimsRead> reads;
    std::vector<Error> lost;
    ClaimsWatch watch{{parts.provider,
        parts.renewal,
        parts.clock,
        parts.health,
        [this] { return contextId; },
        [this](const ClaimsRead& read) { reads.push_back(read); },
        [this](Error why) { lost.push_back(std::move(why)); }}};
};

} // namespace

class TstClaimsWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAfterARenewalThatIsDue();
    void readsNoOftenerForABusyProgram();
    void hasABaseTokenRenewedWhereNoneIsLeft();
    void readsAsOftenAsShortTokensAreRenewed();
    void saysUnderWhichContextItAsked();
    void goesOnWithoutAUserinfoEndpoint();
    void changesNothingWhereItCannotRead_data();
    void changesNothingWhereItCannotRead();
    void leavesABusyProviderAlone();
    void losesASessionThatIsSomebodyElses();
    void saysThatItCannotReadForLong();
    void readsNothingBeforeAndAfter();
};

void TstClaimsWatch::readsAfterARenewalThatIsDue()
{
    Scene scene;
    scene.parts.pass(interval - 1s);
    scene.refresh({});
    QCOMPARE(scene.asked(), 0);
    scene.parts.http.userinfo.insert("name", "Alex Changed");

    scene.parts.pass(1s);
    scene.refresh({});

    QCOMPARE(scene.reads.size(), std::size_t{1});
    QCOMPARE(scene.reads.front().userinfo.value("name").toString(), QStringLiteral("Alex Changed"));
    QCOMPARE(scene.reads.front().claims.subject, FakeProvider::subject);
}

void TstClaimsWatch::readsNoOftenerForABusyProgram()
{
    Scene scene;
    const auto base = scene.parts.http.refreshes();

    for (int minute = 0; minute < 15; ++minute) {
        scene.parts.pass(1min);
        scene.refresh(SessionParts::wantFor("records"));
    }

    QCOMPARE(scene.asked(), 5); // Every third minute.
    QVERIFY(scene.parts.http.refreshes() - base <= 17); // And two of them for a base token.
}

void TstClaimsWatch::hasABaseTokenRenewedWhereNoneIsLeft()
{
    Scene scene;
    scene.parts.pass(11min);
    const auto before = scene.parts.http.refreshes();

    scene.refresh(SessionParts::wantFor("records"));

    QCOMPARE(scene.parts.http.refreshes(), before + 2);
    QCOMPARE(scene.reads.size(), std::size_t{1});
}

void TstClaimsWatch::readsAsOftenAsShortTokensAreRenewed()
{
    Scene scene;
    scene.parts.http.lifetime = 60s;
    scene.parts.pass(interval);
    scene.refresh({});
    QCOMPARE(scene.asked(), 1);

    scene.parts.pass(32s);
    scene.refresh({});
    QCOMPARE(scene.asked(), 1);
    scene.parts.pass(1s);
    scene.refresh({});

    QCOMPARE(scene.asked(), 2);
}

void TstClaimsWatch::saysUnderWhichContextItAsked()
{
    Scene scene;
    scene.parts.http.delayNext("/userinfo", 2s);
    scene.parts.pass(interval);
    scene.refresh({});

    scene.contextId = "context-2";
    scene.parts.pass(2s);

    QCOMPARE(scene.reads.size(), std::size_t{1});
    QCOMPARE(scene.reads.front().contextId, QByteArray("context-1"));
}

void TstClaimsWatch::goesOnWithoutAUserinfoEndpoint()
{
    Scene scene;
    scene.parts.http.metadata.remove("userinfo_endpoint");
    scene.parts.pass(2h); // Past what is cached of it.

    scene.refresh({});

    QCOMPARE(scene.reads.size(), std::size_t{1});
    QVERIFY(scene.reads.front().userinfo.isEmpty());
}

void TstClaimsWatch::changesNothingWhereItCannotRead_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("busy") << 503 << QByteArray("{}");
    QTest::newRow("refused") << 401 << QByteArray("{}");
    QTest::newRow("a captive portal") << 200 << QByteArray("<html>");
    QTest::newRow("broken") << 500 << QByteArray("");
}

/// P29: only what proves that the session is somebody else's ends it.
void TstClaimsWatch::changesNothingWhereItCannotRead()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    Scene scene;
    scene.parts.pass(interval);
    scene.parts.http.next("/userinfo", {.status = status, .body = body});

    scene.refresh({});
    QCOMPARE(scene.asked(), 1);
    QVERIFY(scene.reads.empty());
    QVERIFY(scene.lost.empty());

    scene.parts.pass(interval);
    scene.refresh({});
    QCOMPARE(scene.reads.size(), std::size_t{1});
}

void TstClaimsWatch::leavesABusyProviderAlone()
{
    Scene scene;
    scene.parts.pass(interval);
    scene.parts.http.next(
        "/userinfo", {.status = 503, .body = "{}", .headers = {{"retry-after", "600"}}});
    scene.refresh({});
    QCOMPARE(scene.asked(), 1);

    scene.parts.pass(interval);
    scene.refresh({});
    QCOMPARE(scene.asked(), 1);
    scene.parts.pass(10min);
    scene.refresh({});

    QCOMPARE(scene.asked(), 2);
}

void TstClaimsWatch::losesASessionThatIsSomebodyElses()
{
    Scene scene;
    scene.parts.http.userinfo.insert("sub", "555000111999");
    scene.parts.pass(interval);

    scene.refresh({});

    QCOMPARE(scene.lost.size(), std::size_t{1}); // R9
    QCOMPARE(scene.lost.front().code, QByteArray("userinfo.subject"));
    QCOMPARE(scene.lost.front().fault, Fault::Untrusted);
    QVERIFY(scene.reads.empty());
}

void TstClaimsWatch::saysThatItCannotReadForLong()
{
    Scene scene;
    const auto failFor = [&scene](Milliseconds time) {
        for (Milliseconds passed{0}; passed < time; passed += interval) {
            scene.parts.pass(interval);
            scene.parts.http.next("/userinfo", {.status = 401, .body = "{}"});
            scene.refresh({});
        }
    };

    failFor(14min);
    QVERIFY(!scene.isUnwell());
    failFor(3min);
    QVERIFY(scene.isUnwell());

    scene.parts.pass(interval);
    scene.refresh({});
    QVERIFY(!scene.isUnwell());
}

void TstClaimsWatch::readsNothingBeforeAndAfter()
{
    Scene scene;
    scene.watch.end();
    scene.parts.pass(interval);
    scene.refresh({});
    QCOMPARE(scene.asked(), 0);

    scene.watch.begin();
    scene.parts.http.delayNext("/userinfo", 2s);
    scene.parts.pass(interval);
    scene.refresh({});
    QCOMPARE(scene.asked(), 1);
    scene.watch.end();
    scene.parts.pass(1min);

    QVERIFY(scene.reads.empty());
}

QTEST_GUILESS_MAIN(TstClaimsWatch)
#include "tst_claims_watch.moc"
