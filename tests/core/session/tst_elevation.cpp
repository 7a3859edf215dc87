// SPDX-License-Identifier: MIT
#include "core/session/elevation.h"
#include "tests/support/code_of.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::test;

class TstElevation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesTheClassThatDemandsMore_data();
    void takesTheClassThatDemandsMore();
    void asksForANewAuthentication();
    void givesWhatTheLevelIsEnoughFor();
    void mindsTheRole_data();
    void mindsTheRole();
};

namespace {

identity::Context aContext()
{
    identity::Context context;
    context.permissions = {"read_notes"};
    context.stepUps = {{"discharge", "AAL2_OR_AAL3_ANY"}, {"prescribe", "AAL3_ANY"}};
    return context;
}

identity::Context actingAs(const QByteArray& roleId)
{
    identity::Context context;
    if (!roleId.isEmpty()) {
        context.role.emplace();
        context.role->id = roleId;
    }
    return context;
}

} // namespace

void TstElevation::takesTheClassThatDemandsMore_data()
{
    QTest::addColumn<QByteArray>("acr");
    QTest::addColumn<QByteArray>("permission");
    QTest::addColumn<QByteArray>("expected"); // Or the error's code.
    const auto row = [](const char* name, const char* acr, const char* permission, const char* to) {
        QTest::newRow(name) << QByteArray(acr) << QByteArray(permission) << QByteArray(to);
    };
    row("its own", "AAL2_ANY", "", "AAL2_ANY");
    row("the permission's", "", "prescribe", "AAL3_ANY");
    row("its own is more", "AAL3_FIDO2", "discharge", "AAL3_FIDO2");
    row("its own is as much", "AAL3_FIDO2", "prescribe", "AAL3_FIDO2");
    row("the permission's is more", "AAL2_ANY", "prescribe", "AAL3_ANY");
    row("policy's", "", "", "AAL2_OR_AAL3_ANY");
    row("unknown class", "urn:loa:3", "", "session.acr_unknown");
    row("unknown permission", "AAL3_ANY", "admit", "identity.permission_missing");
    row("held without", "AAL3_ANY", "read_notes", "identity.permission_missing");
}

void TstElevation::takesTheClassThatDemandsMore()
{
    QFETCH(const QByteArray, acr);
    QFETCH(const QByteArray, permission);
    QFETCH(const QByteArray, expected);
    policy::Environment environment;
    environment.elevationAcr = "AAL2_OR_AAL3_ANY";

    const auto taken = classFor({"ward", acr, permission, {}, {}}, aContext(), environment);

    QCOMPARE(taken ? *taken : taken.error().code, expected);
}

void TstElevation::asksForANewAuthentication()
{
    SignInParameters signIn;
    signIn.scope = "openid records.read";
    signIn.resources = {"urn:records"};
    signIn.requiredScopes = {"openid"};

    const auto asked = stepUpParameters(signIn, "AAL3_ANY");

    QCOMPARE(asked.acrValues, QByteArray("AAL3_ANY"));
    QCOMPARE(asked.minimumAuthenticationLevel, 3);
    QCOMPARE(asked.prompt, QByteArray("login"));
    QCOMPARE(asked.scope, signIn.scope);
    QCOMPARE(asked.resources, signIn.resources);
    QCOMPARE(asked.requiredScopes, signIn.requiredScopes);
}

void TstElevation::givesWhatTheLevelIsEnoughFor()
{
    QCOMPARE(permissionsAt(1, aContext()), QByteArrayList());
    QCOMPARE(permissionsAt(2, aContext()), QByteArrayList{"discharge"});
    QCOMPARE(permissionsAt(3, aContext()), (QByteArrayList{"discharge", "prescribe"}));
}

void TstElevation::mindsTheRole_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("seen");
    QTest::addColumn<QByteArray>("ofProvider");
    QTest::newRow("same") << QByteArray("r-1") << QByteArray("r-1") << QByteArray();
    QTest::newRow("none") << QByteArray() << QByteArray() << QByteArray();
    QTest::newRow("other") << QByteArray("r-1") << QByteArray("r-2")
                           << QByteArray("session.another_role");
    QTest::newRow("lost") << QByteArray("r-1") << QByteArray()
                          << QByteArray("session.another_role");
}

void TstElevation::mindsTheRole()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, seen);
    QFETCH(const QByteArray, ofProvider);
    const auto check = [&](policy::RoleSelection selection) {
        return codeOf(checkSameRole(actingAs(seen), actingAs(before), selection));
    };
    QCOMPARE(check(policy::RoleSelection::Provider), ofProvider);
    QCOMPARE(check(policy::RoleSelection::Local), QByteArray());
}

QTEST_GUILESS_MAIN(TstElevation)
#include "tst_elevation.moc"
