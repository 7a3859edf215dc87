// SPDX-License-Identifier: MIT
/// Break-glass: Engine::startEmergency() and endEmergency().

#include "core/identity/role_rules.h"
#include "tests/support/session_bench.h"

#include <QSignalSpy>
#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::session::test;

using namespace std::chrono_literals;
using audit::Kind;

namespace {

QJsonObject roleClaim(const char* id, const char* organisation)
{
    return {{"person_roleid", id},
        {"org_code", organisation},
        {"role_code", "S8000:G8000:R8001"},
        {"role_name", "\"Clinical\":\"Clinical\":\"Nurse\""}};
}

identity::RoleRules rulesWith(const QByteArray& emergency)
{
    return identity::readRoleRules(R"({"schema": "lanyard.roles/1", "rules": [
        {"name": "Nurses", "when": {"role_code": "S8000:G8000:*"}, "permissions": "view")"
        + emergency + "}]}")
        .rules;
}

policy::Policy emergencyPolicy()
{
    auto chosen = usualPolicy();
    chosen.environment.scope = "openid profile selectedrole";
    chosen.environment.roleSelection = policy::RoleSelection::Local;
    chosen.idleLimit = 60min;
    chosen.emergency = {true, 30min, {{"arrest", QStringLiteral("Cardiac arrest")}}};
    return chosen;
}

/// A nurse who may prescribe in an emergency.
struct EmergencyBench : SessionBench {
    explicit EmergencyBench(policy::Policy chosen = emergencyPolicy())
        : SessionBench(std::move(chosen))
    {
        rules = rulesWith(R"(, "emergency": "prescribe")");
        engine->setRoleRules(rules);
        http.userinfo.insert("nhsid_nrbac_roles",
            QJsonArray{roleClaim("r-ward", "ZZ1"), roleClaim("r-clinic", "ZZ2")});
        http.forge = [](QJsonObject& claims) { claims.insert("selected_roleid", "r-ward"); };
        signIn();
        trail.clear();
    }

    QByteArray request(Requester by = {}, const QByteArray& contextId = {})
    {
        const auto answer = engine->startEmergency(
            {"prescribe", "arrest", QStringLiteral("No prescriber on the ward"), contextId}, by);
        return answer ? QByteArray("started") : answer.error().code;
    }

    [[nodiscard]] bool isRunning() const
    {
        const auto& context = engine->snapshot().context;
        return context && context->emergency;
    }

    [[nodiscard]] QByteArray context() const { return engine->snapshot().contextId(); }

    [[nodiscard]] QString whyItEnded() const
    {
        const auto* const event = trail.last(Kind::EmergencyEnded);
        return event ? event->facts.value("why").toString() : QString();
    }
};

} // namespace

class TstEngineEmergency : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startsUnderANewContext();
    void worksOffline();
    void isNotInForceUnlessOnRecord();
    void isOffUnlessPolicyAndRulesGiveIt();
    void recordsWhatThePersonIsRefused();
    void leavesThatOfProgramsToTheirConnection();
    void refusesASecondOne();
    void refusesAnOldContext();
    void endsByItself();
    void endsBeforeAnybodyIsServed();
    void isNotProlongedByTheClock();
    void endsWhenAsked();
    void endsThoughItCannotBeRecorded();
    void endsWithTheSession();
    void endsWithTheRole();
    void endsWhenPolicyTakesItAway();
    void endsWhenTheRulesTakeItAway();
    void goesOnThroughOtherChangesOfTheRules();
    void goesOnWhereTheClaimsAreReadAgain();
    void runsOnThroughAPause();
    void isNotHadWhileLocked();
    void doesNotOutliveTheSession();
    void isNotResumed();
};

void TstEngineEmergency::startsUnderANewContext()
{
    EmergencyBench bench;
    const auto before = bench.context();
    QSignalSpy told(&*bench.engine, &Session::changed);
    QCOMPARE(bench.engine->emergencyOffer().permissions, QByteArrayList{"prescribe"});

    QCOMPARE(bench.request({"ward", "k-1"}), QByteArray("started"));

    const auto& now = bench.engine->snapshot();
    QVERIFY(now.contextId() != before);
    QCOMPARE(told.count(), 1);
    QCOMPARE(now.context->permissions, QByteArrayList{"view"});
    QCOMPARE(now.context->emergency->permission, QByteArray("prescribe"));
    QCOMPARE(now.context->emergency->endsAt, bench.clock.now() + 30min);
    QCOMPARE(now.context->expiresAt, bench.clock.now() + 30min);
    QCOMPARE(bench.trail.count(Kind::EmergencyStarted), 1);
    const auto* const event = bench.trail.last(Kind::EmergencyStarted);
    QCOMPARE(event->app, QByteArray("ward"));
    QCOMPARE(event->correlationId, QByteArray("k-1"));
    QCOMPARE(event->subject.contextId, now.contextId());
    QCOMPARE(event->note, QString("No prescriber on the ward"));
    QCOMPARE(
        event->facts.value("reference").toString().toLatin1(), now.context->emergency->reference);
    QCOMPARE(event->facts.value("reason_code").toString(), QString("arrest"));
    QCOMPARE(event->facts.value("context_before").toString().toLatin1(), before);
}

void TstEngineEmergency::worksOffline()
{
    EmergencyBench bench;
    QVERIFY(bench.token());
    const auto before = SessionBench::textOf(bench.token());
    const auto asked = bench.http.count("/access_token");
    bench.http.isOffline = true;

    QCOMPARE(bench.request(), QByteArray("started"));

    bench.settle();
    QCOMPARE(bench.http.count("/access_token"), asked);
    // The token that was had still serves, under the context in force.
    const auto token = bench.token();
    QCOMPARE(SessionBench::textOf(token), before);
    QCOMPARE(token->contextId, bench.context());
}

void TstEngineEmergency::isNotInForceUnlessOnRecord() // Rule 9
{
    EmergencyBench bench;
    const auto before = bench.context();
    bench.trail.refuseAsFull();

    QCOMPARE(bench.request(), QByteArray("audit.full"));

    QVERIFY(!bench.isRunning());
    QCOMPARE(bench.context(), before);
}

void TstEngineEmergency::isOffUnlessPolicyAndRulesGiveIt()
{
    EmergencyBench bench;
    auto policy = bench.policy;
    policy.emergency.isAllowed = false;
    bench.engine->setPolicy(policy);
    QVERIFY(bench.engine->emergencyOffer().permissions.isEmpty());
    QCOMPARE(bench.request(), QByteArray("emergency.off"));

    bench.engine->setPolicy(bench.policy);
    bench.engine->setRoleRules(rulesWith({}));
    QVERIFY(bench.engine->emergencyOffer().permissions.isEmpty());
    QCOMPARE(bench.request(), QByteArray("emergency.off"));

    bench.engine->setRoleRules(bench.rules);
    QCOMPARE(bench.request(), QByteArray("started"));
}

void TstEngineEmergency::recordsWhatThePersonIsRefused()
{
    EmergencyBench bench;
    QVERIFY(!bench.engine->startEmergency({"prescribe", "arrest", QStringLiteral("?")}, {}));

    const auto* const event = bench.trail.last(Kind::EmergencyRefused);
    QVERIFY(event);
    QCOMPARE(event->error->code, QByteArray("emergency.reason"));
    QVERIFY(event->note.isEmpty());
}

void TstEngineEmergency::leavesThatOfProgramsToTheirConnection()
{
    EmergencyBench bench;
    QVERIFY(!bench.engine->startEmergency({"prescribe", "arrest", QStringLiteral("?")}, {"ward"}));
    QCOMPARE(bench.trail.count(Kind::EmergencyRefused), 0);
}

void TstEngineEmergency::refusesASecondOne()
{
    EmergencyBench bench;
    QCOMPARE(bench.request(), QByteArray("started"));
    const auto during = bench.context();

    QCOMPARE(bench.request(), QByteArray("emergency.active"));

    QCOMPARE(bench.context(), during);
    QCOMPARE(bench.trail.count(Kind::EmergencyStarted), 1);
}

void TstEngineEmergency::refusesAnOldContext() // Rule 6
{
    EmergencyBench bench;
    const auto before = bench.context();
    QCOMPARE(bench.request(), QByteArray("started"));

    TokenRequest request;
    request.audience = "records";
    request.contextId = before;
    QCOMPARE(
        SessionBench::textOf(bench.token(request)), QByteArray("error session.context_changed"));
    bench.engine->endEmergency({});
    QCOMPARE(bench.request({}, before), QByteArray("session.context_changed"));
}

void TstEngineEmergency::endsByItself()
{
    EmergencyBench bench;
    QCOMPARE(bench.request(), QByteArray("started"));
    const auto during = bench.context();
    bench.pass(29min);
    QVERIFY(bench.isRunning());

    bench.pass(1min);

    QCOMPARE(bench.phase(), Phase::SignedIn);
    QVERIFY(!bench.isRunning());
    QVERIFY(bench.context() != during);
    QCOMPARE(bench.whyItEnded(), QString("time"));
    QCOMPARE(bench.engine->snapshot().context->expiresAt, bench.engine->snapshot().absoluteEndsAt);
    QVERIFY(bench.token());
}

// Timers stand still while the computer sleeps: whoever asks first finds it over.
void TstEngineEmergency::endsBeforeAnybodyIsServed()
{
    EmergencyBench bench;
    QCOMPARE(bench.request(), QByteArray("started"));

    bench.clock.setWallClock(bench.clock.now() + 31min);
    bench.engine->endWhatIsOver();

    QCOMPARE(bench.phase(), Phase::SignedIn);
    QVERIFY(!bench.isRunning());
    QCOMPARE(bench.whyItEnded(), QString("time"));
}

void TstEngineEmergency::isNotProlongedByTheClock()
{
    EmergencyBench bench;
    QCOMPARE(bench.request(), QByteArray("started"));

    bench.clock.setWallClock(bench.clock.now() - 20min);
    bench.pass(29min);
    QVERIFY(bench.isRunning());
    bench.pass(1min);

    QVERIFY(!bench.isRunning());
}

void TstEngineEmergency::endsWhenAsked()
{
    EmergencyBench bench;
    bench.engine->endEmergency({"ward", "k-0"}); // There is none.
    QCOMPARE(bench.trail.count(Kind::EmergencyEnded), 0);
    QCOMPARE(bench.request(), QByteArray("started"));
    const auto reference = bench.engine->snapshot().context->emergency->reference;

    bench.engine->endEmergency({"ward", "k-2"});

    QVERIFY(!bench.isRunning());
    const auto* const event = bench.trail.last(Kind::EmergencyEnded);
    QVERIFY(event);
    QCOMPARE(event->app, QByteArray("ward"));
    QCOMPARE(event->correlationId, QByteArray("k-2"));
    QCOMPARE(event->facts.value("reference").toString().toLatin1(), reference);
    QCOMPARE(bench.whyItEnded(), QString("asked"));
    QCOMPARE(bench.request(), QByteArray("started")); // Another one.
}

void TstEngineEmergency::endsThoughItCannotBeRecorded()
{
    EmergencyBench bench;
    QCOMPARE(bench.request(), QByteArray("started"));
    bench.trail.refuseAsFull();

    bench.engine->endEmergency({});

    QVERIFY(!bench.isRunning());
}

void TstEngineEmergency::endsWithTheSession()
{
    EmergencyBench bench;
    QCOMPARE(bench.request(), QByteArray("started"));

    bench.signOut({"ward", "k-3"});

    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(bench.whyItEnded(), QString("session"));
    QCOMPARE(bench.trail.count(Kind::EmergencyEnded), 1);
    bench.trail.clear();
    bench.pass(31min);
    QCOMPARE(bench.trail.count(Kind::EmergencyEnded), 0);
}

void TstEngineEmergency::endsWithTheRole()
{
    EmergencyBench bench;
    QCOMPARE(bench.request(), QByteArray("started"));

    const auto pending =
        bench.engine->selectRole({"r-clinic", {}, false}, {}, [](const Result<>&) {});
    bench.settle();

    QCOMPARE(bench.engine->snapshot().context->role->id, QByteArray("r-clinic"));
    QVERIFY(!bench.isRunning());
    QCOMPARE(bench.whyItEnded(), QString("context"));
    QCOMPARE(bench.engine->snapshot().context->expiresAt, bench.engine->snapshot().absoluteEndsAt);
}

void TstEngineEmergency::endsWhenPolicyTakesItAway()
{
    EmergencyBench bench;
    QCOMPARE(bench.request(), QByteArray("started"));
    auto policy = bench.policy;
    policy.emergency.duration = 5min;
    bench.engine->setPolicy(policy);
    QVERIFY(bench.isRunning());

    policy.emergency.isAllowed = false;
    bench.engine->setPolicy(policy);

    QVERIFY(!bench.isRunning());
    QCOMPARE(bench.whyItEnded(), QString("policy"));
}

void TstEngineEmergency::endsWhenTheRulesTakeItAway()
{
    EmergencyBench bench;
    QCOMPARE(bench.request(), QByteArray("started"));

    bench.engine->setRoleRules(rulesWith(R"(, "emergency": "give_drugs")"));

    QVERIFY(!bench.isRunning());
    QCOMPARE(bench.whyItEnded(), QString("context"));
}

void TstEngineEmergency::goesOnThroughOtherChangesOfTheRules()
{
    EmergencyBench bench;
    QCOMPARE(bench.request(), QByteArray("started"));
    const auto during = bench.context();
    const auto end = bench.engine->snapshot().context->emergency->endsAt;

    bench.engine->setRoleRules(rulesWith(R"(, "emergency": ["give_drugs", "prescribe"])"));

    QVERIFY(bench.isRunning());
    QVERIFY(bench.context() != during);
    QCOMPARE(bench.engine->snapshot().context->emergency->endsAt, end);
    QCOMPARE(bench.engine->snapshot().context->expiresAt, end);
    QCOMPARE(bench.trail.count(Kind::EmergencyEnded), 0);
    bench.pass(30min);
    QVERIFY(!bench.isRunning());
}

void TstEngineEmergency::goesOnWhereTheClaimsAreReadAgain()
{
    EmergencyBench bench;
    QCOMPARE(bench.request(), QByteArray("started"));
    const auto during = bench.context();
    const auto emergency = *bench.engine->snapshot().context->emergency;

    bench.http.userinfo.insert("name", "Alex Another");
    bench.pass(6min);

    const auto& now = *bench.engine->snapshot().context;
    QCOMPARE(now.person.name, QString("Alex Another"));
    QVERIFY(now.id != during);
    QVERIFY(now.emergency);
    QCOMPARE(now.emergency->reference, emergency.reference);
    QCOMPARE(now.expiresAt, emergency.endsAt);
    bench.http.userinfo.insert("nhsid_nrbac_roles", QJsonArray{roleClaim("r-clinic", "ZZ2")});
    bench.pass(6min);
    QVERIFY(!bench.isRunning());
    QCOMPARE(bench.whyItEnded(), QString("context"));
}

void TstEngineEmergency::runsOnThroughAPause()
{
    EmergencyBench bench;
    QCOMPARE(bench.request(), QByteArray("started"));
    bench.engine->desktopEvent(platform::DesktopEvent::Locked);
    QCOMPARE(bench.phase(), Phase::Paused);
    QVERIFY(!bench.token());
    bench.pass(20min);
    bench.engine->desktopEvent(platform::DesktopEvent::Unlocked);
    QVERIFY(bench.isRunning());
    bench.engine->desktopEvent(platform::DesktopEvent::Locked);

    bench.pass(10min);

    QCOMPARE(bench.phase(), Phase::Paused);
    QVERIFY(!bench.isRunning());
    QCOMPARE(bench.whyItEnded(), QString("time"));
}

void TstEngineEmergency::isNotHadWhileLocked()
{
    EmergencyBench bench;
    bench.engine->desktopEvent(platform::DesktopEvent::Locked);
    QVERIFY(bench.engine->emergencyOffer().permissions.isEmpty());
    QCOMPARE(bench.request(), QByteArray("session.paused"));

    bench.signOut();
    QCOMPARE(bench.request(), QByteArray("session.signed_out"));
}

void TstEngineEmergency::doesNotOutliveTheSession()
{
    auto policy = emergencyPolicy();
    policy.absoluteLimit = 20min;
    policy.idleLimit = 10min;
    EmergencyBench bench(policy);

    QCOMPARE(bench.request(), QByteArray("started"));

    QCOMPARE(bench.engine->snapshot().context->emergency->endsAt,
        bench.engine->snapshot().absoluteEndsAt);
}

void TstEngineEmergency::isNotResumed()
{
    EmergencyBench bench;
    QCOMPARE(bench.request(), QByteArray("started"));

    bench.start();

    QCOMPARE(bench.phase(), Phase::SignedIn);
    QVERIFY(!bench.isRunning());
}

QTEST_GUILESS_MAIN(TstEngineEmergency)
#include "tst_engine_emergency.moc"
