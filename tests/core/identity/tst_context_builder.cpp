// SPDX-License-Identifier: MIT
#include "core/identity/context_builder.h"
#include "core/identity/role_rules.h"
#include "tests/support/fake_clock.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace lanyard;
using namespace lanyard::identity;
using namespace Qt::StringLiterals;

namespace {

QJsonObject idToken()
{
    return {{u"iss"_s, u"https://idp.example:443/a"_s},
        {u"sub"_s, u"555000111222"_s},
        {u"auth_time"_s, 1789999995},
        {u"amr"_s, QJsonArray{u"FIDO2"_s}},
        {u"id_assurance_level"_s, 3},
        {u"authentication_assurance_level"_s, 3},
        {u"selected_roleid"_s, u"555000333445"_s}};
}

QJsonObject doctorRole()
{
    return {{u"person_roleid"_s, u"555000333444"_s},
        {u"org_code"_s, u"Z99901"_s},
        {u"role_name"_s, u"\"Clinical\":\"Clinical Provision\":\"Clinical Practitioner\""_s},
        {u"role_code"_s, u"S8000:G8000:R8000"_s},
        {u"activities"_s, QJsonArray{u"Example activity A"_s, u"Example activity B"_s}},
        {u"activity_codes"_s, QJsonArray{u"B0001"_s}},
        {u"workgroups"_s, QJsonArray{u"Example group"_s}},
        {u"workgroups_codes"_s, QJsonArray{u"555000444555"_s}}};
}

QJsonObject nurseRole()
{
    return {{u"person_roleid"_s, u"555000333445"_s},
        {u"org_code"_s, u"ZZ9"_s},
        {u"role_name"_s, u"\"Clinical\":\"Clinical Provision\":\"Nurse Access Role\""_s},
        {u"role_code"_s, u"S8000:G8000:R8001"_s}};
}

QJsonObject userinfo()
{
    return {{u"sub"_s, u"555000111222"_s},
        {u"uid"_s, u"555000111222"_s},
        {u"nhsid_useruid"_s, u"555000111222"_s},
        {u"name"_s, u"Examplename Alex Dr"_s},
        {u"given_name"_s, u"Alex"_s},
        {u"family_name"_s, u"Examplename"_s},
        {u"title"_s, u"Dr"_s},
        {u"email"_s, u"alex@example.invalid"_s},
        {u"idassurancelevel"_s, u"3"_s},
        {u"gmc_id"_s, u"C0000001"_s},
        {u"gmp_id"_s, u"G0000001"_s},
        {u"gdc_id"_s, u""_s},
        {u"nmc_id"_s, u"  "_s},
        {u"nhsid_user_orgs"_s,
            QJsonArray{QJsonObject{{u"org_name"_s, u"EXAMPLE MEDICAL CENTRE"_s},
                           {u"org_code"_s, u"Z99901"_s}},
                QJsonObject{{u"org_name"_s, u"EXAMPLE NHS TRUST"_s}, {u"org_code"_s, u"ZZ9"_s}}}},
        {u"nhsid_nrbac_roles"_s, QJsonArray{doctorRole(), nurseRole()}}};
}

const test::FakeClock clockOfTests;

ContextInput input(const QJsonObject& token = idToken(), const QJsonObject& info = userinfo())
{
    return {.idToken = token,
        .userinfo = info,
        .now = clockOfTests.now(),
        .expiresAt = clockOfTests.now() + std::chrono::hours(1),
        .roleId = {}};
}

QJsonObject with(QJsonObject claims, const QString& name, const QJsonValue& value)
{
    claims.insert(name, value);
    return claims;
}

QJsonObject without(QJsonObject claims, const QString& name)
{
    claims.remove(name);
    return claims;
}

RoleRules prescribers()
{
    return readRoleRules(R"({"schema": "lanyard.roles/1", "rules": [
        {"name": "Doctors", "when": {"role_code": "S8000:G8000:R8000"}, "permissions": "prescribe"},
        {"name": "All", "when": {"role_code": "*:*:*"}, "permissions": "view"}]})")
        .rules;
}

} // namespace

class TstContextBuilder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsCis2sOwnClaims();
    void givesEveryContextItsOwnId();
    void refuses_data();
    void refuses();
    void readsAssurance_data();
    void readsAssurance();
    void readsRoles_data();
    void readsRoles();
    void choosesTheRole_data();
    void choosesTheRole();
    void notesASelectedRoleThatIsNotThere();
    void prefersTheRoleChosenInTheAgent();
    void refusesARoleOfSomebodyElse();
    void doesNotPairNamesWithCodes();
    void takesClaimsFromTheIdTokenWhereUserinfoLacksThem();
    void prefersTheNationalIdentifier();
    void findsAName_data();
    void findsAName();
    void joinsOrganisations();
    void decidesPermissionsForTheRoleInForce();
    void changesRoleUnderANewId();
    void refusesToChangeToAnUnknownRole_data();
    void refusesToChangeToAnUnknownRole();
    void reviewsOnlyWhatChanges();
    void readsAgainUnderANewId();
    void keepsTheRoleOrHasNone_data();
    void keepsTheRoleOrHasNone();
    void keepsARoleThatWasChosenInTheAgent();
    void putsNoRoleInForceByItself();
    void keepsTheAuthenticationThatThereWas();
    void refusesClaimsOfAnotherPerson();
    void survivesAnyShape_data();
    void survivesAnyShape();
    void servesTheSchema();
    void cutsToTheFieldsAllowed();
};

void TstContextBuilder::readsCis2sOwnClaims()
{
    const auto context = buildContext(input(), {});

    QVERIFY(context);
    QCOMPARE(context->issuer, "https://idp.example:443/a");
    QCOMPARE(context->subject, "555000111222");
    QCOMPARE(context->issuedAt, clockOfTests.now());
    QCOMPARE(context->person.uid, "555000111222");
    QCOMPARE(context->person.name, u"Examplename Alex Dr"_s);
    QCOMPARE(context->person.givenName, u"Alex"_s);
    QCOMPARE(context->person.familyName, u"Examplename"_s);
    QCOMPARE(context->person.title, u"Dr"_s);
    QCOMPARE(context->person.email, u"alex@example.invalid"_s);
    QCOMPARE(context->registrations,
        (QMap<QByteArray, QByteArray>{{"gmc", "C0000001"}, {"gmp", "G0000001"}}));
    QCOMPARE(context->assurance.methods, QByteArrayList{"FIDO2"});
    QCOMPARE(context->assurance.authenticatedAt, Instant{std::chrono::seconds{1789999995}});
    QCOMPARE(context->roles.size(), 2);
    QVERIFY(context->role);
    QCOMPARE(context->role->id, "555000333445");
    QCOMPARE(context->role->name, u"Nurse Access Role"_s);
    QCOMPARE(context->role->code, "S8000:G8000:R8001");
    QCOMPARE(context->role->organisation.name, u"EXAMPLE NHS TRUST"_s);
    QCOMPARE(context->organisations.size(), 2);
    QVERIFY(context->permissions.isEmpty());
}

void TstContextBuilder::givesEveryContextItsOwnId()
{
    const auto one = buildContext(input(), {});
    const auto other = buildContext(input(), {});

    QVERIFY(one->id.size() >= 43);
    QVERIFY(one->id != other->id);
}

void TstContextBuilder::refuses_data()
{
    QTest::addColumn<QJsonObject>("token");
    QTest::addColumn<QJsonObject>("info");
    QTest::addColumn<QByteArray>("code");

    const auto row =
        [](const char* name, const QJsonObject& token, const QJsonObject& info, const char* code) {
            QTest::newRow(name) << token << info << QByteArray(code);
        };
    row("no iss", without(idToken(), u"iss"_s), userinfo(), "identity.no_subject");
    row("no sub", without(idToken(), u"sub"_s), {}, "identity.no_subject");
    row("a blank sub", with(idToken(), u"sub"_s, u" "_s), {}, "identity.no_subject");
    row("userinfo of somebody else (Core 5.3.2)",
        idToken(),
        with(userinfo(), u"sub"_s, u"555000111223"_s),
        "identity.another_subject");
    row("userinfo without sub (Core 5.3.2)",
        idToken(),
        without(userinfo(), u"sub"_s),
        "identity.another_subject");
}

void TstContextBuilder::refuses()
{
    QFETCH(const QJsonObject, token);
    QFETCH(const QJsonObject, info);
    QFETCH(const QByteArray, code);

    const auto context = buildContext(input(token, info), {});

    QVERIFY(!context);
    QCOMPARE(context.error().code, code);
    QVERIFY(!context.error().detail.contains(u"555000"_s));
}

void TstContextBuilder::readsAssurance_data()
{
    QTest::addColumn<QJsonObject>("token");
    QTest::addColumn<QJsonObject>("info");
    QTest::addColumn<int>("identity");
    QTest::addColumn<int>("authentication");

    const QJsonObject bare =
        without(without(idToken(), u"id_assurance_level"_s), u"authentication_assurance_level"_s);
    const QJsonObject bareInfo = without(userinfo(), u"idassurancelevel"_s);
    const auto row = [](const char* name,
                         const QJsonObject& token,
                         const QJsonObject& info,
                         int identity,
                         int authentication) {
        QTest::newRow(name) << token << info << identity << authentication;
    };
    row("numbers", idToken(), bareInfo, 3, 3);
    row("text",
        with(with(bare, u"id_assurance_level"_s, u"2"_s),
            u"authentication_assurance_level"_s,
            u"2"_s),
        bareInfo,
        2,
        2);
    row("userinfo's spelling in the ID token",
        with(bare, u"idassurancelevel"_s, 2),
        bareInfo,
        2,
        0);
    row("userinfo alone", bare, userinfo(), 3, 0);
    row("the ID token before userinfo", with(bare, u"id_assurance_level"_s, 1), userinfo(), 1, 0);
    row("two spellings that differ: the lower",
        with(with(bare, u"id_assurance_level"_s, 3), u"idassurancelevel"_s, u"1"_s),
        userinfo(),
        1,
        0);
    row("authentication never from userinfo",
        bare,
        with(bareInfo, u"authentication_assurance_level"_s, 3),
        0,
        0);
    row("nonsense is nothing",
        with(with(bare, u"id_assurance_level"_s, u"high"_s),
            u"authentication_assurance_level"_s,
            99),
        bareInfo,
        0,
        0);
    row("none", bare, bareInfo, 0, 0);
}

void TstContextBuilder::readsAssurance()
{
    QFETCH(const QJsonObject, token);
    QFETCH(const QJsonObject, info);
    QFETCH(const int, identity);
    QFETCH(const int, authentication);

    const auto context = buildContext(input(token, info), {});

    QCOMPARE(context->assurance.identity, identity);
    QCOMPARE(context->assurance.authentication, authentication);
}

void TstContextBuilder::readsRoles_data()
{
    QTest::addColumn<QJsonValue>("roles");
    QTest::addColumn<QByteArrayList>("ids");

    const auto row = [](const char* name, const QJsonValue& roles, const QByteArrayList& ids) {
        QTest::newRow(name) << roles << ids;
    };
    row("a list", QJsonArray{doctorRole(), nurseRole()}, {"555000333444", "555000333445"});
    row("one object for a list", doctorRole(), {"555000333444"});
    row("an empty list", QJsonArray(), {});
    row("missing", QJsonValue::Undefined, {});
    row("null", QJsonValue::Null, {});
    row("a number for the id",
        QJsonArray{with(doctorRole(), u"person_roleid"_s, 555000333444.0)},
        {"555000333444"});
    row("the same role twice", QJsonArray{doctorRole(), doctorRole()}, {"555000333444"});
    row("text among the roles", QJsonArray{u"nurse"_s, doctorRole()}, {"555000333444"});
    row("an object without id and code", QJsonArray{QJsonObject()}, {});
}

void TstContextBuilder::readsRoles()
{
    QFETCH(const QJsonValue, roles);
    QFETCH(const QByteArrayList, ids);

    const auto context =
        buildContext(input(idToken(), with(userinfo(), u"nhsid_nrbac_roles"_s, roles)), {});

    QByteArrayList found;
    for (const Role& role : context->roles)
        found.append(role.id);
    QCOMPARE(found, ids);
}

void TstContextBuilder::choosesTheRole_data()
{
    QTest::addColumn<QJsonValue>("selected"); // Of the ID token.
    QTest::addColumn<QJsonArray>("roles");
    QTest::addColumn<QByteArray>("inForce");

    const QJsonArray none;
    const QJsonArray one{doctorRole()};
    const QJsonArray two{doctorRole(), nurseRole()};
    const auto row = [](const char* name,
                         const QJsonValue& selected,
                         const QJsonArray& roles,
                         const char* inForce) {
        QTest::newRow(name) << selected << roles << QByteArray(inForce);
    };
    row("the selected one of two", u"555000333444"_s, two, "555000333444");
    row("selected, as a number", 555000333444.0, two, "555000333444");
    row("missing, one role: that one", QJsonValue::Undefined, one, "555000333444");
    row("blank, one role: that one", u" "_s, one, "555000333444");
    row("null, one role: that one", QJsonValue::Null, one, "555000333444");
    row("missing, two roles: none", QJsonValue::Undefined, two, "");
    row("missing, no roles: none", QJsonValue::Undefined, none, "");
    row("unknown, two roles: none", u"1"_s, two, "");
    row("unknown, one role: none, not that one", u"1"_s, one, "");
    row("selected, but no roles: none", u"555000333444"_s, none, "");
}

void TstContextBuilder::choosesTheRole()
{
    QFETCH(const QJsonValue, selected);
    QFETCH(const QJsonArray, roles);
    QFETCH(const QByteArray, inForce);

    const auto context = buildContext(input(with(idToken(), u"selected_roleid"_s, selected),
                                          with(userinfo(), u"nhsid_nrbac_roles"_s, roles)),
        {});

    QVERIFY(context);
    QCOMPARE(context->role ? context->role->id : QByteArray(), inForce);
}

void TstContextBuilder::notesASelectedRoleThatIsNotThere()
{
    const auto unknown = buildContext(input(with(idToken(), u"selected_roleid"_s, u"1"_s)), {});
    const auto known = buildContext(input(), {});

    QCOMPARE(unknown->decisions.size(), 1);
    QCOMPARE(unknown->decisions.first().permission, "");
    QCOMPARE(unknown->decisions.first().granted, false);
    QCOMPARE(unknown->decisions.first().rule, u"selected_roleid"_s);
    QVERIFY(known->decisions.isEmpty());
}

void TstContextBuilder::prefersTheRoleChosenInTheAgent()
{
    auto chosen = input();
    chosen.roleId = "555000333444";

    QCOMPARE(buildContext(chosen, {})->role->id, "555000333444");
}

void TstContextBuilder::refusesARoleOfSomebodyElse()
{
    auto chosen = input();
    chosen.roleId = "555000333999";

    const auto context = buildContext(chosen, {});

    QVERIFY(!context);
    QCOMPARE(context.error().code, "identity.role_unknown");
    QCOMPARE(context.error().fault, Fault::AccessDenied);
}

void TstContextBuilder::doesNotPairNamesWithCodes()
{
    const auto context = buildContext(input(), {});

    const Role& doctor = context->roles.first();
    QCOMPARE(doctor.activities, QStringList({u"Example activity A"_s, u"Example activity B"_s}));
    QCOMPARE(doctor.activityCodes, QByteArrayList{"B0001"});
    QCOMPARE(doctor.workgroupCodes, QByteArrayList{"555000444555"});
    QVERIFY(context->roles.last().activities.isEmpty());
}

void TstContextBuilder::takesClaimsFromTheIdTokenWhereUserinfoLacksThem()
{
    QJsonObject token = idToken();
    const QJsonObject claims = userinfo();
    for (auto at = claims.begin(); at != claims.end(); ++at)
        token.insert(at.key(), at.value());

    const auto gateway = buildContext(input(token, {}), {});
    const auto blank = buildContext(
        input(token, {{u"sub"_s, u"555000111222"_s}, {u"name"_s, u""_s}, {u"title"_s, u"Prof"_s}}),
        {});

    QCOMPARE(gateway->person.name, u"Examplename Alex Dr"_s);
    QCOMPARE(gateway->roles.size(), 2);
    QCOMPARE(blank->person.name, u"Examplename Alex Dr"_s);
    QCOMPARE(blank->person.title, u"Prof"_s);
}

void TstContextBuilder::prefersTheNationalIdentifier()
{
    const auto gateway =
        buildContext(input(idToken(), with(userinfo(), u"uid"_s, u"alex.local"_s)), {});
    const auto onlyUid =
        buildContext(input(idToken(), without(userinfo(), u"nhsid_useruid"_s)), {});
    const auto neither = buildContext(
        input(idToken(), without(without(userinfo(), u"nhsid_useruid"_s), u"uid"_s)), {});

    QCOMPARE(gateway->person.uid, "555000111222");
    QCOMPARE(onlyUid->person.uid, "555000111222");
    QCOMPARE(neither->person.uid, ""); // A gateway's sub is nobody's national identifier.
}

void TstContextBuilder::findsAName_data()
{
    QTest::addColumn<QJsonObject>("info");
    QTest::addColumn<QString>("name");

    const QJsonObject nameless = without(userinfo(), u"name"_s);
    QTest::newRow("name") << userinfo() << u"Examplename Alex Dr"_s;
    QTest::newRow("display_name") << with(nameless, u"display_name"_s, u"Alex Examplename"_s)
                                  << u"Alex Examplename"_s;
    QTest::newRow("the two names") << nameless << u"Alex Examplename"_s;
    QTest::newRow("the family name alone")
        << without(nameless, u"given_name"_s) << u"Examplename"_s;
}

void TstContextBuilder::findsAName()
{
    QFETCH(const QJsonObject, info);
    QFETCH(const QString, name);

    QCOMPARE(buildContext(input(idToken(), info), {})->person.name, name);
}

void TstContextBuilder::joinsOrganisations()
{
    QJsonObject info = with(userinfo(),
        u"nhsid_user_orgs"_s,
        QJsonObject{{u"org_name"_s, u"ONE"_s}, {u"org_code"_s, u"z99901"_s}});
    info.insert(u"nhsid_org_memberships"_s,
        QJsonArray{QJsonObject{{u"org_name"_s, u"TWO"_s}, {u"org_code"_s, u"M01"_s}},
            QJsonObject{{u"org_name"_s, u"blank code"_s}, {u"org_code"_s, u""_s}}});

    const auto context = buildContext(input(idToken(), info), {});

    QCOMPARE(context->roles.first().organisation.name, u"ONE"_s); // Codes differ in case only.
    QCOMPARE(context->roles.last().organisation.code, "ZZ9");
    QCOMPARE(context->roles.last().organisation.name, u""_s); // The claims do not say.
    QCOMPARE(context->organisations.size(), 3);
}

void TstContextBuilder::decidesPermissionsForTheRoleInForce()
{
    auto doctor = input();
    doctor.roleId = "555000333444";

    QCOMPARE(buildContext(input(), prescribers())->permissions, QByteArrayList{"view"});
    QCOMPARE(
        buildContext(doctor, prescribers())->permissions, QByteArrayList({"prescribe", "view"}));
}

void TstContextBuilder::changesRoleUnderANewId()
{
    const auto nurse = buildContext(input(), prescribers());
    const Instant later = clockOfTests.now() + std::chrono::minutes(5);

    const auto doctor = withRole(*nurse, "555000333444", prescribers(), later);

    QVERIFY(doctor);
    QVERIFY(doctor->id != nurse->id); // R8
    QCOMPARE(doctor->issuedAt, later);
    QCOMPARE(doctor->expiresAt, nurse->expiresAt);
    QCOMPARE(doctor->role->id, "555000333444");
    QCOMPARE(doctor->subject, nurse->subject);
    QCOMPARE(doctor->permissions, QByteArrayList({"prescribe", "view"}));
}

void TstContextBuilder::refusesToChangeToAnUnknownRole_data()
{
    QTest::addColumn<QByteArray>("id");

    QTest::newRow("unknown") << QByteArray("1");
    QTest::newRow("empty") << QByteArray();
}

void TstContextBuilder::refusesToChangeToAnUnknownRole()
{
    QFETCH(const QByteArray, id);
    const auto context = buildContext(input(), {});

    const auto changed = withRole(*context, id, {}, clockOfTests.now());

    QVERIFY(!changed);
    QCOMPARE(changed.error().code, "identity.role_unknown");
}

void TstContextBuilder::reviewsOnlyWhatChanges()
{
    const auto context = buildContext(input(), prescribers());

    const auto same = reviewed(*context, prescribers(), clockOfTests.now());
    const auto less = reviewed(*context, {}, clockOfTests.now());

    QVERIFY(!same);
    QVERIFY(less);
    QVERIFY(less->id != context->id);
    QVERIFY(less->permissions.isEmpty());
    QCOMPARE(less->role->id, context->role->id);
}

void TstContextBuilder::readsAgainUnderANewId()
{
    const auto before = buildContext(input(), prescribers());
    auto later = input(idToken(), with(userinfo(), u"title"_s, u"Prof"_s));
    later.now += std::chrono::minutes(5);

    const auto anew = readAgain(*before, later, prescribers());

    QVERIFY(anew);
    QVERIFY(anew->id != before->id);
    QCOMPARE(anew->issuedAt, later.now);
    QCOMPARE(anew->person.title, u"Prof"_s);
    QVERIFY(anew->role == before->role);
    QCOMPARE(anew->permissions, before->permissions);
}

void TstContextBuilder::keepsTheRoleOrHasNone_data()
{
    QTest::addColumn<QJsonValue>("selected"); // Of the refreshed ID token; the nurse is in force.
    QTest::addColumn<QJsonArray>("roles");
    QTest::addColumn<bool>("isKept");

    const QJsonArray doctor{doctorRole()};
    const QJsonArray both{doctorRole(), nurseRole()};
    QTest::newRow("named as before") << QJsonValue(u"555000333445"_s) << both << true;
    QTest::newRow("named no more") << QJsonValue(QJsonValue::Undefined) << both << true;
    QTest::newRow("gone, and still named") << QJsonValue(u"555000333445"_s) << doctor << false;
    QTest::newRow("gone, and one other left")
        << QJsonValue(QJsonValue::Undefined) << doctor << false;
    QTest::newRow("gone, and the other named") << QJsonValue(u"555000333444"_s) << doctor << false;
    QTest::newRow("there, and the other named") << QJsonValue(u"555000333444"_s) << both << false;
    QTest::newRow("no roles at all") << QJsonValue(u"555000333445"_s) << QJsonArray() << false;
}

/// A role that is gone leaves none: never another by itself.
void TstContextBuilder::keepsTheRoleOrHasNone()
{
    QFETCH(const QJsonValue, selected);
    QFETCH(const QJsonArray, roles);
    QFETCH(const bool, isKept);
    const auto before = buildContext(input(), prescribers());
    QCOMPARE(before->role->id, "555000333445");

    const auto anew = readAgain(*before,
        input(with(idToken(), u"selected_roleid"_s, selected),
            with(userinfo(), u"nhsid_nrbac_roles"_s, roles)),
        prescribers());

    QVERIFY(anew);
    QCOMPARE(anew->role ? anew->role->id : QByteArray(),
        isKept ? QByteArray("555000333445") : QByteArray());
    QCOMPARE(anew->permissions, isKept ? QByteArrayList{"view"} : QByteArrayList{});
    QCOMPARE(anew->decisions.first().permission.isEmpty(), !isKept); // A note says why.
}

void TstContextBuilder::keepsARoleThatWasChosenInTheAgent()
{
    const auto nurse = buildContext(input(), prescribers());
    const auto doctor = withRole(*nurse, "555000333444", prescribers(), clockOfTests.now());
    auto chosen = input(); // Whose claims still name the nurse.
    chosen.roleId = doctor->role->id;

    const auto anew = readAgain(*doctor, chosen, prescribers());
    chosen.userinfo = with(userinfo(), u"nhsid_nrbac_roles"_s, QJsonArray{nurseRole()});
    const auto gone = readAgain(*doctor, chosen, prescribers());

    QCOMPARE(anew->role->id, "555000333444");
    QVERIFY(gone);
    QVERIFY(!gone->role);
}

void TstContextBuilder::putsNoRoleInForceByItself()
{
    const auto none = buildContext(
        input(idToken(), with(userinfo(), u"nhsid_nrbac_roles"_s, QJsonArray())), prescribers());

    const auto anew = readAgain(*none, input(), prescribers());

    QVERIFY(!anew->role);
    QCOMPARE(anew->roles.size(), 2);
    QVERIFY(anew->permissions.isEmpty());
}

/// A refresh is no authentication.
void TstContextBuilder::keepsTheAuthenticationThatThereWas()
{
    const auto before = buildContext(input(with(idToken(), u"id_assurance_level"_s, 2)), {});
    auto claims = with(idToken(), u"authentication_assurance_level"_s, 1);
    claims = with(claims, u"amr"_s, QJsonArray{u"N3_SMARTCARD"_s});

    const auto higher = readAgain(*before, input(without(claims, u"auth_time"_s)), {});
    const auto lower = readAgain(*before, input(with(claims, u"id_assurance_level"_s, 1)), {});

    QVERIFY(higher->assurance == before->assurance);
    QCOMPARE(lower->assurance.identity, 1);
    QCOMPARE(lower->assurance.authentication, 3);
}

void TstContextBuilder::refusesClaimsOfAnotherPerson()
{
    const auto before = buildContext(input(), {});

    const auto anew = readAgain(
        *before, input(idToken(), with(userinfo(), u"nhsid_useruid"_s, u"555000111999"_s)), {});

    QVERIFY(!anew); // R9
    QCOMPARE(anew.error().code, "identity.another_subject");
    QCOMPARE(anew.error().fault, Fault::Untrusted);
}

void TstContextBuilder::survivesAnyShape_data()
{
    QTest::addColumn<QString>("claim");
    QTest::addColumn<QJsonValue>("value");

    const QJsonArray deep{QJsonArray{QJsonObject{{u"org_code"_s, QJsonArray{1}}}}};
    for (const QString& claim : {u"nhsid_nrbac_roles"_s,
             u"nhsid_user_orgs"_s,
             u"amr"_s,
             u"name"_s,
             u"gmc_id"_s,
             u"selected_roleid"_s,
             u"auth_time"_s}) {
        int number = 0;
        for (const QJsonValue& value : {QJsonValue(7),
                 QJsonValue(true),
                 QJsonValue(u"<script>"_s),
                 QJsonValue(QJsonArray{QJsonValue::Null, 1, u"x"_s}),
                 QJsonValue(deep),
                 QJsonValue(QJsonObject{{u"role_name"_s, deep}, {u"role_code"_s, 7}})})
            QTest::addRow("%s in shape %d", qPrintable(claim), ++number) << claim << value;
    }
}

void TstContextBuilder::survivesAnyShape()
{
    QFETCH(const QString, claim);
    QFETCH(const QJsonValue, value);

    const auto context = buildContext(
        input(with(idToken(), claim, value), with(userinfo(), claim, value)), prescribers());

    QVERIFY(context);
    QVERIFY(!toJson(*context).isEmpty());
}

void TstContextBuilder::servesTheSchema()
{
    const QJsonObject served = toJson(*buildContext(input(), prescribers()));

    QCOMPARE(served.keys(),
        QStringList({u"assurance"_s,
            u"context_id"_s,
            u"elevation"_s,
            u"emergency"_s,
            u"expires_at"_s,
            u"issued_at"_s,
            u"organisations"_s,
            u"permissions"_s,
            u"person"_s,
            u"registrations"_s,
            u"role"_s,
            u"roles"_s,
            u"schema"_s,
            u"stale"_s}));
    QCOMPARE(served.value(u"schema"_s).toString(), u"lanyard.identity/1"_s);
    QCOMPARE(served.value(u"issued_at"_s).toString(), u"2026-09-21T14:13:20.000Z"_s);
    QCOMPARE(served.value(u"role"_s)[u"organisation"_s][u"code"_s].toString(), u"ZZ9"_s);
    QCOMPARE(served.value(u"assurance"_s)[u"authenticated_at"_s].toString(),
        u"2026-09-21T14:13:15.000Z"_s);
    QVERIFY(served.value(u"elevation"_s).isNull());
    QVERIFY(toJson(*buildContext(input(idToken(), {}), {})).value(u"role"_s).isNull());
}

void TstContextBuilder::cutsToTheFieldsAllowed()
{
    const auto context = buildContext(input(), prescribers());

    const QJsonObject served = toJson(*context, {"permissions", "decisions", "nonsense"});

    QCOMPARE(served.keys(),
        QStringList({u"context_id"_s,
            u"expires_at"_s,
            u"issued_at"_s,
            u"permissions"_s,
            u"schema"_s,
            u"stale"_s}));
    QVERIFY(!QJsonDocument(served).toJson().contains("Alex"));
}

QTEST_APPLESS_MAIN(TstContextBuilder)
#include "tst_context_builder.moc"
