// SPDX-License-Identifier: MIT
/// Engine::selectRole(): through the provider, and in the agent alone.

#include "tests/support/session_bench.h"

#include <QSignalSpy>
#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::session::test;

using namespace std::chrono_literals;

namespace {

QJsonObject roleClaim(const char* id, const char* organisation)
{
    return {{"person_roleid", id},
        {"org_code", organisation},
        {"role_code", "S8000:G8000:R8001"},
        {"role_name", "\"Clinical\":\"Clinical\":\"Nurse\""}};
}

policy::Policy policyFor(policy::RoleSelection selection)
{
    auto chosen = usualPolicy();
    chosen.environment.scope = "openid profile selectedrole";
    chosen.environment.roleSelection = selection;
    return chosen;
}

/// A person with two roles, signed in under the first.
struct RoleBench : SessionBench {
    explicit RoleBench(policy::RoleSelection selection = policy::RoleSelection::Provider)
        : SessionBench(policyFor(selection))
    {
        http.userinfo.insert("nhsid_nrbac_roles",
            QJsonArray{roleClaim("r-ward", "ZZ1"), roleClaim("r-clinic", "ZZ2")});
        choose("r-ward");
        signIn();
    }

    /// What the person picks at the provider from now on.
    void choose(
        const QString& role, const QString& subject = {}, const QString& providerSession = {})
    {
        http.forge = [role, subject, providerSession](QJsonObject& claims) {
            claims.insert("selected_roleid", role);
            if (!subject.isEmpty())
                claims.insert("sub", subject);
            if (!providerSession.isEmpty())
                claims.insert("sid", providerSession);
        };
    }

    void select(const QByteArray& role, bool mayAsk = true, Requester by = {})
    {
        kept.push_back(engine->selectRole({role, {}, mayAsk},
            std::move(by),
            [this](const Result<>& answer) { roles.push_back(answer); }));
        settle();
    }

    /// All the way to the other role.
    void change()
    {
        select("r-clinic");
        choose("r-clinic");
        comeBack();
    }

    [[nodiscard]] QByteArray role() const
    {
        const auto& context = engine->snapshot().context;
        return context && context->role ? context->role->id : QByteArray();
    }

    [[nodiscard]] QByteArray answer() const
    {
        return roles.empty() ? QByteArray("none") : codeOf(roles.back());
    }

    std::vector<Result<>> roles;
    std::vector<Pending> kept;
};

} // namespace

class TstEngineRoles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void changesTheRoleThroughTheProvider();
    void asksTheProviderToAskAgain();
    void asksAsPolicyNamesIt();
    void replacesTheStoredTokensAndRevokesTheOldOne();
    void revokesNothingInTheSameProviderSession();
    void hasTheNewTokensStoredBeforeTheRoleIsInForce();
    void changesTheRoleInTheAgentAlone();
    void theRoleInForceIsHadAtOnce();
    void refusesARoleThatIsNotTheirs();
    void opensNoBrowserUnasked();
    void joinsTheSameAndRefusesAnother();
    void refusesAnotherPerson();
    void goesOnAsBefore_data();
    void goesOnAsBefore();
    void leavesTheRoleWhereNoneIsChosen();
    void takesTheRoleThatThePersonChose();
    void servesNothingOfTheRoleBefore();
    void discardsATokenThatIsAskedForDuringTheChange();
    void goesOnWhereTheNewGrantEndsTheOld();
    void losesNoRotationThatArrivesDuringTheChange();
    void changesNothingThatIsNotOnRecord();
    void isOverWhenTheDesktopIsLocked();
    void endsWithTheSession();
    void asksNoMoreAtOnceAfterTheirNo();
    void keepsTheSessionAndItsLimits();
    void signsInAgainBesideTheSession();
    void keepsARoleOfTheAgentsOwn();
    void leavesTheSessionWhereNobodySignsInAgain();
    void aRenewableSessionsTokensHaveNoEnd();
    void needsSomebodySignedIn();
};

void TstEngineRoles::changesTheRoleThroughTheProvider()
{
    RoleBench bench;
    const auto before = bench.engine->snapshot();
    QCOMPARE(bench.role(), QByteArray("r-ward"));

    bench.select("r-clinic", true, {"ward", "k-1"});
    QCOMPARE(bench.phase(), Phase::SignedIn);
    QVERIFY(bench.engine->snapshot().errand == Purpose::RoleSwitch);
    QVERIFY(bench.engine->snapshot().waitingForBrowser);
    QCOMPARE(bench.engine->signInLink(), bench.browser.opened.value(1));
    QCOMPARE(bench.role(), QByteArray("r-ward"));
    bench.choose("r-clinic");
    bench.comeBack();

    const auto& now = bench.engine->snapshot();
    QCOMPARE(bench.roles.size(), 1U);
    QVERIFY(bench.roles.front());
    QCOMPARE(bench.role(), QByteArray("r-clinic"));
    QVERIFY(now.contextId() != before.contextId());
    QCOMPARE(now.sessionId, before.sessionId);
    QVERIFY(!now.errand);
    QVERIFY(!now.waitingForBrowser);
    QVERIFY(bench.engine->signInLink().isEmpty());
    const auto* const event = bench.trail.last(audit::Kind::RoleChanged);
    QVERIFY(event);
    QCOMPARE(event->app, QByteArray("ward"));
    QCOMPARE(event->correlationId, QByteArray("k-1"));
    QCOMPARE(event->subject.roleId, QByteArray("r-clinic"));
    QCOMPARE(event->subject.organisation, QByteArray("ZZ2"));
    QCOMPARE(event->subject.contextId, now.contextId());
    QCOMPARE(event->facts.value("role_before").toString(), QString("r-ward"));
    QCOMPARE(bench.trail.count(audit::Kind::RoleChangeFailed), 0);
}

void TstEngineRoles::asksTheProviderToAskAgain()
{
    RoleBench bench;
    bench.select("r-clinic");

    const QUrlQuery asked(bench.browser.opened.value(1));
    const auto scope = asked.queryItemValue("scope", QUrl::FullyDecoded).split(QChar(' '));
    QVERIFY(scope.contains("changedrole"));
    QVERIFY(!scope.contains("selectedrole"));
    QVERIFY(scope.contains("records.read"));
    QCOMPARE(asked.queryItemValue("prompt"), QString("login"));
}

void TstEngineRoles::asksAsPolicyNamesIt()
{
    RoleBench bench;
    auto policy = bench.policy;
    policy.environment.roleChangeScope = "";
    bench.engine->setPolicy(policy);
    bench.select("r-clinic");

    const QUrlQuery asked(bench.browser.opened.value(1));
    const auto scope = asked.queryItemValue("scope", QUrl::FullyDecoded).split(QChar(' '));
    QVERIFY(scope.contains("selectedrole"));
    QVERIFY(!scope.contains("changedrole"));
}

void TstEngineRoles::replacesTheStoredTokensAndRevokesTheOldOne()
{
    RoleBench bench;
    QCOMPARE(bench.storedToken(), QByteArray("refresh-1"));

    bench.change();

    QCOMPARE(bench.storedToken(), QByteArray("refresh-2"));
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-1"});
    QVERIFY(bench.token());
    QCOMPARE(bench.storedToken(), QByteArray("refresh-3"));
}

/// Where one refresh token ends the provider's session, revoking the old would end the new.
void TstEngineRoles::revokesNothingInTheSameProviderSession()
{
    RoleBench bench;
    bench.signOut();
    bench.settle();
    bench.choose("r-ward", {}, "sid-1");
    bench.signIn();
    const auto before = bench.http.revoked();

    bench.select("r-clinic");
    bench.choose("r-clinic", {}, "sid-1");
    bench.comeBack();

    QCOMPARE(bench.role(), QByteArray("r-clinic"));
    QCOMPARE(bench.http.revoked(), before);
}

// P1, rule 3.
void TstEngineRoles::hasTheNewTokensStoredBeforeTheRoleIsInForce()
{
    RoleBench bench;
    QByteArray stored;
    connect(&*bench.engine, &Session::changed, this, [&] {
        if (stored.isEmpty() && bench.role() == "r-clinic")
            stored = bench.storedToken();
    });

    bench.change();

    QCOMPARE(stored, QByteArray("refresh-2"));
}

void TstEngineRoles::changesTheRoleInTheAgentAlone()
{
    RoleBench bench(policy::RoleSelection::Local);
    const auto before = bench.engine->snapshot().contextId();
    QVERIFY(bench.token());

    bench.select("r-clinic", false);

    QCOMPARE(bench.answer(), QByteArray());
    QCOMPARE(bench.role(), QByteArray("r-clinic"));
    QVERIFY(bench.engine->snapshot().contextId() != before);
    QCOMPARE(bench.browser.opened.size(), 1);
    QCOMPARE(bench.trail.count(audit::Kind::RoleChanged), 1);
    const auto after = bench.token();
    QVERIFY(after);
    QCOMPARE(after->contextId, bench.engine->snapshot().contextId());
}

void TstEngineRoles::theRoleInForceIsHadAtOnce()
{
    RoleBench bench;
    const auto before = bench.engine->snapshot().contextId();

    bench.select("r-ward", false);

    QCOMPARE(bench.answer(), QByteArray());
    QCOMPARE(bench.engine->snapshot().contextId(), before);
    QCOMPARE(bench.browser.opened.size(), 1);
    QCOMPARE(bench.trail.count(audit::Kind::RoleChanged), 0);
}

void TstEngineRoles::refusesARoleThatIsNotTheirs()
{
    RoleBench bench;
    bench.select("r-theatre");
    QCOMPARE(bench.answer(), QByteArray("identity.role_unknown"));
    QCOMPARE(bench.browser.opened.size(), 1);
}

void TstEngineRoles::opensNoBrowserUnasked() // Rule 8
{
    RoleBench bench;
    bench.select("r-clinic", false);
    QCOMPARE(bench.answer(), QByteArray("session.interaction_required"));
    QCOMPARE(bench.browser.opened.size(), 1);
}

void TstEngineRoles::joinsTheSameAndRefusesAnother() // R15
{
    RoleBench bench;
    bench.select("r-clinic");
    bench.select("r-clinic", false);
    QVERIFY(bench.roles.empty());
    QCOMPARE(bench.browser.opened.size(), 2);

    bench.select("r-ward");
    QCOMPARE(bench.answer(), QByteArray()); // In force: nothing is to be asked.

    bench.choose("r-clinic");
    bench.comeBack();
    QCOMPARE(bench.roles.size(), 3U);
    for (const auto& answer : bench.roles)
        QVERIFY(answer);
    QCOMPARE(bench.trail.count(audit::Kind::RoleChanged), 1);
}

// R9, rule 5.
void TstEngineRoles::refusesAnotherPerson()
{
    RoleBench bench;
    const auto before = bench.engine->snapshot().contextId();
    bench.select("r-clinic");
    bench.choose("r-clinic", "someone-else");
    bench.http.userinfo.insert("sub", "someone-else");

    bench.comeBack();

    QCOMPARE(bench.answer(), QByteArray("session.another_person"));
    QCOMPARE(bench.phase(), Phase::SignedIn);
    QCOMPARE(bench.engine->snapshot().contextId(), before);
    QCOMPARE(bench.storedToken(), QByteArray("refresh-1"));
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-2"});
    QCOMPARE(bench.trail.count(audit::Kind::RoleChanged), 0);
    const auto* const event = bench.trail.last(audit::Kind::RoleChangeFailed);
    QVERIFY(event && event->error);
    QCOMPARE(event->error->code, QByteArray("session.another_person"));
}

void TstEngineRoles::goesOnAsBefore_data()
{
    QTest::addColumn<QByteArray>("how");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("cancelled") << QByteArray("cancel") << QByteArray("session.errand_cancelled");
    QTest::newRow("refused") << QByteArray("refuse") << QByteArray("redirect.access_denied");
    QTest::newRow("too late") << QByteArray("wait") << QByteArray("session.errand_timed_out");
    QTest::newRow("no port") << QByteArray("port") << QByteArray("loopback.ports");
    QTest::newRow("no answer") << QByteArray("exchange") << QByteArray("token.refused");
}

void TstEngineRoles::goesOnAsBefore()
{
    QFETCH(const QByteArray, how);
    QFETCH(const QByteArray, code);
    RoleBench bench;
    QVERIFY(bench.token());
    const auto before = bench.engine->snapshot();
    if (how == "port")
        bench.port->refusal = Error{Fault::System, "loopback.ports", {}, 0, {}};
    bench.select("r-clinic");

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
    const auto& now = bench.engine->snapshot();
    QCOMPARE(now.phase, Phase::SignedIn);
    QVERIFY(!now.errand);
    QCOMPARE(now.context, before.context);
    QCOMPARE(bench.trail.count(audit::Kind::RoleChangeFailed), 1);
    QCOMPARE(bench.trail.count(audit::Kind::SessionEnded), 0);
    bench.port->refusal.reset();
    QVERIFY(bench.token());
    bench.change();
    QCOMPARE(bench.role(), QByteArray("r-clinic"));
}

void TstEngineRoles::leavesTheRoleWhereNoneIsChosen()
{
    RoleBench bench;
    bench.select("r-clinic");
    bench.choose("r-nobody's");
    bench.comeBack();
    QCOMPARE(bench.answer(), QByteArray("session.no_role"));
    QCOMPARE(bench.role(), QByteArray("r-ward"));
    QCOMPARE(bench.storedToken(), QByteArray("refresh-1"));
}

void TstEngineRoles::takesTheRoleThatThePersonChose()
{
    RoleBench bench;
    const auto before = bench.engine->snapshot().contextId();
    bench.select("r-clinic");
    bench.choose("r-ward");
    bench.comeBack();

    QCOMPARE(bench.answer(), QByteArray());
    QCOMPARE(bench.role(), QByteArray("r-ward"));
    QVERIFY(bench.engine->snapshot().contextId() != before);
    QCOMPARE(bench.trail.last(audit::Kind::RoleChanged)->facts.value("asked_for").toString(),
        QString("r-clinic"));
}

// Rule 6.
void TstEngineRoles::servesNothingOfTheRoleBefore()
{
    RoleBench bench;
    const auto old = bench.token();
    QVERIFY(old);

    bench.change();

    TokenRequest quoting;
    quoting.audience = "records";
    quoting.contextId = old->contextId;
    QCOMPARE(codeOf(bench.token(quoting)), QByteArray("session.context_changed"));
    const auto now = bench.token();
    QVERIFY(now);
    QVERIFY(now->contextId != old->contextId);
    QVERIFY(now->accessToken->view() != old->accessToken->view());
}

// P35.
void TstEngineRoles::discardsATokenThatIsAskedForDuringTheChange()
{
    RoleBench bench;
    bench.select("r-clinic");
    bench.choose("r-clinic");
    bench.http.delayNext("/access_token", 5s); // The refresh's answer.
    bench.askForToken("records");
    bench.settle();
    bench.comeBack();
    bench.askForToken("labs"); // Waits for its turn, after the change.
    bench.pass(6s);

    QCOMPARE(bench.role(), QByteArray("r-clinic"));
    QCOMPARE(bench.tokens.size(), 2U);
    QVERIFY(bench.tokens.front()); // Was had, and served, before the change.
    QCOMPARE(codeOf(bench.tokens.back()), QByteArray("session.context_changed"));
    const auto now = bench.token();
    QVERIFY(now);
    QCOMPARE(now->contextId, bench.engine->snapshot().contextId());
}

/// The provider gave the new grant, and ended the old one by it.
void TstEngineRoles::goesOnWhereTheNewGrantEndsTheOld()
{
    RoleBench bench;
    bench.select("r-clinic");
    bench.choose("r-clinic");
    bench.http.delayNext("/userinfo", 1s);
    bench.comeBack(); // The code is redeemed; userinfo takes its time.
    bench.http.delayNext("/access_token", 5s);
    bench.askForToken("records"); // With refresh-1: invalid_grant.
    bench.pass(2s);
    QCOMPARE(bench.role(), QByteArray("r-ward"));
    bench.pass(6s);

    QCOMPARE(bench.phase(), Phase::SignedIn);
    QCOMPARE(bench.role(), QByteArray("r-clinic"));
    QCOMPARE(codeOf(bench.tokens.front()), QByteArray("token.invalid_grant"));
    QVERIFY(bench.token());
}

// P35, rule 3.
void TstEngineRoles::losesNoRotationThatArrivesDuringTheChange()
{
    RoleBench bench;
    bench.select("r-clinic");
    bench.choose("r-clinic");
    bench.http.delayNext("/access_token", 5s);
    bench.askForToken("records"); // Rotates refresh-1 into refresh-2; the answer takes its time.
    bench.settle();
    bench.comeBack();

    QCOMPARE(bench.role(), QByteArray("r-ward")); // The refresh is waited for, and kept.
    QCOMPARE(bench.mostHolds, 1);
    bench.pass(6s);

    QCOMPARE(bench.role(), QByteArray("r-clinic"));
    QCOMPARE(bench.storedToken(), QByteArray("refresh-3"));
    QCOMPARE(bench.http.revoked(), QByteArrayList{"refresh-2"});
    QCOMPARE(bench.mostHolds, 1);
}

// Rule 9.
void TstEngineRoles::changesNothingThatIsNotOnRecord()
{
    for (const auto selection : {policy::RoleSelection::Provider, policy::RoleSelection::Local}) {
        RoleBench bench(selection);
        const auto before = bench.engine->snapshot().contextId();
        bench.trail.refuseAsFull(audit::Kind::RoleChanged);

        bench.select("r-clinic");
        if (selection == policy::RoleSelection::Provider)
            bench.comeBack();

        QCOMPARE(bench.answer(), QByteArray("audit.full"));
        QCOMPARE(bench.engine->snapshot().contextId(), before);
        QCOMPARE(bench.storedToken(), QByteArray("refresh-1"));
    }
}

void TstEngineRoles::isOverWhenTheDesktopIsLocked()
{
    RoleBench bench;
    bench.select("r-clinic");

    bench.engine->desktopEvent(platform::DesktopEvent::Locked);
    bench.settle();

    QCOMPARE(bench.phase(), Phase::Paused);
    QCOMPARE(bench.answer(), QByteArray("session.paused"));
    QVERIFY(!bench.comeBack());
    bench.engine->desktopEvent(platform::DesktopEvent::Unlocked);
    bench.settle();
    QCOMPARE(bench.role(), QByteArray("r-ward"));
    QVERIFY(bench.token());
}

void TstEngineRoles::endsWithTheSession()
{
    RoleBench bench;
    bench.select("r-clinic");
    bench.signOut();
    bench.settle();

    QCOMPARE(bench.answer(), QByteArray("session.signed_out"));
    QCOMPARE(bench.phase(), Phase::SignedOut);
    QCOMPARE(bench.storedToken(), QByteArray("-"));
    QVERIFY(!bench.comeBack());
}

void TstEngineRoles::asksNoMoreAtOnceAfterTheirNo() // R15
{
    RoleBench bench;
    bench.select("r-clinic", true, {"ward"});
    bench.engine->cancelSignIn();
    bench.settle();

    bench.select("r-clinic", true, {"ward"});
    QCOMPARE(bench.answer(), QByteArray("sign_in.cooling_down"));
    QCOMPARE(bench.browser.opened.size(), 2);
    bench.select("r-clinic"); // The person may.
    QCOMPARE(bench.browser.opened.size(), 3);
    bench.engine->cancelSignIn();
    bench.pass(30s);
    bench.select("r-clinic", true, {"ward"});
    QCOMPARE(bench.browser.opened.size(), 4);
}

void TstEngineRoles::keepsTheSessionAndItsLimits()
{
    RoleBench bench;
    const auto before = bench.engine->snapshot();
    bench.pass(5min);

    bench.change();

    const auto& now = bench.engine->snapshot();
    QCOMPARE(now.absoluteEndsAt, before.absoluteEndsAt);
    QCOMPARE(now.signedInAt, before.signedInAt);
    QCOMPARE(now.context->expiresAt, now.absoluteEndsAt);
    QCOMPARE(bench.stored().front().absoluteEnd, before.absoluteEndsAt);
}

/// No refresh token, as from CIS2 itself: the person signs in once more, beside the session.
void TstEngineRoles::signsInAgainBesideTheSession()
{
    SessionBench bench;
    bench.http.givesRefreshTokens = false;
    bench.signIn();
    const auto before = bench.engine->snapshot();
    QCOMPARE(before.tokensEndAt, bench.clock.now() + 1h); // Of the ID token.
    QCOMPARE(codeOf(bench.token()), QByteArray("session.interaction_required"));
    bench.pass(9min);

    std::vector<Result<>> answers;
    const auto note = [&](const Result<>& answer) { answers.push_back(answer); };
    const auto one = bench.engine->signInAgain({"ward", "k-1"}, note);
    const auto another = bench.engine->signInAgain({}, note);
    bench.settle();
    QVERIFY(bench.engine->snapshot().errand == Purpose::SignInAgain);
    QCOMPARE(bench.browser.opened.size(), 2);
    bench.comeBack();

    QCOMPARE(answers.size(), 2U);
    QVERIFY(answers.at(0) && answers.at(1));
    const auto& now = bench.engine->snapshot();
    QCOMPARE(now.sessionId, before.sessionId);
    QCOMPARE(now.absoluteEndsAt, before.absoluteEndsAt);
    QCOMPARE(now.tokensEndAt, bench.clock.now() + 1h);
    QVERIFY(now.contextId() != before.contextId());
    QVERIFY(bench.token("pacs")); // By exchange of the new base token.
    const auto* const event = bench.trail.last(audit::Kind::SignedInAgain);
    QVERIFY(event);
    QCOMPARE(event->app, QByteArray("ward"));
    QCOMPARE(bench.trail.count(audit::Kind::SignInRequested), 2);
}

void TstEngineRoles::keepsARoleOfTheAgentsOwn()
{
    RoleBench bench(policy::RoleSelection::Local);
    bench.select("r-clinic", false);
    const auto pending = bench.engine->signInAgain({}, [](const Result<>&) {});
    bench.settle();
    bench.comeBack(); // The claims name r-ward.

    QVERIFY(!bench.engine->snapshot().errand);
    QCOMPARE(bench.trail.count(audit::Kind::SignedInAgain), 1);
    QCOMPARE(bench.role(), QByteArray("r-clinic"));
}

void TstEngineRoles::leavesTheSessionWhereNobodySignsInAgain()
{
    SessionBench bench;
    bench.http.givesRefreshTokens = false;
    bench.signIn();
    const auto before = bench.engine->snapshot();
    const auto pending = bench.engine->signInAgain({}, [](const Result<>&) {});
    bench.settle();
    bench.engine->cancelSignIn();
    bench.settle();

    QCOMPARE(bench.phase(), Phase::SignedIn);
    QCOMPARE(bench.engine->snapshot().context, before.context);
    QCOMPARE(bench.trail.last(audit::Kind::SignInFailed)->error->code,
        QByteArray("session.errand_cancelled"));
}

void TstEngineRoles::aRenewableSessionsTokensHaveNoEnd()
{
    RoleBench bench;
    QCOMPARE(bench.engine->snapshot().tokensEndAt, Instant{});
}

void TstEngineRoles::needsSomebodySignedIn()
{
    RoleBench bench;
    bench.signOut();
    bench.settle();
    bench.select("r-clinic");
    QCOMPARE(bench.answer(), QByteArray("session.signed_out"));
}

QTEST_GUILESS_MAIN(TstEngineRoles)
#include "tst_engine_roles.moc"
