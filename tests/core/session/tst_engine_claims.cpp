// SPDX-License-Identifier: MIT
/// What a person may do changes while they are signed in: at the provider, or in roles.json.

#include "core/identity/role_rules.h"
#include "tests/support/session_bench.h"

#include <QSignalSpy>
#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::session::test;

using namespace std::chrono_literals;
using platform::DesktopEvent;

namespace {

/// Until the base token is renewed ahead of time, where chance is in the middle.
constexpr Milliseconds interval = 195s;

QJsonObject roleClaim(const char* id, const char* workgroup = "W0")
{
    return {{"person_roleid", id},
        {"org_code", "ZZ1"},
        {"role_code", "S8000:G8000:R8001"},
        {"role_name", "\"Clinical\":\"Clinical\":\"Nurse\""},
        {"activity_codes", QJsonArray{"B1"}},
        {"workgroups_codes", QJsonArray{QString::fromLatin1(workgroup)}}};
}

/// Whoever has B1 prescribes, B2 orders; three cohorts by workgroup.
identity::RoleRules usualRules()
{
    return identity::readRoleRules(R"({"schema": "lanyard.roles/1", "rules": [
        {"name": "view", "when": {"role_code": "*:*:*"}, "permissions": "view"},
        {"name": "prescribe", "when": {"activity_code": "B1"}, "permissions": "prescribe"},
        {"name": "order", "when": {"activity_code": "B2"}, "permissions": "order"}],
        "cohorts": [
        {"name": "locum", "when": {"workgroup_code": "W1"}, "idle_limit_minutes": 10},
        {"name": "student", "when": {"workgroup_code": "W2"}, "absolute_limit_minutes": 60},
        {"name": "agency", "when": {"workgroup_code": "W3"}, "idle_limit_minutes": 5,
            "absolute_limit_minutes": 30}]})")
        .rules;
}

policy::Policy policyFor(policy::RoleSelection selection)
{
    auto chosen = usualPolicy();
    chosen.environment.roleSelection = selection;
    return chosen;
}

/// A nurse with two roles, signed in under the first.
struct Scene : SessionBench {
    explicit Scene(policy::RoleSelection selection = policy::RoleSelection::Provider,
        const char* workgroup = "W0")
        : SessionBench(policyFor(selection))
    {
        rules = usualRules();
        engine->setRoleRules(rules);
        giveRoles({roleClaim("r-1", workgroup), roleClaim("r-2")});
        http.forge = [](QJsonObject& claims) { claims.insert("selected_roleid", "r-1"); };
        signIn();
    }

    void giveRoles(const QJsonArray& roles) { http.userinfo.insert("nhsid_nrbac_roles", roles); }

    /// From now on r-1 has these activities.
    void allow(const QJsonArray& activities)
    {
        auto role = roleClaim("r-1");
        role.insert("activity_codes", activities);
        giveRoles({role, roleClaim("r-2")});
    }

    [[nodiscard]] const identity::Context& context() const { return *engine->snapshot().context; }

    [[nodiscard]] QByteArray role() const
    {
        return context().role ? context().role->id : QByteArray();
    }

    [[nodiscard]] QJsonArray fact(audit::Kind kind, const char* name) const
    {
        const auto* const event = trail.last(kind);
        return event ? event->facts.value(QLatin1String(name)).toArray() : QJsonArray{"none"};
    }

    [[nodiscard]] qsizetype recorded() const
    {
        return trail.count(audit::Kind::PrivilegesChanged)
            + trail.count(audit::Kind::PrivilegesGained);
    }
};

} // namespace

class TstEngineClaims : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void changesNothingWhereNothingChanged();
    void endsARoleThatIsWithdrawn();
    void endsAPermissionThatIsWithdrawn();
    void takesWhatIsGainedOnceItIsOnRecord();
    void losesWhatCannotBeRecordedAllTheSame();
    void losesAndHoldsBackWhatCannotBeRecorded();
    void goesOnReviewingWhereAGainCannotBeRecorded();
    void changesWhilePaused();
    void servesNothingOfTheContextBefore();
    void keepsARoleThatWasChosenInTheAgent();
    void ignoresAReadingOfAnotherContext();
    void ignoresAReadingWhileTheRoleIsBeingChanged();
    void keepsTheLevelsThatARefreshLeavesOut();
    void takesNoLevelFromAStepUpBesideIt();
    void endsWhereALevelFell();
    void endsWhereItIsSomebodyElse_data();
    void endsWhereItIsSomebodyElse();
    void changesNothingWhileTheProviderAils();
    void recordsWhatTheRulesChange();
    void recordsAnExceptionThatEnds();
    void aCohortHasItsLimits_data();
    void aCohortHasItsLimits();
    void aCohortJoinedLateEndsWhatIsOver();
};

void TstEngineClaims::changesNothingWhereNothingChanged()
{
    Scene scene;
    const auto before = scene.engine->snapshot().contextId();
    QSignalSpy changes(&*scene.engine, &Session::changed);

    scene.pass(interval);

    QCOMPARE(scene.http.count("/userinfo"), 2);
    QCOMPARE(scene.engine->snapshot().contextId(), before);
    QCOMPARE(scene.recorded(), 0);
    QCOMPARE(changes.size(), 0);
}

void TstEngineClaims::endsARoleThatIsWithdrawn()
{
    Scene scene;
    const auto before = scene.engine->snapshot().contextId();
    QCOMPARE(scene.context().permissions, QByteArrayList({"prescribe", "view"}));
    QSignalSpy changes(&*scene.engine, &Session::changed);
    scene.giveRoles({roleClaim("r-2")});

    scene.pass(interval);

    QCOMPARE(scene.phase(), Phase::SignedIn);
    QVERIFY(scene.engine->snapshot().contextId() != before);
    QCOMPARE(changes.size(), 1);
    QCOMPARE(scene.role(), QByteArray()); // Never another by itself.
    QVERIFY(scene.context().permissions.isEmpty());
    QCOMPARE(scene.context().expiresAt, scene.engine->snapshot().absoluteEndsAt);
    const auto* const event = scene.trail.last(audit::Kind::PrivilegesChanged);
    QVERIFY(event);
    QCOMPARE(event->subject.contextId, scene.engine->snapshot().contextId());
    QCOMPARE(event->subject.roleId, QByteArray());
    QCOMPARE(event->facts.value("role_before").toString(), QStringLiteral("r-1"));
    QCOMPARE(event->facts.value("context_before").toString(), QString::fromLatin1(before));
    QCOMPARE(event->facts.value("because").toString(), QStringLiteral("claims"));
    QCOMPARE(scene.fact(audit::Kind::PrivilegesChanged, "lost"), (QJsonArray{"prescribe", "view"}));
    QCOMPARE(scene.recorded(), 1);
}

void TstEngineClaims::endsAPermissionThatIsWithdrawn()
{
    Scene scene;
    scene.allow({});

    scene.pass(interval);

    QCOMPARE(scene.role(), QByteArray("r-1"));
    QCOMPARE(scene.context().permissions, QByteArrayList{"view"});
    QCOMPARE(scene.fact(audit::Kind::PrivilegesChanged, "lost"), QJsonArray{"prescribe"});
}

void TstEngineClaims::takesWhatIsGainedOnceItIsOnRecord()
{
    Scene scene;
    const auto before = scene.engine->snapshot().contextId();
    scene.allow({"B1", "B2"});
    scene.trail.refuseAsFull(audit::Kind::PrivilegesGained);

    scene.pass(interval);
    QCOMPARE(scene.engine->snapshot().contextId(), before);
    QCOMPARE(scene.context().permissions, QByteArrayList({"prescribe", "view"}));

    scene.trail.accept();
    scene.pass(interval);
    QCOMPARE(scene.context().permissions, QByteArrayList({"order", "prescribe", "view"}));
    QCOMPARE(scene.fact(audit::Kind::PrivilegesGained, "gained"), QJsonArray{"order"});
    QCOMPARE(scene.recorded(), 1);
}

void TstEngineClaims::losesWhatCannotBeRecordedAllTheSame()
{
    Scene scene;
    scene.giveRoles({roleClaim("r-2")});
    scene.trail.refuseAsFull();

    scene.pass(interval);

    QCOMPARE(scene.role(), QByteArray());
    QVERIFY(scene.context().permissions.isEmpty());
}

void TstEngineClaims::losesAndHoldsBackWhatCannotBeRecorded()
{
    Scene scene;
    scene.allow({"B2"});
    scene.trail.refuseAsFull(audit::Kind::PrivilegesGained);

    scene.pass(interval);

    QCOMPARE(scene.role(), QByteArray("r-1"));
    QVERIFY(scene.context().role->activityCodes.isEmpty());
    QCOMPARE(scene.context().permissions, QByteArrayList{"view"});
    QCOMPARE(scene.fact(audit::Kind::PrivilegesChanged, "lost"), QJsonArray{"prescribe"});
    QCOMPARE(scene.fact(audit::Kind::PrivilegesChanged, "gained"), QJsonArray());
}

/// What an exception gave, a rule gives now; what else the rules give waits for the disk. When the
/// exception ends there is nothing to look at again and again.
void TstEngineClaims::goesOnReviewingWhereAGainCannotBeRecorded()
{
    Scene scene; // It starts at 2026-09-21T14:13:20Z.
    scene.engine->setRoleRules(identity::readRoleRules(
        R"({"schema": "lanyard.roles/1", "exceptions": [{"person": "555000111222",
            "permission": "order", "until": "2026-09-21T14:18:20Z", "approver": "Director",
            "reason": "Rota"}]})")
                                   .rules);
    QVERIFY(scene.context().reviewAt);
    scene.trail.refuseAsFull(audit::Kind::PrivilegesGained);
    scene.engine->setRoleRules(identity::readRoleRules(
        R"({"schema": "lanyard.roles/1", "rules": [{"name": "all", "when": {"role_code": "*:*:*"},
            "permissions": ["order", "prescribe"]}]})")
                                   .rules);

    QCOMPARE(scene.context().permissions, QByteArrayList{"order"});
    QVERIFY(!scene.context().reviewAt);
    scene.trail.accept();
    scene.pass(interval);
    QCOMPARE(scene.context().permissions, QByteArrayList({"order", "prescribe"}));
}

void TstEngineClaims::changesWhilePaused()
{
    Scene scene;
    scene.policy.desktop.locked = policy::DesktopAction::Pause;
    scene.engine->setPolicy(scene.policy);
    scene.engine->desktopEvent(DesktopEvent::Locked);
    QCOMPARE(scene.phase(), Phase::Paused);
    scene.giveRoles({});

    scene.pass(interval);

    QCOMPARE(scene.phase(), Phase::Paused);
    QCOMPARE(scene.role(), QByteArray());
    QCOMPARE(scene.recorded(), 1);
}

/// design.md §6.6.
void TstEngineClaims::servesNothingOfTheContextBefore()
{
    Scene scene;
    const auto before = scene.token();
    QVERIFY(before);
    TokenRequest old;
    old.audience = "records";
    old.contextId = before->contextId;
    scene.giveRoles({});
    scene.pass(interval - 1s);
    scene.http.delayNext("/access_token", 5s); // The renewal's own.
    scene.pass(1s);
    scene.askForToken("labs"); // Waits for its turn.
    scene.http.delayNext("/access_token", 5s);

    scene.pass(30s);

    QCOMPARE(scene.role(), QByteArray());
    QCOMPARE(codeOf(scene.tokens.back()), QByteArray("session.context_changed"));
    QCOMPARE(codeOf(scene.token(old)), QByteArray("session.context_changed"));
    const auto now = scene.token();
    QVERIFY(now);
    QVERIFY(now->accessToken->view() != before->accessToken->view());
    QCOMPARE(now->contextId, scene.engine->snapshot().contextId());
}

void TstEngineClaims::keepsARoleThatWasChosenInTheAgent()
{
    Scene scene(policy::RoleSelection::Local);
    const auto choosing = scene.engine->selectRole({"r-2", {}, false}, {}, [](const auto&) {});
    scene.settle();
    QCOMPARE(scene.role(), QByteArray("r-2")); // While the claims go on naming r-1.

    scene.pass(interval);
    QCOMPARE(scene.http.count("/userinfo"), 2);
    QCOMPARE(scene.role(), QByteArray("r-2"));
    QCOMPARE(scene.recorded(), 0);

    scene.giveRoles({roleClaim("r-1")});
    scene.pass(interval);
    QCOMPARE(scene.role(), QByteArray());
}

void TstEngineClaims::ignoresAReadingOfAnotherContext()
{
    Scene scene(policy::RoleSelection::Local);
    scene.giveRoles({roleClaim("r-1")});
    scene.http.delayNext("/userinfo", 5s);
    scene.pass(interval);
    const auto choosing = scene.engine->selectRole({"r-2", {}, false}, {}, [](const auto&) {});
    scene.settle();

    scene.pass(5s);
    QCOMPARE(scene.http.count("/userinfo"), 2);
    QCOMPARE(scene.role(), QByteArray("r-2"));

    scene.pass(interval); // The next one is of this context.
    QCOMPARE(scene.role(), QByteArray());
}

/// Between the record of a change of role and the context it brings, claims of either are no word on
/// the other.
void TstEngineClaims::ignoresAReadingWhileTheRoleIsBeingChanged()
{
    Scene scene;
    scene.http.delayNext("/userinfo", 10s);
    scene.pass(interval);
    const auto changing = scene.engine->selectRole({"r-2", {}, true}, {}, [](const auto&) {});
    scene.settle();
    scene.http.forge = [](QJsonObject& claims) { claims.insert("selected_roleid", "r-2"); };
    scene.comeBack();
    QCOMPARE(scene.role(), QByteArray("r-2"));

    scene.pass(10s);

    QCOMPARE(scene.role(), QByteArray("r-2"));
    QCOMPARE(scene.recorded(), 0);
}

/// A refresh is no authentication: what it leaves out is as it was.
void TstEngineClaims::keepsTheLevelsThatARefreshLeavesOut()
{
    Scene scene;
    const auto before = scene.context();
    QCOMPARE(before.assurance.authentication, 3);
    scene.http.forge = [](QJsonObject& claims) {
        for (const char* name :
            {"authentication_assurance_level", "id_assurance_level", "auth_time", "amr"})
            claims.remove(QLatin1String(name));
    };
    scene.http.userinfo.insert("idassurancelevel", "2");

    scene.pass(interval);

    QCOMPARE(scene.http.count("/userinfo"), 2);
    QVERIFY(scene.context().assurance == before.assurance);
    QCOMPARE(scene.context().id, before.id);
}

/// The provider may raise the level of its own session; ours was not signed in with it.
void TstEngineClaims::takesNoLevelFromAStepUpBesideIt()
{
    Scene scene;
    scene.signOut();
    scene.settle();
    scene.http.forge = [](QJsonObject& claims) {
        claims.insert("authentication_assurance_level", 2);
    };
    scene.giveRoles({roleClaim("r-1")});
    scene.signIn();
    const auto before = scene.engine->snapshot().contextId();
    scene.http.forge = [](QJsonObject& claims) {
        claims.insert("authentication_assurance_level", 3);
        claims.insert("amr", QJsonArray{"N3_SMARTCARD"});
    };
    const auto read = scene.http.count("/userinfo");

    scene.pass(interval);

    QCOMPARE(scene.http.count("/userinfo"), read + 1);
    QCOMPARE(scene.engine->snapshot().contextId(), before);
    QCOMPARE(scene.context().assurance.authentication, 2);
}

void TstEngineClaims::endsWhereALevelFell()
{
    Scene scene;
    scene.http.forge = [](QJsonObject& claims) {
        claims.insert("authentication_assurance_level", 1);
    };

    scene.pass(interval);

    QCOMPARE(scene.phase(), Phase::Ended);
    QCOMPARE(scene.reason(), QByteArray("id_token.assurance"));
    QCOMPARE(scene.storedToken(), QByteArray("-"));
}

void TstEngineClaims::endsWhereItIsSomebodyElse_data()
{
    QTest::addColumn<QString>("claim");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("another sub") << QStringLiteral("sub") << QByteArray("userinfo.subject");
    QTest::newRow("another uid") << QStringLiteral("nhsid_useruid")
                                 << QByteArray("identity.another_subject");
}

/// R9.
void TstEngineClaims::endsWhereItIsSomebodyElse()
{
    QFETCH(const QString, claim);
    QFETCH(const QByteArray, reason);
    Scene scene;
    scene.http.userinfo.insert(claim, "555000111999");

    scene.pass(interval);

    QCOMPARE(scene.phase(), Phase::Ended);
    QCOMPARE(scene.reason(), reason);
    QCOMPARE(scene.storedToken(), QByteArray("-"));
    QVERIFY(!scene.http.revoked().isEmpty());
}

void TstEngineClaims::changesNothingWhileTheProviderAils()
{
    Scene scene;
    const auto before = scene.engine->snapshot().contextId();
    scene.giveRoles({});
    scene.http.next("/userinfo", {.status = 503, .body = "{}"});

    scene.pass(interval);
    QCOMPARE(scene.http.count("/userinfo"), 2);
    QCOMPARE(scene.engine->snapshot().contextId(), before);
    QCOMPARE(scene.phase(), Phase::SignedIn);

    scene.pass(interval);
    QCOMPARE(scene.role(), QByteArray());
}

void TstEngineClaims::recordsWhatTheRulesChange()
{
    Scene scene;
    scene.engine->setRoleRules({});

    QVERIFY(scene.context().permissions.isEmpty());
    QCOMPARE(scene.role(), QByteArray("r-1"));
    const auto* const less = scene.trail.last(audit::Kind::PrivilegesChanged);
    QVERIFY(less);
    QCOMPARE(less->facts.value("because").toString(), QStringLiteral("roles.json"));

    scene.trail.refuseAsFull(audit::Kind::PrivilegesGained);
    scene.engine->setRoleRules(usualRules());
    QVERIFY(scene.context().permissions.isEmpty());

    scene.trail.accept();
    scene.engine->setRoleRules(usualRules());
    QCOMPARE(scene.context().permissions, QByteArrayList({"prescribe", "view"}));
    QCOMPARE(
        scene.fact(audit::Kind::PrivilegesGained, "gained"), (QJsonArray{"prescribe", "view"}));
}

void TstEngineClaims::recordsAnExceptionThatEnds()
{
    Scene scene;
    scene.engine->setRoleRules(identity::readRoleRules(
        R"({"schema": "lanyard.roles/1", "exceptions": [{"person": "555000111222",
            "permission": "order", "until": "2026-09-21T14:18:20Z", "approver": "Director",
            "reason": "Rota"}]})")
                                   .rules);
    QCOMPARE(scene.context().permissions, QByteArrayList{"order"});

    scene.pass(5min);

    QVERIFY(scene.context().permissions.isEmpty());
    QCOMPARE(scene.trail.last(audit::Kind::PrivilegesChanged)->facts.value("because").toString(),
        QStringLiteral("time"));
}

void TstEngineClaims::aCohortHasItsLimits_data()
{
    QTest::addColumn<QByteArray>("workgroup");
    QTest::addColumn<QByteArray>("cohort");
    QTest::addColumn<std::chrono::minutes>("idle");
    QTest::addColumn<std::chrono::minutes>("absolute");
    QTest::newRow("locum") << QByteArray("W1") << QByteArray("locum") << 10min << 720min;
    QTest::newRow("student") << QByteArray("W2") << QByteArray("student") << 15min << 60min;
    QTest::newRow("agency") << QByteArray("W3") << QByteArray("agency") << 5min << 30min;
}

/// At the sign-in, after roles.json or the claims have changed, and after a restart.
void TstEngineClaims::aCohortHasItsLimits()
{
    QFETCH(const QByteArray, workgroup);
    QFETCH(const QByteArray, cohort);
    QFETCH(const std::chrono::minutes, idle);
    QFETCH(const std::chrono::minutes, absolute);
    const auto check = [&](Scene& scene) {
        const Snapshot& now = scene.engine->snapshot();
        QCOMPARE(now.context->cohorts, QByteArrayList{cohort});
        QCOMPARE(now.idleEndsAt, now.signedInAt + idle);
        QCOMPARE(now.absoluteEndsAt, now.signedInAt + absolute);
        QCOMPARE(now.context->expiresAt, now.absoluteEndsAt);
    };

    Scene signedIn(policy::RoleSelection::Provider, workgroup.constData());
    check(signedIn);

    Scene ruled(policy::RoleSelection::Provider, workgroup.constData());
    ruled.engine->setRoleRules({});
    ruled.engine->signOut({}, {});
    ruled.settle();
    ruled.signIn();
    QCOMPARE(ruled.engine->snapshot().idleEndsAt, ruled.engine->snapshot().signedInAt + 15min);
    ruled.pass(1min);
    ruled.engine->setRoleRules(usualRules());
    check(ruled);

    Scene claimed;
    claimed.giveRoles({roleClaim("r-1", workgroup.constData())});
    claimed.pass(interval);
    check(claimed);

    claimed.rules = usualRules();
    claimed.start();
    check(claimed);
}

void TstEngineClaims::aCohortJoinedLateEndsWhatIsOver()
{
    Scene scene;
    for (int i = 0; i < 11; ++i) {
        scene.keyboard.press();
        scene.pass(3min);
    }
    QCOMPARE(scene.phase(), Phase::SignedIn);
    scene.giveRoles({roleClaim("r-1", "W3")});

    scene.keyboard.press();
    scene.pass(interval);

    QCOMPARE(scene.phase(), Phase::Ended);
    QCOMPARE(scene.reason(), QByteArray("session.absolute_limit"));
}

QTEST_GUILESS_MAIN(TstEngineClaims)
#include "tst_engine_claims.moc"
