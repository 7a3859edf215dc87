// SPDX-License-Identifier: MIT
#include "tests/core/broker/broker_scene.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::test;
using namespace std::chrono_literals;
using session::Phase;

using Scene = BrokerScene;

class TstMethodRole : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsTheRolesAndSaysWhichIsInForce();
    void needsTheOperation();
    void listsNothingThatIsNotOnRecord();
    void answersWithTheContextInForceAfterTheWait();
    void asksTheSessionForWhatTheProgramAsked();
    void saysWhyTheRoleDidNotChange_data();
    void saysWhyTheRoleDidNotChange();
    void givesUpAfterTheTimeout();
    void tellsWhoQuotesTheContextBefore();
    void servesNobodyWhoLostTheOperationMeanwhile();
};

void TstMethodRole::listsTheRolesAndSaysWhichIsInForce()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();

    const auto result = Scene::ask(*pipe, "role.list")[u"result"].toObject();

    QCOMPARE(result[u"context_id"].toString(), "c-1");
    const QJsonArray roles = result[u"roles"].toArray();
    QCOMPARE(roles.size(), 2);
    QCOMPARE(roles[0].toObject(),
        QJsonObject({{"id", "r-ward"},
            {"name", "Nurse"},
            {"organisation", QJsonObject{{"code", "ZZ9"}, {"name", "EXAMPLE TRUST"}}},
            {"current", true}}));
    QCOMPARE(roles[1][u"current"].toBool(true), false);
    const auto* const read = scene.trail.last(audit::Kind::IdentityRead);
    QVERIFY(read);
    QCOMPARE(read->facts.value(u"fields").toArray(), QJsonArray{"roles"});
}

void TstMethodRole::needsTheOperation()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram(aPeer("/opt/quiet/quiet"));

    QCOMPARE(Scene::causeOf(Scene::ask(*pipe, "role.list")), "app.operation");
    QCOMPARE(Scene::causeOf(Scene::ask(*pipe, "role.select", R"({"role_id":"r-clinic"})", "2")),
        "app.operation");
    QCOMPARE(scene.session.roles, 0);
}

void TstMethodRole::listsNothingThatIsNotOnRecord() // Rule 9
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    scene.trail.refuseAsFull(audit::Kind::IdentityRead);

    QCOMPARE(Scene::codeOf(Scene::ask(*pipe, "role.list")), "unavailable");
}

void TstMethodRole::answersWithTheContextInForceAfterTheWait()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "role.select", R"({"role_id":"r-clinic"})").isEmpty());

    scene.session.enter("c-2");
    scene.session.finishRoles({});
    Scene::settle();

    const auto result = Scene::answer(*pipe)[u"result"].toObject();
    QCOMPARE(result[u"context_id"].toString(), "c-2");
    QCOMPARE(result[u"role"][u"id"].toString(), "r-ward"); // What is in force, not what was asked.
}

void TstMethodRole::asksTheSessionForWhatTheProgramAsked()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();

    QVERIFY(Scene::ask(*pipe,
        "role.select",
        R"({"role_id":"r-clinic","interactive":true,"context_id":"c-1","correlation_id":"k-1"})")
                .isEmpty());

    QCOMPARE(scene.session.lastRole.roleId, QByteArray("r-clinic"));
    QCOMPARE(scene.session.lastRole.contextId, QByteArray("c-1"));
    QVERIFY(scene.session.lastRole.mayAsk);
    QCOMPARE(scene.session.roleBy.app, QByteArray("ward"));
    QCOMPARE(scene.session.roleBy.correlationId, QByteArray("k-1"));
}

void TstMethodRole::saysWhyTheRoleDidNotChange_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<QByteArray>("cause");
    QTest::addColumn<QString>("code");
    const auto row = [](Fault fault, const char* cause, const char* code) {
        QTest::newRow(cause) << fault << QByteArray(cause) << QString::fromLatin1(code);
    };
    row(Fault::AccessDenied, "identity.role_unknown", "bad_request");
    row(Fault::AccessDenied, "session.interaction_required", "interaction_required");
    row(Fault::ProviderBusy, "session.errand_busy", "busy");
    row(Fault::Cancelled, "session.errand_cancelled", "cancelled");
    row(Fault::TimedOut, "session.errand_timed_out", "timed_out");
    row(Fault::Untrusted, "session.another_person", "denied");
    row(Fault::AccessDenied, "session.paused", "paused");
}

void TstMethodRole::saysWhyTheRoleDidNotChange()
{
    QFETCH(const Fault, fault);
    QFETCH(const QByteArray, cause);
    QFETCH(const QString, code);
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "role.select", R"({"role_id":"r-clinic"})").isEmpty());

    scene.session.finishRoles(fail(fault, cause.constData()));
    Scene::settle();

    const auto answer = Scene::answer(*pipe);
    QCOMPARE(Scene::codeOf(answer), code);
    QCOMPARE(Scene::causeOf(answer).toLatin1(), cause);
}

void TstMethodRole::givesUpAfterTheTimeout() // Rule 8
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(
        Scene::ask(*pipe, "role.select", R"({"role_id":"r-clinic","timeout_ms":1000})").isEmpty());

    scene.clock.advance(1s);
    Scene::settle();

    QCOMPARE(Scene::codeOf(Scene::answer(*pipe)), "timed_out");
}

void TstMethodRole::tellsWhoQuotesTheContextBefore() // Rule 6
{
    Scene scene;
    scene.session.enter("c-2");
    const auto pipe = scene.listener.connectProgram();

    QCOMPARE(Scene::codeOf(Scene::ask(*pipe, "role.list", R"({"context_id":"c-1"})")),
        "context_changed");
    QCOMPARE(Scene::codeOf(Scene::ask(
                 *pipe, "role.select", R"({"role_id":"r-clinic","context_id":"c-1"})", "2")),
        "context_changed");
    QCOMPARE(scene.session.roles, 0);
}

void TstMethodRole::servesNobodyWhoLostTheOperationMeanwhile()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "role.select", R"({"role_id":"r-clinic"})").isEmpty());

    auto rules = Scene::rules();
    rules.rules.first().grant.operations.setFlag(policy::Operation::Role, false);
    scene.broker.setRules(rules);
    scene.session.finishRoles({});
    Scene::settle();

    QCOMPARE(Scene::causeOf(Scene::answer(*pipe)), "app.operation");
}

QTEST_GUILESS_MAIN(TstMethodRole)
#include "tst_method_role.moc"
