// SPDX-License-Identifier: MIT
#include "core/broker/authorizer.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::broker;
using policy::Operation;

Q_DECLARE_METATYPE(lanyard::session::Phase)

class TstAuthorizer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deniesAProgramThatPolicyDoesNotKnow();
    void deniesAnOperationThatIsNotGiven();
    void asksForTheGrantedScopeWhenNoneIsNamed();
    void leavesTheScopeToPolicyWhereTheGrantDoes();
    void deniesMoreThanTheGrant_data();
    void deniesMoreThanTheGrant();
    void noticesATokenThatReachesFurther();
    void servesOnlyWhileSignedIn_data();
    void servesOnlyWhileSignedIn();
    void noticesAnotherContext();
};

namespace {

policy::AppGrant grant()
{
    policy::AppGrant grant;
    grant.name = "ward";
    grant.operations = Operation::Token;
    grant.audiences = {{"meds", {"read", "write"}}, {"spine", {"*"}}};
    return grant;
}

session::Snapshot signedIn()
{
    auto context = std::make_shared<identity::Context>();
    context->id = "c-1";
    session::Snapshot now;
    now.phase = session::Phase::SignedIn;
    now.context = context;
    return now;
}

} // namespace

void TstAuthorizer::deniesAProgramThatPolicyDoesNotKnow()
{
    const Result<policy::AppGrant> unknown = fail(Fault::Untrusted, "app.unknown");

    const auto refusal = refusalOf(unknown, Need{});

    QVERIFY(refusal);
    QCOMPARE(refusal->code, wire::ErrorCode::Denied);
    QCOMPARE(refusal->cause.code, QByteArray("app.unknown"));
}

void TstAuthorizer::deniesAnOperationThatIsNotGiven()
{
    QVERIFY(!refusalOf(Result<policy::AppGrant>(grant()), Operation::Token));
    QVERIFY(refusalOf(Result<policy::AppGrant>(grant()), Operation::SignIn));
}

void TstAuthorizer::asksForTheGrantedScopeWhenNoneIsNamed()
{
    QCOMPARE(std::get<QByteArray>(scopeFor(grant(), "meds", "")), QByteArray("read write"));
    QCOMPARE(std::get<QByteArray>(scopeFor(grant(), "meds", "write")), QByteArray("write"));
    // One scope is one question, however it is written: each other one costs a renewal.
    QCOMPARE(std::get<QByteArray>(scopeFor(grant(), "meds", "write  read write")),
        QByteArray("read write"));
}

void TstAuthorizer::leavesTheScopeToPolicyWhereTheGrantDoes()
{
    QCOMPARE(std::get<QByteArray>(scopeFor(grant(), "spine", "")), QByteArray());
    QCOMPARE(std::get<QByteArray>(scopeFor(grant(), "spine", "any")), QByteArray("any"));
}

void TstAuthorizer::deniesMoreThanTheGrant_data()
{
    QTest::addColumn<QByteArray>("audience");
    QTest::addColumn<QByteArray>("scope");
    QTest::addColumn<QByteArray>("cause");
    QTest::newRow("another audience")
        << QByteArray("x") << QByteArray() << QByteArray("app.audience");
    QTest::newRow("another scope")
        << QByteArray("meds") << QByteArray("admin") << QByteArray("app.scope");
    QTest::newRow("one too many") << QByteArray("meds") << QByteArray("read admin")
                                  << QByteArray("app.scope");
    QTest::newRow("the star itself")
        << QByteArray("meds") << QByteArray("*") << QByteArray("app.scope");
    QTest::newRow("part of a name")
        << QByteArray("meds") << QByteArray("rea") << QByteArray("app.scope");
}

void TstAuthorizer::deniesMoreThanTheGrant()
{
    QFETCH(const QByteArray, audience);
    QFETCH(const QByteArray, scope);
    QFETCH(const QByteArray, cause);

    const auto answer = scopeFor(grant(), audience, scope);

    QVERIFY(std::holds_alternative<Refusal>(answer));
    QCOMPARE(std::get<Refusal>(answer).code, wire::ErrorCode::Denied);
    QCOMPARE(std::get<Refusal>(answer).cause.code, cause);
}

void TstAuthorizer::noticesATokenThatReachesFurther()
{
    QVERIFY(covers(grant(), "meds", "read"));
    QVERIFY(!covers(grant(), "meds", "read openid"));
    QVERIFY(!covers(grant(), "other", "read"));
}

void TstAuthorizer::servesOnlyWhileSignedIn_data()
{
    QTest::addColumn<session::Phase>("phase");
    QTest::addColumn<QByteArray>("name");
    using session::Phase;
    QTest::newRow("nobody") << Phase::SignedOut << QByteArray("signed_out");
    QTest::newRow("nobody any more") << Phase::Ended << QByteArray("signed_out");
    QTest::newRow("nobody yet") << Phase::SigningIn << QByteArray("signed_out");
    QTest::newRow("a locked desktop") << Phase::Paused << QByteArray("paused");
}

void TstAuthorizer::servesOnlyWhileSignedIn()
{
    QFETCH(const session::Phase, phase);
    QFETCH(const QByteArray, name);
    session::Snapshot now = signedIn();
    now.phase = phase;

    const auto refusal = refusalOf(now, {});

    QVERIFY(refusal);
    const auto found = wire::nameOf(refusal->code);
    QCOMPARE(QByteArray(found.data(), std::ssize(found)), name);
}

void TstAuthorizer::noticesAnotherContext()
{
    QVERIFY(!refusalOf(signedIn(), {}));
    QVERIFY(!refusalOf(signedIn(), "c-1"));
    QCOMPARE(refusalOf(signedIn(), "c-0")->code, wire::ErrorCode::ContextChanged);
}

QTEST_APPLESS_MAIN(TstAuthorizer)
#include "tst_authorizer.moc"
