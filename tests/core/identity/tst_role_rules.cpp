// SPDX-License-Identifier: MIT
#include "core/identity/context_builder.h"
#include "core/identity/role_rules.h"
#include "tests/support/fake_clock.h"

#include <QFile>
#include <QJsonDocument>
#include <QTest>

using namespace lanyard;
using namespace lanyard::identity;
using namespace Qt::StringLiterals;

namespace {

QByteArray document(const QByteArray& members)
{
    return R"({"schema": "lanyard.roles/1", )" + members + "}";
}

RoleRules rules(const QByteArray& members)
{
    return readRoleRules(document(members)).rules;
}

Person person()
{
    Person one;
    one.uid = "555000111222";
    return one;
}

Role doctor()
{
    Role role;
    role.id = "1";
    role.code = "S8000:G8000:R8000";
    role.organisation.code = "Z99901";
    role.activityCodes = {"B0001", "B0420"};
    role.workgroupCodes = {"555000444555"};
    return role;
}

Decision decisionOn(const RoleOutcome& outcome, const QByteArray& permission)
{
    for (const Decision& decision : outcome.decisions) {
        if (decision.permission == permission)
            return decision;
    }
    return {};
}

constexpr auto exceptionMembers =
    R"("exceptions": [{"person": "555000111222", "permission": "prescribe", )"
    R"("until": "2026-09-21T15:13:20+01:00", "approver": "Director", "reason": "Winter rota"}])";

} // namespace

class TstRoleRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesNothingByDefault();
    void matches_data();
    void matches();
    void needsEveryConditionOfARule();
    void givesNothingWithoutARole();
    void namesTheRuleThatDecided();
    void letsADenyWin();
    void letsAnExceptionHoldUntilItsMoment();
    void keepsAnExceptionToItsPerson();
    void reviewsAContextWhenItsExceptionEnds();
    void keepsApartWhatAnEmergencyGives();
    void endsAnEmergencyThatTheRulesGiveNoMore();
    void tightensTheLimitsOfCohorts();
    void usesCohortsInRules();
    void keepsBackWhatTakesAStepUp();
    void refuses_data();
    void refuses();
    void namesTheLine_data();
    void namesTheLine();
    void keepsClaimsOutOfProblems();
    void acceptsEverythingTheSchemaNames();
};

void TstRoleRules::givesNothingByDefault()
{
    const RoleOutcome outcome = RoleRules().decide(person(), doctor(), {});

    QVERIFY(RoleRules().isEmpty());
    QVERIFY(outcome.permissions.isEmpty());
    QVERIFY(outcome.decisions.isEmpty());
}

void TstRoleRules::matches_data()
{
    QTest::addColumn<QByteArray>("condition");
    QTest::addColumn<bool>("holds");

    const auto row = [](const char* name, const char* condition, bool holds) {
        QTest::newRow(name) << QByteArray(condition) << holds;
    };
    row("the exact role code", R"("role_code": "S8000:G8000:R8000")", true);
    row("another role code", R"("role_code": "S8000:G8000:R8001")", false);
    row("a wildcard role", R"("role_code": "S8000:G8000:*")", true);
    row("a wildcard group", R"("role_code": "S8000:*:R8000")", true);
    row("every role", R"("role_code": "*:*:*")", true);
    row("a wildcard of another group", R"("role_code": "S8000:G8001:*")", false);
    row("one of several", R"("role_code": ["S1:G1:R1", "S8000:G8000:R8000"])", true);
    row("lower case", R"("role_code": "s8000:g8000:r8000")", true);
    row("a prefix of a segment", R"("role_code": "S8000:G8000:R800")", false);
    row("an activity", R"("activity_code": "B0420")", true);
    row("an activity that is not there", R"("activity_code": "B0421")", false);
    row("a workgroup", R"("workgroup_code": "555000444555")", true);
    row("another workgroup", R"("workgroup_code": "555000444556")", false);
    row("the organisation", R"("organisation": "Z99901")", true);
    row("the organisation in lower case", R"("organisation": "z99901")", true);
    row("another organisation", R"("organisation": "Z99902")", false);
}

void TstRoleRules::matches()
{
    QFETCH(const QByteArray, condition);
    QFETCH(const bool, holds);
    const auto given = rules(R"("rules": [{"name": "R", "when": {)" + condition
        + R"(}, "permissions": ["prescribe"]}])");
    const auto denied = rules(R"("rules": [{"name": "A", "when": {"role_code": "*:*:*"},
        "permissions": "prescribe"}, {"name": "D", "when": {)"
        + condition + R"(, "workgroup_code": "555000444555"},
        "deny": "prescribe"}])");

    QVERIFY(!given.isEmpty());
    QCOMPARE(given.decide(person(), doctor(), {}).permissions.contains("prescribe"), holds);
    if (!condition.contains("workgroup"))
        QCOMPARE(denied.decide(person(), doctor(), {}).permissions.contains("prescribe"), !holds);
}

void TstRoleRules::needsEveryConditionOfARule()
{
    const auto both = rules(R"("rules": [{"name": "R", "when": {"role_code": "S8000:G8000:R8000",
        "organisation": "ZZ9"}, "permissions": ["prescribe"]}])");

    QVERIFY(both.decide(person(), doctor(), {}).permissions.isEmpty());
}

void TstRoleRules::givesNothingWithoutARole()
{
    const auto every = rules(
        R"("rules": [{"name": "R", "when": {"role_code": "*:*:*"}, "permissions": ["view"]}])");
    Role codeless = doctor();
    codeless.code.clear();

    const auto outcome = every.decide(person(), std::nullopt, {});

    QVERIFY(outcome.permissions.isEmpty());
    QCOMPARE(decisionOn(outcome, "view").because, u"No role is in force."_s);
    QVERIFY(every.decide(person(), codeless, {}).permissions.isEmpty());
}

void TstRoleRules::namesTheRuleThatDecided()
{
    const auto some = rules(R"("rules": [
        {"name": "Nurses", "when": {"role_code": "S8000:G8000:R8001"}, "permissions": "prescribe"},
        {"name": "Doctors", "when": {"role_code": "S8000:G8000:R8000", "organisation": "Z99901"},
         "permissions": "prescribe"},
        {"name": "Anyone", "when": {"role_code": "*:*:*"}, "permissions": "prescribe"},
        {"name": "Clerks", "when": {"role_code": "S1:G1:R1"}, "permissions": "book"}])");

    const auto outcome = some.decide(person(), doctor(), {});

    QCOMPARE(outcome.decisions.size(), 2);
    QCOMPARE(decisionOn(outcome, "prescribe"),
        (Decision{"prescribe",
            true,
            u"Doctors"_s,
            u"The rule gives it: its role code, organisation match."_s}));
    QCOMPARE(decisionOn(outcome, "book"),
        (Decision{"book", false, {}, u"No rule gives it to this role."_s}));
}

void TstRoleRules::letsADenyWin()
{
    const auto some = rules(
        R"("rules": [{"name": "Give", "when": {"role_code": "*:*:*"}, "permissions": "prescribe"},
        {"name": "Not here", "when": {"organisation": "Z99901"}, "deny": "prescribe"}], )"
        + QByteArray(exceptionMembers));

    const auto outcome = some.decide(person(), doctor(), {});

    QVERIFY(!some.isEmpty());
    QVERIFY(outcome.permissions.isEmpty());
    QCOMPARE(decisionOn(outcome, "prescribe").rule, u"Not here"_s);
    QCOMPARE(decisionOn(outcome, "prescribe").because,
        u"The rule denies it: its organisation matches."_s);
}

void TstRoleRules::letsAnExceptionHoldUntilItsMoment()
{
    test::FakeClock clock; // 2026-09-21T14:13:20Z, which is when the exception ends.
    const auto some = rules(exceptionMembers);

    const auto before = some.decide(person(), std::nullopt, clock.now() - Milliseconds(1));
    const auto at = some.decide(person(), std::nullopt, clock.now());

    QCOMPARE(before.permissions, QByteArrayList{"prescribe"});
    QCOMPARE(before.reviewAt, std::optional(clock.now()));
    QCOMPARE(decisionOn(before, "prescribe").rule, u"exception 1"_s);
    QCOMPARE(decisionOn(before, "prescribe").because,
        u"An exception until 2026-09-21T14:13:20Z, approved by Director."_s);
    QVERIFY(at.permissions.isEmpty());
    QVERIFY(!at.reviewAt);
    QCOMPARE(
        decisionOn(at, "prescribe").because, u"The exception ended on 2026-09-21T14:13:20Z."_s);
}

void TstRoleRules::keepsAnExceptionToItsPerson()
{
    const auto some = rules(exceptionMembers);
    Person other = person();
    other.uid = "555000111223";

    QVERIFY(some.decide(other, doctor(), {}).permissions.isEmpty());
    QVERIFY(some.decide(Person(), doctor(), {}).permissions.isEmpty());
    QVERIFY(!some.decide(other, doctor(), {}).reviewAt);
}

void TstRoleRules::reviewsAContextWhenItsExceptionEnds()
{
    test::FakeClock clock(Instant{std::chrono::seconds{1'789'999'000}});
    const auto some = rules(exceptionMembers);
    const QJsonObject token{
        {u"iss"_s, u"https://a.example"_s}, {u"sub"_s, u"x"_s}, {u"uid"_s, u"555000111222"_s}};
    const auto context = buildContext({.idToken = token,
                                          .userinfo = {},
                                          .now = clock.now(),
                                          .expiresAt = clock.now() + std::chrono::hours(8),
                                          .roleId = {}},
        some);
    QVERIFY(context->reviewAt);

    std::optional<Context> anew;
    const auto timer = clock.after(
        *context->reviewAt - clock.now(), [&] { anew = reviewed(*context, some, clock.now()); });
    clock.advance(std::chrono::seconds(999));
    QVERIFY(!anew);
    clock.advance(std::chrono::seconds(1));

    QCOMPARE(context->permissions, QByteArrayList{"prescribe"});
    QVERIFY(anew);
    QVERIFY(anew->permissions.isEmpty());
    QVERIFY(anew->id != context->id);
}

void TstRoleRules::keepsApartWhatAnEmergencyGives()
{
    const auto some = rules(R"("rules": [
        {"name": "Anyone", "when": {"role_code": "*:*:*"}, "permissions": "view",
         "emergency": ["view", "sign", "prescribe", "book"]},
        {"name": "Not here", "when": {"organisation": "Z99901"}, "deny": "book"}],
        "exceptions": [{"person": "555000111222", "permission": "prescribe",
         "until": "2026-01-01T00:00:00Z", "approver": "Director", "reason": "Winter rota"}])");

    const auto outcome = some.decide(person(), doctor(), Instant{std::chrono::hours(900'000)});

    QCOMPARE(outcome.permissions, QByteArrayList{"view"});
    QCOMPARE(outcome.emergency, QByteArrayList({"prescribe", "sign"}));
    QCOMPARE(decisionOn(outcome, "sign"),
        (Decision{"sign",
            false,
            u"Anyone"_s,
            u"The rule gives it in an emergency only: its role code matches."_s}));
    QVERIFY(some.decide(person(), std::nullopt, {}).emergency.isEmpty());
}

void TstRoleRules::endsAnEmergencyThatTheRulesGiveNoMore()
{
    const QByteArray rule = R"("rules": [{"name": "R", "when": {"role_code": "*:*:*"}, )";
    Context context;
    context.id = "c-1";
    context.role = doctor();
    context.emergencyPermissions = {"sign"};
    context.emergency = Emergency{"sign", "arrest", "LY-1", {}, {}};

    const auto same = reviewed(context, rules(rule + R"("emergency": "sign"}])"), {});
    const auto wider = reviewed(context, rules(rule + R"("emergency": ["sign", "book"]}])"), {});
    const auto held = reviewed(context, rules(rule + R"("permissions": "sign"}])"), {});

    QVERIFY(!same);
    QVERIFY(wider && wider->emergency && wider->id != context.id);
    QVERIFY(held && !held->emergency);
}

void TstRoleRules::tightensTheLimitsOfCohorts()
{
    const auto some = rules(R"("cohorts": [
        {"name": "locum", "when": {"workgroup_code": "555000444555"}, "idle_limit_minutes": 10,
         "absolute_limit_minutes": 240},
        {"name": "student", "when": {"role_code": "S8000:*:*"}, "idle_limit_minutes": 5},
        {"name": "agency", "when": {"organisation": "ZZ9"}, "idle_limit_minutes": 1}])");

    const auto outcome = some.decide(person(), doctor(), {});

    QCOMPARE(outcome.cohorts, QByteArrayList({"locum", "student"}));
    QCOMPARE(outcome.limits.idle, std::optional(std::chrono::minutes(5)));
    QCOMPARE(outcome.limits.absolute, std::optional(std::chrono::minutes(240)));
    QVERIFY(some.decide(person(), std::nullopt, {}).cohorts.isEmpty());
}

void TstRoleRules::usesCohortsInRules()
{
    const auto some = rules(R"("cohorts": [
        {"name": "student", "when": {"role_code": "S8000:G8000:*"}},
        {"name": "agency", "when": {"organisation": "ZZ9"}}],
        "rules": [{"name": "A", "when": {"role_code": "*:*:*"}, "permissions": ["book", "view"]},
        {"name": "S", "when": {"cohort": "student"}, "deny": "book"},
        {"name": "G", "when": {"cohort": "agency"}, "deny": "view"}])");

    QCOMPARE(some.decide(person(), doctor(), {}).permissions, QByteArrayList{"view"});
}

void TstRoleRules::keepsBackWhatTakesAStepUp()
{
    const auto some = rules(R"("rules": [
        {"name": "Doctors", "when": {"role_code": "S8000:G8000:*"}, "permissions": ["prescribe", "view"]},
        {"name": "Clerks", "when": {"role_code": "S1:G1:R1"}, "permissions": "book"}],
        "step_up": [{"permission": "prescribe", "acr": "AAL3_ANY"},
                    {"permission": "book", "acr": "AAL2_OR_AAL3_ANY"}])");

    const auto outcome = some.decide(person(), doctor(), {});

    QCOMPARE(outcome.permissions, QByteArrayList{"view"});
    QCOMPARE(
        outcome.stepUps, QList<StepUp>({{"prescribe", "AAL3_ANY"}})); // Not what is not theirs.
    const auto decision = decisionOn(outcome, "prescribe");
    QVERIFY(!decision.granted);
    QCOMPARE(decision.rule, u"Doctors"_s);
    QCOMPARE(decision.because,
        u"The rule gives it: its role code matches. It takes a step-up (AAL3_ANY)."_s);
}

void TstRoleRules::refuses_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("code");

    const auto raw = [](const char* name, const QByteArray& json, const char* code) {
        QTest::newRow(name) << json << QByteArray(code);
    };
    raw("nothing", "", "roles.unreadable");
    raw("half a file", R"({"schema": "lanyard.roles/1", "rules": [{)", "roles.unreadable");
    raw("HTML", "<html></html>", "roles.unreadable");
    raw("a list", "[]", "roles.unreadable");
    raw("a name twice", document(R"("rules": [], "rules": [])"), "roles.unreadable");
    raw("nested without end", QByteArray(5000, '['), "roles.unreadable");
    raw("over 1 MiB", QByteArray(1200 * 1024, ' ') + "{}", "roles.unreadable");
    raw("no schema", R"({"rules": []})", "roles.refused");
    raw("another schema", R"({"schema": "lanyard.roles/2", "rules": []})", "roles.refused");

    const auto good = QByteArray(R"({"name": "Good", "when": {"role_code": "*:*:*"}, )"
                                 R"("permissions": "view"})");
    const auto file = [&](const char* name, const QByteArray& members) {
        raw(name, document(members), "roles.refused");
    };
    const auto rule = [&](const char* name, const QByteArray& other) {
        file(name, R"("rules": [)" + good + ", " + other + "]");
    };
    file("an unknown list", R"("people": [])");
    file("an object for rules", R"("rules": {})");
    rule("text for a rule", R"("x")");
    rule("a rule without a name", R"({"when": {"role_code": "*:*:*"}, "permissions": "a"})");
    rule("a rule without a condition", R"({"name": "x", "permissions": "a"})");
    rule("an empty condition", R"({"name": "x", "when": {}, "permissions": "a"})");
    rule("an empty list in a condition",
        R"({"name": "x", "when": {"organisation": []}, "permissions": "a"})");
    rule("a misspelt condition, which would be wider",
        R"({"name": "x", "when": {"role_code": "*:*:*", "organization": "A"}, "permissions": "a"})");
    rule("a condition of the wrong type",
        R"({"name": "x", "when": {"organisation": 7}, "permissions": "a"})");
    rule("two segments of a role",
        R"({"name": "x", "when": {"role_code": "S1:*"}, "permissions": "a"})");
    rule("half a wildcard",
        R"({"name": "x", "when": {"role_code": "S1:G1:R*"}, "permissions": "a"})");
    rule("a permission for emergencies that the same people are denied",
        R"({"name": "x", "when": {"organisation": "A"}, "emergency": "a", "deny": "a"})");
    rule("a rule that gives nothing", R"({"name": "x", "when": {"organisation": "A"}})");
    rule("a permission in capitals",
        R"({"name": "x", "when": {"organisation": "A"}, "permissions": "Prescribe"})");
    rule("an empty list of permissions",
        R"({"name": "x", "when": {"organisation": "A"}, "permissions": []})");
    rule("an unknown member",
        R"({"name": "x", "when": {"organisation": "A"}, "permissions": "a", "until": "x"})");
    rule("the same name twice",
        R"({"name": "Good", "when": {"organisation": "A"}, "permissions": "a"})");
    rule("a rule that gives and denies the same",
        R"({"name": "x", "when": {"organisation": "A"}, "permissions": "a", "deny": "a"})");
    rule("two rules that contradict each other",
        R"({"name": "x", "when": {"role_code": "*:*:*"}, "deny": "view"})");
    rule("a cohort that nobody declared",
        R"({"name": "x", "when": {"cohort": "student"}, "permissions": "a"})");

    const auto stepUp = [&](const char* name, const QByteArray& members) {
        file(name, R"("rules": [)" + good + R"(], "step_up": [)" + members + "]");
    };
    stepUp("a step-up without a class", R"({"permission": "view"})");
    stepUp("a class without a level", R"({"permission": "view", "acr": "urn:loa:3"})");
    stepUp("a class that everybody reaches", R"({"permission": "view", "acr": "AAL1_USERPASS"})");
    stepUp("a step-up for nothing", R"({"acr": "AAL3_ANY"})");
    stepUp("a step-up for a permission that nobody has",
        R"({"permission": "veiw", "acr": "AAL3_ANY"})");
    stepUp("two step-ups for one permission",
        R"({"permission": "view", "acr": "AAL3_ANY"}, {"permission": "view", "acr": "AAL2_ANY"})");

    const auto cohort = [&](const char* name, const QByteArray& members) {
        file(name,
            R"("rules": [)" + good
                + R"(], "cohorts": [{"name": "locum", "when": {"organisation": "A"}}, )" + members
                + "]");
    };
    cohort("a cohort twice", R"({"name": "locum", "when": {"organisation": "B"}})");
    cohort("a cohort of a cohort", R"({"name": "x", "when": {"cohort": "locum"}})");
    cohort("a limit of nothing",
        R"({"name": "x", "when": {"organisation": "B"}, "idle_limit_minutes": 0})");
    cohort("a limit as text",
        R"({"name": "x", "when": {"organisation": "B"}, "idle_limit_minutes": "5"})");
    cohort("idle longer than absolute",
        R"({"name": "x", "when": {"organisation": "B"}, "idle_limit_minutes": 9, "absolute_limit_minutes": 8})");

    const auto exception = [&](const char* name, const QByteArray& until, const QByteArray& rest) {
        file(name,
            R"("rules": [)" + good
                + R"(], "exceptions": [{"person": "1", "permission": "a", "until": ")" + until
                + R"(")" + rest + "}]");
    };
    const QByteArray signedOff = R"(, "approver": "x", "reason": "y")";
    exception("an exception without an end", "", signedOff);
    exception("an end that is no date", "next week", signedOff);
    exception("an end on no day", "2026-02-30T00:00:00Z", signedOff);
    exception("an end without an offset", "2026-12-31T17:00:00", signedOff);
    exception("an end without a time", "2026-12-31", signedOff);
    exception("an exception without an approver", "2026-12-31T17:00:00Z", R"(, "reason": "y")");
    exception("an exception with a blank reason",
        "2026-12-31T17:00:00Z",
        R"(, "approver": "x", "reason": " ")");
    exception("the same exception twice",
        "2026-12-31T17:00:00Z",
        signedOff
            + R"(}, {"person": "1", "permission": "a", "until": "2027-12-31T17:00:00Z", "approver": "x", "reason": "z")");
}

void TstRoleRules::refuses()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QByteArray, code);

    const auto reading = readRoleRules(json);

    QVERIFY(reading.rules.isEmpty());
    QVERIFY(reading.rules.decide(person(), doctor(), {}).permissions.isEmpty());
    QCOMPARE(reading.problems.size(), 1);
    QCOMPARE(reading.problems.first().code, code);
    QVERIFY2(reading.problems.first().detail.contains(u"line "_s),
        qPrintable(reading.problems.first().detail));
}

void TstRoleRules::namesTheLine_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("named");

    QTest::newRow("a slip of syntax") << QByteArray("{\n\"schema\":\n\n}") << u"line 4: "_s;
    QTest::newRow("a name twice") << QByteArray(
        "{\"schema\": \"lanyard.roles/1\",\n\"rules\": [],\n\"rules\": []}")
                                  << u"line 3: "_s;
    QTest::newRow("a value in the second rule")
        << document("\n\"rules\": [\n{\"name\": \"a\", \"when\": {\"organisation\": \"A\"}, "
                    "\"permissions\": \"a\"},\n{\"name\": \"{[b\\\",]}\",\n\"when\": {\n"
                    "\"organisation\": [\"A\",\n7]},\n\"permissions\": \"a\"}]")
        << u"line 6, rules/1/when/organisation: "_s;
    QTest::newRow("something that is missing: where it belongs") << document(
        "\n\"rules\": [\n{\"when\": {\"organisation\": \"A\"}, \"permissions\": \"a\"}]")
                                                                 << u"line 3, rules/0/name: "_s;
}

void TstRoleRules::namesTheLine()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QString, named);

    const auto reading = readRoleRules(json);

    QCOMPARE(reading.problems.size(), 1);
    QVERIFY2(reading.problems.first().detail.startsWith(named),
        qPrintable(reading.problems.first().detail));
}

void TstRoleRules::keepsClaimsOutOfProblems()
{
    const auto reading = readRoleRules(document(R"("rules": [{"name": "CANARY", "when":
        {"organisation": "CANARY C", "role_code": "CANARY"}, "permissions": "CANARY"}],
        "exceptions": [{"person": "CANARY", "permission": "CANARY", "until": "CANARY",
        "approver": "CANARY", "reason": ""}], "cohorts": [{"name": "CANARY", "when": "CANARY"}])"));

    QCOMPARE(reading.problems.size(), 1);
    QVERIFY2(!reading.problems.first().detail.contains(u"CANARY"_s),
        qPrintable(reading.problems.first().detail));
}

void TstRoleRules::acceptsEverythingTheSchemaNames()
{
    QFile file(QStringLiteral(LANYARD_SOURCE_DIR "/resources/schemas/roles.schema.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject schema = QJsonDocument::fromJson(file.readAll()).object();
    const auto namesOf = [&](const QString& definition) {
        const QJsonValue owner =
            definition.isEmpty() ? QJsonValue(schema) : schema.value(u"$defs"_s)[definition];
        return owner[u"properties"_s].toObject().keys();
    };

    const QByteArray whole = R"({"$schema": "x", "schema": "lanyard.roles/1",
        "cohorts": [{"name": "locum", "description": "x", "when": {"role_code": "S1:G1:*",
        "activity_code": "B1", "workgroup_code": "1", "organisation": "A"},
        "idle_limit_minutes": 5, "absolute_limit_minutes": 60}],
        "rules": [{"name": "x", "description": "x", "when": {"role_code": "S1:G1:*",
        "activity_code": "B1", "workgroup_code": "1", "organisation": "A", "cohort": "locum"},
        "permissions": "a", "deny": "b", "emergency": "c"}],
        "exceptions": [{"name": "y", "person": "1", "permission": "a",
        "until": "2026-12-31T17:00:00Z", "approver": "x", "reason": "y"}],
        "step_up": [{"permission": "a", "acr": "AAL3_ANY"}]})";
    const QJsonObject accepted = QJsonDocument::fromJson(whole).object();

    QVERIFY(readRoleRules(whole).problems.isEmpty());
    QCOMPARE(accepted.keys(), namesOf({}));
    const QJsonValue document(accepted);
    QCOMPARE(document[u"cohorts"_s][0].toObject().keys(), namesOf(u"cohort"_s));
    QCOMPARE(document[u"cohorts"_s][0][u"when"_s].toObject().keys(), namesOf(u"cohortCondition"_s));
    QCOMPARE(document[u"rules"_s][0].toObject().keys(), namesOf(u"rule"_s));
    QCOMPARE(document[u"step_up"_s][0].toObject().keys(), namesOf(u"stepUp"_s));
    QCOMPARE(document[u"rules"_s][0][u"when"_s].toObject().keys(), namesOf(u"ruleCondition"_s));
    QCOMPARE(document[u"exceptions"_s][0].toObject().keys(), namesOf(u"exception"_s));
}

QTEST_APPLESS_MAIN(TstRoleRules)
#include "tst_role_rules.moc"
