// SPDX-License-Identifier: MIT
/// Engine::elevate(): a stronger or fresher authentication beside the session (R19).

#include "core/identity/role_rules.h"
#include "tests/support/session_bench.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::session::test;

using namespace std::chrono_literals;

namespace {

constexpr auto rolesFile = R"({
    "schema": "lanyard.roles/1",
    "rules": [{"name": "ward", "when": {"role_code": "S8000:G8000:R8001"},
               "permissions": ["read_notes", "sign_controlled_drug"]}],
    "step_up": [{"permission": "sign_controlled_drug", "acr": "AAL3_ANY"}]
})";

policy::Policy stepUpPolicy()
{
    auto chosen = usualPolicy();
    chosen.elevationLimit = 10min;
    return chosen;
}

/// Somebody who signed in with a password alone, and can do better.
struct StepUpBench : SessionBench {
    StepUpBench()
        : SessionBench(stepUpPolicy())
    {
        http.keepsGrants = true;
        http.userinfo.insert("nhsid_nrbac_roles",
            QJsonArray{QJsonObject{{"person_roleid", "r-ward"},
                {"org_code", "ZZ1"},
                {"role_code", "S8000:G8000:R8001"},
                {"role_name", "\"Clinical\":\"Clinical\":\"Nurse\""}}});
        engine->setRoleRules(identity::readRoleRules(rolesFile).rules);
        authenticateAt(2);
        signIn();
    }

    void authenticateAt(int level, const QString& subject = {}, const QString& sid = {})
    {
        http.forge = [level, subject, sid](QJsonObject& claims) {
            claims.insert("authentication_assurance_level", level);
            if (!subject.isEmpty())
                claims.insert("sub", subject);
            if (!sid.isEmpty())
                claims.insert("sid", sid);
        };
    }

    void ask(ElevationChoice choice)
    {
        const QByteArray app = choice.app;
        kept.push_back(engine->elevate(std::move(choice), {app, "k-1"}, [this](const auto& answer) {
            elevations.push_back(answer);
        }));
        settle();
    }

    void ask(const QByteArray& app) { ask(ElevationChoice{app, "AAL3_ANY", {}, {}, {}}); }

    /// All the way.
    void elevate(const QByteArray& app = "ward")
    {
        ask(app);
        authenticateAt(3);
        comeBack();
    }

    [[nodiscard]] QByteArray answer() const
    {
        return elevations.empty() ? QByteArray("none") : codeOf(elevations.back());
    }

    [[nodiscard]] const Elevation* elevation(const QByteArray& app = "ward") const
    {
        return engine->snapshot().elevationOf(app);
    }

    static TokenRequest strong(
        const QByteArray& app = "ward", const QByteArray& audience = "records")
    {
        TokenRequest request;
        request.audience = audience;
        request.acr = "AAL3_ANY";
        request.app = app;
        return request;
    }

    std::vector<Result<>> elevations;
    std::vector<Pending> kept;
};

} // namespace

class TstEngineElevation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksForAnAuthenticationOfThatClass();
    void givesTheProgramAnElevation();
    void asksForThePermissionsClass();
    void servesTheProgramFromItsOwnTokens();
    void servesNobodyElse();
    void keepsBothKindsOfTokenApart();
    void exchangesTheElevatedToken();
    void isHadAtOnceWhileItIsEnough();
    void joinsTheSameAndRefusesAnother();
    void leavesTheSessionAsItWas_data();
    void leavesTheSessionAsItWas();
    void refusesAnotherPerson();
    void refusesWhatIsNotStrongEnough();
    void refusesAnotherRole();
    void asksNoMoreAtOnceAfterTheirNo();
    void isNotThereUnlessOnRecord();
    void endsByTime();
    void endsByTimeWhileTheComputerSlept();
    void endsWhenItIsAskedTo();
    void endsWithWhatItIsBeside_data();
    void endsWithWhatItIsBeside();
    void endsWithTheContext();
    void endsAloneWhereTheProviderEndsIt();
    void answersWhoWaitsWhenItEnds();
    void revokesNothingOfTheSessionThatGoesOn();
    void doesNotOutliveTheAgent();
    void needsSomebodySignedIn();
    void refusesWhatItCannotGive_data();
    void refusesWhatItCannotGive();
};

void TstEngineElevation::asksForAnAuthenticationOfThatClass()
{
    StepUpBench bench;
    bench.ask("ward");

    QCOMPARE(bench.browser.opened.size(), 2);
    const QUrlQuery asked(bench.browser.opened.at(1));
    QCOMPARE(asked.queryItemValue("acr_values"), QString("AAL3_ANY"));
    QCOMPARE(asked.queryItemValue("prompt"), QString("login"));
    QVERIFY(asked.queryItemValue("scope", QUrl::FullyDecoded).contains("records.read"));
    const auto& now = bench.engine->snapshot();
    QCOMPARE(now.phase, Phase::SignedIn);
    QVERIFY(now.errand == Purpose::StepUp);
    QCOMPARE(now.errandFor, QByteArray("ward"));
    QVERIFY(now.waitingForBrowser);
    QVERIFY(bench.token());
}

void TstEngineElevation::givesTheProgramAnElevation()
{
    StepUpBench bench;
    const auto before = bench.engine->snapshot();
    QCOMPARE(before.context->permissions, QByteArrayList{"read_notes"});

    bench.elevate();

    QCOMPARE(bench.answer(), QByteArray());
    const auto* const elevation = bench.elevation();
    QVERIFY(elevation);
    QCOMPARE(elevation->acr, QByteArray("AAL3_ANY"));
    QCOMPARE(elevation->level, 3);
    QCOMPARE(elevation->permissions, QByteArrayList{"sign_controlled_drug"});
    QCOMPARE(elevation->endsAt, bench.clock.now() + 10min);
    const auto& now = bench.engine->snapshot();
    QCOMPARE(now.context, before.context);
    QVERIFY(!now.errand);
    QCOMPARE(bench.storedToken(), QByteArray("refresh-1"));
    const auto* const event = bench.trail.last(audit::Kind::Elevated);
    QVERIFY(event);
    QCOMPARE(event->app, QByteArray("ward"));
    QCOMPARE(event->correlationId, QByteArray("k-1"));
    QCOMPARE(event->subject.contextId, before.contextId());
    QCOMPARE(event->facts.value("level").toInt(), 3);
}

void TstEngineElevation::asksForThePermissionsClass()
{
    StepUpBench bench;
    bench.ask({"ward", "AAL2_ANY", "sign_controlled_drug", {}, {}});
    QCOMPARE(
        QUrlQuery(bench.browser.opened.at(1)).queryItemValue("acr_values"), QString("AAL3_ANY"));
}

void TstEngineElevation::servesTheProgramFromItsOwnTokens()
{
    StepUpBench bench;
    QCOMPARE(codeOf(bench.token(StepUpBench::strong())), QByteArray("session.elevation_required"));

    bench.elevate();
    const auto strong = bench.token(StepUpBench::strong());

    QVERIFY(strong);
    QCOMPARE(bench.http.asked("/access_token").back().value("refresh_token"),
        QByteArray("refresh-2")); // What the step-up brought.
    QCOMPARE(bench.storedToken(), QByteArray("refresh-1"));
    QVERIFY(strong->expiresAt <= bench.elevation()->endsAt);
    const auto again = bench.token(StepUpBench::strong()); // Kept.
    QCOMPARE(SessionBench::textOf(again), SessionBench::textOf(strong));
}

void TstEngineElevation::servesNobodyElse()
{
    StepUpBench bench;
    bench.elevate();
    QCOMPARE(
        codeOf(bench.token(StepUpBench::strong("labs"))), QByteArray("session.elevation_required"));
    QVERIFY(!bench.elevation("labs"));
}

// P34.
void TstEngineElevation::keepsBothKindsOfTokenApart()
{
    StepUpBench bench;
    bench.elevate();
    TokenRequest plain;
    plain.audience = "records";
    plain.app = "ward";

    const auto strong = SessionBench::textOf(bench.token(StepUpBench::strong()));
    const auto base = SessionBench::textOf(bench.token(plain));
    QVERIFY(!strong.startsWith("error"));
    QVERIFY(!base.startsWith("error"));
    QVERIFY(base != strong);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(SessionBench::textOf(bench.token(StepUpBench::strong())), strong);
        QCOMPARE(SessionBench::textOf(bench.token(plain)), base);
    }
    bench.engine->endElevation("ward", {});
    QCOMPARE(SessionBench::textOf(bench.token(plain)), base);
}

void TstEngineElevation::exchangesTheElevatedToken()
{
    StepUpBench bench;
    bench.elevate();
    QVERIFY(bench.token(StepUpBench::strong("ward", "pacs")));
    const auto exchanged = bench.http.asked("/access_token").back();
    QCOMPARE(exchanged.value("subject_token"), QByteArray("access-2"));
}

void TstEngineElevation::isHadAtOnceWhileItIsEnough()
{
    StepUpBench bench;
    bench.elevate();
    bench.pass(3min);

    bench.ask("ward");
    QCOMPARE(bench.elevations.size(), 2U);
    QCOMPARE(bench.answer(), QByteArray());
    QCOMPARE(bench.browser.opened.size(), 2);

    bench.ask({"ward", "AAL3_ANY", {}, 60s, {}}); // Too long ago for that.
    QCOMPARE(bench.browser.opened.size(), 3);
    bench.comeBack();
    QCOMPARE(bench.answer(), QByteArray());
    QCOMPARE(bench.engine->snapshot().elevations.size(), 1U);
    QCOMPARE(bench.elevation()->endsAt, bench.clock.now() + 10min);
}

void TstEngineElevation::joinsTheSameAndRefusesAnother()
{
    StepUpBench bench;
    bench.ask("ward");
    bench.ask("ward");
    QVERIFY(bench.elevations.empty());
    bench.ask("labs");
    QCOMPARE(bench.answer(), QByteArray("session.errand_busy"));
    QCOMPARE(bench.browser.opened.size(), 2);

    bench.authenticateAt(3);
    bench.comeBack();
    QCOMPARE(bench.elevations.size(), 3U);
    QVERIFY(bench.elevations.at(1) && bench.elevations.at(2));
    QCOMPARE(bench.trail.count(audit::Kind::Elevated), 1);
}

void TstEngineElevation::leavesTheSessionAsItWas_data()
{
    QTest::addColumn<QByteArray>("how");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("cancelled") << QByteArray("cancel") << QByteArray("session.errand_cancelled");
    QTest::newRow("refused") << QByteArray("refuse") << QByteArray("redirect.access_denied");
    QTest::newRow("too late") << QByteArray("wait") << QByteArray("session.errand_timed_out");
    QTest::newRow("no answer") << QByteArray("exchange") << QByteArray("token.refused");
}

void TstEngineElevation::leavesTheSessionAsItWas()
{
    QFETCH(const QByteArray, how);
    QFETCH(const QByteArray, code);
    StepUpBench bench;
    const auto base = SessionBench::textOf(bench.token());
    const auto before = bench.engine->snapshot();
    bench.ask("ward");

    if (how == "cancel")
        bench.engine->cancelSignIn();
    if (how == "refuse")
        bench.comeBackWith(
            "error=access_denied&state=" + SessionBench::stateOf(bench.browser.opened.at(1)));
    if (how == "exchange") {
        bench.http.next("/access_token", {.status = 400, .body = R"({"error":"odd"})"});
        bench.comeBack();
    }
    bench.pass(how == "wait" ? bench.policy.signInTimeout : 0s);

    QCOMPARE(bench.answer(), code);
    QCOMPARE(bench.phase(), Phase::SignedIn);
    QCOMPARE(bench.engine->snapshot().context, before.context);
    QVERIFY(bench.engine->snapshot().elevations.empty());
    const auto* const event = bench.trail.last(audit::Kind::ElevationFailed);
    QVERIFY(event && event->error);
    QCOMPARE(event->error->code, code);
    QCOMPARE(event->app, QByteArray("ward"));
    QCOMPARE(bench.trail.count(audit::Kind::RoleChangeFailed), 0);
    if (how != "wait")
        QCOMPARE(SessionBench::textOf(bench.token()), base);
}

// R9, rule 5.
void TstEngineElevation::refusesAnotherPerson()
{
    StepUpBench bench;
    bench.ask("ward");
    bench.authenticateAt(3, "someone-else");
    bench.http.userinfo.insert("sub", "someone-else");
    bench.comeBack();

    QCOMPARE(bench.answer(), QByteArray("session.another_person"));
    QVERIFY(!bench.elevation());
    QCOMPARE(bench.phase(), Phase::SignedIn);
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-2"});
    bench.authenticateAt(2);
    QVERIFY(bench.token());
}

void TstEngineElevation::refusesWhatIsNotStrongEnough()
{
    StepUpBench bench;
    bench.ask("ward");
    bench.comeBack(); // With level 2 again: the provider dropped acr_values.

    QVERIFY(!bench.answer().isEmpty());
    QVERIFY(bench.answer() != "none");
    QVERIFY(!bench.elevation());
    QCOMPARE(bench.phase(), Phase::SignedIn);
}

void TstEngineElevation::refusesAnotherRole()
{
    StepUpBench bench;
    bench.ask("ward");
    bench.http.forge = [](QJsonObject& claims) { claims.insert("selected_roleid", "r-other"); };
    bench.comeBack();

    QCOMPARE(bench.answer(), QByteArray("session.another_role"));
    QVERIFY(!bench.elevation());
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-2"});
    QCOMPARE(bench.phase(), Phase::SignedIn);
}

void TstEngineElevation::asksNoMoreAtOnceAfterTheirNo() // R15
{
    StepUpBench bench;
    bench.ask("ward");
    bench.engine->cancelSignIn();
    bench.settle();
    bench.ask("ward");
    QCOMPARE(bench.answer(), QByteArray("sign_in.cooling_down"));
    QCOMPARE(bench.browser.opened.size(), 2);
}

// Rule 9.
void TstEngineElevation::isNotThereUnlessOnRecord()
{
    StepUpBench bench;
    bench.trail.refuseAsFull(audit::Kind::Elevated);
    bench.elevate();
    QCOMPARE(bench.answer(), QByteArray("audit.full"));
    QVERIFY(!bench.elevation());
    QCOMPARE(codeOf(bench.token(StepUpBench::strong())), QByteArray("session.elevation_required"));
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-2"});
}

void TstEngineElevation::endsByTime()
{
    StepUpBench bench;
    bench.elevate();
    bench.pass(9min);
    QVERIFY(bench.elevation());
    QVERIFY(bench.token(StepUpBench::strong()));

    bench.pass(1min);

    QVERIFY(!bench.elevation());
    QCOMPARE(codeOf(bench.token(StepUpBench::strong())), QByteArray("session.elevation_required"));
    QCOMPARE(bench.trail.last(audit::Kind::ElevationEnded)->error->code,
        QByteArray("session.elevation_over"));
    QCOMPARE(bench.http.revoked().size(), 1);
    QCOMPARE(bench.phase(), Phase::SignedIn);
    QVERIFY(bench.token());
}

/// No timer goes off in a computer that sleeps.
void TstEngineElevation::endsByTimeWhileTheComputerSlept()
{
    StepUpBench bench;
    bench.elevate();
    bench.clock.setWallClock(bench.clock.now() + 11min);

    bench.engine->endWhatIsOver();

    QVERIFY(!bench.elevation());
}

void TstEngineElevation::endsWhenItIsAskedTo()
{
    StepUpBench bench;
    bench.elevate();
    bench.engine->endElevation("labs", {"labs", {}});
    QVERIFY(bench.elevation());

    bench.engine->endElevation("ward", {"ward", "k-2"});
    bench.settle();

    QVERIFY(!bench.elevation());
    const auto* const event = bench.trail.last(audit::Kind::ElevationEnded);
    QVERIFY(event && !event->error);
    QCOMPARE(event->correlationId, QByteArray("k-2"));
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-2"});
    QVERIFY(bench.token());
}

void TstEngineElevation::endsWithWhatItIsBeside_data()
{
    QTest::addColumn<bool>("isPause");
    QTest::newRow("paused") << true;
    QTest::newRow("signed out") << false;
}

void TstEngineElevation::endsWithWhatItIsBeside()
{
    QFETCH(const bool, isPause);
    StepUpBench bench;
    bench.elevate();

    if (isPause)
        bench.engine->desktopEvent(platform::DesktopEvent::Locked);
    else
        bench.signOut();
    bench.settle();

    QVERIFY(!bench.elevation());
    QCOMPARE(bench.trail.count(audit::Kind::ElevationEnded), 1);
    QVERIFY(bench.http.revoked().contains("refresh-2"));
    bench.engine->desktopEvent(platform::DesktopEvent::Unlocked);
    bench.settle();
    QVERIFY(!bench.elevation());
}

void TstEngineElevation::endsWithTheContext()
{
    StepUpBench bench;
    bench.elevate();
    bench.engine->setRoleRules({}); // Takes permissions away: another context.
    QVERIFY(!bench.elevation());
    QCOMPARE(bench.trail.last(audit::Kind::ElevationEnded)->error->code,
        QByteArray("session.context_changed"));
}

void TstEngineElevation::endsAloneWhereTheProviderEndsIt()
{
    StepUpBench bench;
    bench.elevate();
    bench.http.next("/access_token", {.status = 400, .body = R"({"error":"invalid_grant"})"});

    QCOMPARE(codeOf(bench.token(StepUpBench::strong())), QByteArray("token.invalid_grant"));
    bench.settle();

    QVERIFY(!bench.elevation());
    QCOMPARE(bench.phase(), Phase::SignedIn);
    QVERIFY(bench.token());
}

void TstEngineElevation::answersWhoWaitsWhenItEnds()
{
    StepUpBench bench;
    bench.elevate();
    bench.http.delayNext("/access_token", 5s);
    bench.askForToken(StepUpBench::strong());
    bench.settle();

    bench.engine->endElevation("ward", {});
    bench.pass(6s);

    QCOMPARE(bench.tokens.size(), 1U);
    QCOMPARE(codeOf(bench.tokens.front()), QByteArray("session.elevation_required"));
}

/// Where one refresh token ends the provider's session, revoking this one would end ours.
void TstEngineElevation::revokesNothingOfTheSessionThatGoesOn()
{
    StepUpBench bench;
    bench.signOut();
    bench.settle();
    bench.authenticateAt(2, {}, "sid-1");
    bench.signIn();
    const auto before = bench.http.revoked();
    bench.ask("ward");
    bench.authenticateAt(3, {}, "sid-1");
    bench.comeBack();
    QVERIFY(bench.elevation());

    bench.pass(10min);
    QVERIFY(!bench.elevation());
    QCOMPARE(bench.http.revoked(), before);
}

void TstEngineElevation::doesNotOutliveTheAgent()
{
    StepUpBench bench;
    bench.elevate();
    bench.authenticateAt(2);
    bench.start();
    QCOMPARE(bench.phase(), Phase::SignedIn);
    QVERIFY(bench.engine->snapshot().elevations.empty());
}

void TstEngineElevation::needsSomebodySignedIn()
{
    StepUpBench bench;
    bench.signOut();
    bench.settle();
    bench.ask("ward");
    QCOMPARE(bench.answer(), QByteArray("session.signed_out"));
}

void TstEngineElevation::refusesWhatItCannotGive_data()
{
    QTest::addColumn<QByteArray>("acr");
    QTest::addColumn<QByteArray>("permission");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("no such class")
        << QByteArray("urn:other") << QByteArray() << QByteArray("session.acr_unknown");
    QTest::newRow("no such permission")
        << QByteArray() << QByteArray("discharge") << QByteArray("identity.permission_missing");
    QTest::newRow("held without") << QByteArray() << QByteArray("read_notes")
                                  << QByteArray("identity.permission_missing");
}

void TstEngineElevation::refusesWhatItCannotGive()
{
    QFETCH(const QByteArray, acr);
    QFETCH(const QByteArray, permission);
    QFETCH(const QByteArray, code);
    StepUpBench bench;
    bench.ask({"ward", acr, permission, {}, {}});
    QCOMPARE(bench.answer(), code);
    QCOMPARE(bench.browser.opened.size(), 1);
}

QTEST_GUILESS_MAIN(TstEngineElevation)
#include "tst_engine_elevation.moc"
