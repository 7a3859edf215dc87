// SPDX-License-Identifier: MIT
#include "tests/core/broker/broker_scene.h"

#include <QTest>

using namespace lanyard;
using Scene = test::BrokerScene;

class TstMethodDiagnostics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsEveryConditionToAnyProgramOfThisUser();
    void refusesASectionItDoesNotHave();
};

void TstMethodDiagnostics::showsEveryConditionToAnyProgramOfThisUser()
{
    Scene scene;
    Health health;
    health.raise({"store.memory_only", Severity::Warning, "no keyring", "unlock it", {}});
    test::FakeListener listener;
    broker::Broker broker(
        {listener, scene.session, scene.trail, scene.clock, "0.1.0", &health}, {});
    const auto pipe = listener.connectProgram(test::aPeer("/tmp/unknown"));

    const auto answer = Scene::ask(*pipe, "diagnostics.get", R"({"section":"health"})");

    const QJsonArray conditions = answer[u"result"][u"health"].toArray();
    QCOMPARE(conditions.size(), 1);
    QCOMPARE(conditions[0][u"code"].toString(), "store.memory_only");
    QCOMPARE(conditions[0][u"severity"].toString(), "warning");
    QCOMPARE(conditions[0][u"reference"].toString(), health.conditions().first().reference);
}

void TstMethodDiagnostics::refusesASectionItDoesNotHave()
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();

    const auto answer = Scene::ask(*pipe, "diagnostics.get", R"({"section":"claims"})");

    QCOMPARE(Scene::codeOf(answer), "bad_request");
}

QTEST_GUILESS_MAIN(TstMethodDiagnostics)
#include "tst_method_diagnostics.moc"
