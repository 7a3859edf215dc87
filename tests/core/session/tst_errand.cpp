// SPDX-License-Identifier: MIT
#include "core/session/errand.h"
#include "tests/support/code_of.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::test;

class TstErrand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksForAnotherRoleAndAnewAuthentication();
    void asksAsUsualWherePolicyNamesNoScope();
    void takesTheSamePersonOnly_data();
    void takesTheSamePersonOnly();
    void knowsOneSessionOfTheProvider_data();
    void knowsOneSessionOfTheProvider();
};

void TstErrand::asksForAnotherRoleAndAnewAuthentication()
{
    SignInParameters usual;
    usual.scope = "openid selectedrole profile";
    usual.requiredScopes = {"openid", "selectedrole", "profile"};
    policy::Environment environment;
    environment.roleChangeScope = "changedrole";

    const auto asked = roleChangeParameters(usual, environment);

    QCOMPARE(asked.scope, QByteArray("openid profile changedrole"));
    QCOMPARE(asked.requiredScopes, QByteArrayList({"openid", "profile"}));
    QCOMPARE(asked.prompt, QByteArray("login"));
}

void TstErrand::asksAsUsualWherePolicyNamesNoScope()
{
    SignInParameters usual;
    usual.scope = "openid selectedrole";
    usual.requiredScopes = {"openid", "selectedrole"};
    policy::Environment environment;
    environment.roleChangeScope.clear();

    const auto asked = roleChangeParameters(usual, environment);

    QCOMPARE(asked.scope, usual.scope);
    QCOMPARE(asked.requiredScopes, usual.requiredScopes);
    QCOMPARE(asked.prompt, QByteArray("login"));
}

void TstErrand::takesTheSamePersonOnly_data()
{
    QTest::addColumn<QByteArray>("issuer");
    QTest::addColumn<QByteArray>("subject");
    QTest::addColumn<bool>("isTheirs");
    QTest::newRow("the same") << QByteArray("https://a:443") << QByteArray("1") << true;
    QTest::newRow("another subject") << QByteArray("https://a:443") << QByteArray("2") << false;
    QTest::newRow("another issuer") << QByteArray("https://a") << QByteArray("1") << false;
    QTest::newRow("nobody") << QByteArray("https://a:443") << QByteArray() << false;
}

/// R9.
void TstErrand::takesTheSamePersonOnly()
{
    QFETCH(const QByteArray, issuer);
    QFETCH(const QByteArray, subject);
    QFETCH(const bool, isTheirs);
    identity::Context context;
    context.issuer = "https://a:443";
    context.subject = "1";
    oidc::IdTokenClaims claims;
    claims.issuer = issuer;
    claims.subject = subject;

    const auto checked = checkSamePerson(claims, context);

    QCOMPARE(checked.has_value(), isTheirs);
    if (!isTheirs) {
        QCOMPARE(checked.error().code, QByteArray("session.another_person"));
        QCOMPARE(checked.error().fault, Fault::Untrusted);
    }
}

void TstErrand::knowsOneSessionOfTheProvider_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    QTest::addColumn<bool>("isSame");
    QTest::newRow("the same") << QByteArray("s-1") << QByteArray("s-1") << true;
    QTest::newRow("another") << QByteArray("s-1") << QByteArray("s-2") << false;
    QTest::newRow("one says nothing") << QByteArray("s-1") << QByteArray() << false;
    QTest::newRow("neither says anything") << QByteArray() << QByteArray() << false;
}

void TstErrand::knowsOneSessionOfTheProvider()
{
    QFETCH(const QByteArray, one);
    QFETCH(const QByteArray, other);
    QFETCH(const bool, isSame);
    oidc::IdTokenClaims first;
    first.sessionId = one;
    oidc::IdTokenClaims second;
    second.sessionId = other;

    QCOMPARE(isSameProviderSession(first, second), isSame);
}

QTEST_APPLESS_MAIN(TstErrand)
#include "tst_errand.moc"
