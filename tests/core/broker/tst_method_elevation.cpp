// SPDX-License-Identifier: MIT
#include "tests/core/broker/broker_scene.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::test;
using namespace std::chrono_literals;

using Scene = BrokerScene;

namespace {

session::Elevation anElevation(const QByteArray& app = "ward")
{
    return {app,
        "AAL3_ANY",
        3,
        {"amend"},
        Instant{std::chrono::seconds{1'790'000'000}},
        Instant{std::chrono::seconds{1'790'000'600}}};
}

/// A program that may see who is signed in, and has asked for a step-up.
struct ElevationScene : Scene {
    ElevationScene()
    {
        auto allowed = rules();
        allowed.rules.first().grant.identity = {"permissions", "elevation"};
        broker.setRules(allowed);
        session.enter("c-1");
        pipe = listener.connectProgram();
    }

    QJsonObject request(const QByteArray& params = R"({"acr":"AAL3_ANY"})")
    {
        return ask(*pipe, "elevation.request", params);
    }

    QPointer<FakePipe> pipe;
};

} // namespace

class TstMethodElevation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksTheSessionForWhatTheProgramAsked();
    void answersWithTheElevation();
    void needsTheOperation();
    void saysWhyThereIsNone_data();
    void saysWhyThereIsNone();
    void saysWhenItEndedOnTheWay();
    void givesUpAfterTheTimeout();
    void servesNobodyWhoLostTheOperationMeanwhile();
    void tellsWhoQuotesTheContextBefore();
    void endsItsOwn();
    void isInTheIdentityOfThatProgramAlone();
    void isNotShownToWhoMayNotSeeIt();
    void goesWithATokenRequest();
};

void TstMethodElevation::asksTheSessionForWhatTheProgramAsked()
{
    ElevationScene scene;
    QVERIFY(scene
                .request(R"({"acr":"AAL3_ANY","permission":"amend","max_age_s":60,)"
                         R"("reason":"Free text","context_id":"c-1","correlation_id":"k-1"})")
                .isEmpty());

    const auto& asked = scene.session.lastElevation;
    QCOMPARE(asked.app, QByteArray("ward"));
    QCOMPARE(asked.acr, QByteArray("AAL3_ANY"));
    QCOMPARE(asked.permission, QByteArray("amend"));
    QVERIFY(asked.maxAge == std::chrono::seconds{60});
    QCOMPARE(scene.session.elevationBy.app, QByteArray("ward"));
    QCOMPARE(scene.session.elevationBy.correlationId, QByteArray("k-1"));
    for (const auto& event : scene.trail.events())
        QVERIFY(!QJsonDocument(event.facts).toJson().contains("Free"));
}

void TstMethodElevation::answersWithTheElevation()
{
    ElevationScene scene;
    QVERIFY(scene.request().isEmpty());
    scene.session.elevateNow(anElevation());
    scene.session.finishElevations({});
    Scene::settle();

    const auto result = Scene::answer(*scene.pipe)[u"result"].toObject();
    QCOMPARE(result[u"context_id"].toString(), "c-1");
    QCOMPARE(result[u"elevation"].toObject(),
        QJsonObject({{"acr", "AAL3_ANY"},
            {"authentication", 3},
            {"authenticated_at", "2026-09-21T14:13:20Z"},
            {"expires_at", "2026-09-21T14:23:20Z"}}));
}

void TstMethodElevation::needsTheOperation()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram(aPeer("/opt/quiet/quiet"));
    QCOMPARE(Scene::causeOf(Scene::ask(*pipe, "elevation.request")), "app.operation");
    QCOMPARE(Scene::causeOf(Scene::ask(*pipe, "elevation.end", "{}", "2")), "app.operation");
    QCOMPARE(scene.session.elevations, 0);
    QVERIFY(scene.session.elevationsEnded.isEmpty());
}

void TstMethodElevation::saysWhyThereIsNone_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<QByteArray>("cause");
    QTest::addColumn<QString>("code");
    const auto row = [](Fault fault, const char* cause, const char* code) {
        QTest::newRow(cause) << fault << QByteArray(cause) << QString::fromLatin1(code);
    };
    row(Fault::AccessDenied, "identity.permission_missing", "insufficient_permission");
    row(Fault::AccessDenied, "session.acr_unknown", "bad_request");
    row(Fault::AccessDenied, "session.another_role", "denied");
    row(Fault::ProviderBusy, "session.errand_busy", "busy");
    row(Fault::Cancelled, "session.errand_cancelled", "cancelled");
    row(Fault::TimedOut, "session.errand_timed_out", "timed_out");
    row(Fault::Untrusted, "session.another_person", "denied");
}

void TstMethodElevation::saysWhyThereIsNone()
{
    QFETCH(const Fault, fault);
    QFETCH(const QByteArray, cause);
    QFETCH(const QString, code);
    ElevationScene scene;
    QVERIFY(scene.request().isEmpty());
    scene.session.finishElevations(fail(fault, cause.constData()));
    Scene::settle();

    const auto answer = Scene::answer(*scene.pipe);
    QCOMPARE(Scene::codeOf(answer), code);
    QCOMPARE(Scene::causeOf(answer).toLatin1(), cause);
}

void TstMethodElevation::saysWhenItEndedOnTheWay()
{
    ElevationScene scene;
    QVERIFY(scene.request().isEmpty());
    scene.session.finishElevations({});
    Scene::settle();
    QCOMPARE(Scene::codeOf(Scene::answer(*scene.pipe)), "elevation_required");
}

void TstMethodElevation::givesUpAfterTheTimeout() // Rule 8
{
    ElevationScene scene;
    QVERIFY(scene.request(R"({"timeout_ms":1000})").isEmpty());
    scene.clock.advance(1s);
    Scene::settle();
    QCOMPARE(Scene::codeOf(Scene::answer(*scene.pipe)), "timed_out");
}

void TstMethodElevation::servesNobodyWhoLostTheOperationMeanwhile()
{
    ElevationScene scene;
    QVERIFY(scene.request().isEmpty());
    auto rules = Scene::rules();
    rules.rules.first().grant.operations.setFlag(policy::Operation::Elevation, false);
    scene.broker.setRules(rules);
    scene.session.elevateNow(anElevation());
    scene.session.finishElevations({});
    Scene::settle();
    QCOMPARE(Scene::causeOf(Scene::answer(*scene.pipe)), "app.operation");
}

void TstMethodElevation::tellsWhoQuotesTheContextBefore() // Rule 6
{
    ElevationScene scene;
    QCOMPARE(Scene::codeOf(scene.request(R"({"context_id":"c-0"})")), "context_changed");
    QCOMPARE(scene.session.elevations, 0);
}

void TstMethodElevation::endsItsOwn()
{
    ElevationScene scene;
    scene.session.elevateNow(anElevation());
    const auto answer = Scene::ask(*scene.pipe, "elevation.end");
    QVERIFY(answer.contains(u"result"));
    QCOMPARE(scene.session.elevationsEnded, QByteArrayList{"ward"});
}

// R19: bound to the program that asked.
void TstMethodElevation::isInTheIdentityOfThatProgramAlone()
{
    ElevationScene scene;
    scene.session.elevateNow(anElevation("labs"));
    auto seen = Scene::ask(*scene.pipe, "identity.get")[u"result"].toObject();
    QVERIFY(seen[u"elevation"].isNull());
    QCOMPARE(seen[u"permissions"].toArray(), QJsonArray{"prescribe"});

    scene.session.elevateNow(anElevation());
    seen = Scene::ask(*scene.pipe, "identity.get")[u"result"].toObject();
    QCOMPARE(seen[u"elevation"][u"acr"].toString(), "AAL3_ANY");
    QCOMPARE(seen[u"permissions"].toArray(), (QJsonArray{"amend", "prescribe"}));
}

void TstMethodElevation::isNotShownToWhoMayNotSeeIt()
{
    ElevationScene scene;
    auto rules = Scene::rules();
    rules.rules.first().grant.identity = {"person"};
    scene.broker.setRules(rules);
    scene.session.elevateNow(anElevation());
    const auto seen = Scene::ask(*scene.pipe, "identity.get")[u"result"].toObject();
    QVERIFY(!seen.contains(u"elevation"));
    QVERIFY(!seen.contains(u"permissions"));
}

void TstMethodElevation::goesWithATokenRequest()
{
    ElevationScene scene;
    QVERIFY(
        Scene::ask(*scene.pipe, "token.get", R"({"audience":"meds","acr":"AAL3_ANY"})").isEmpty());
    QCOMPARE(scene.session.lastRequest.app, QByteArray("ward"));
    scene.session.finishTokens(fail(Fault::AccessDenied, "session.elevation_required"));
    Scene::settle();
    QCOMPARE(Scene::codeOf(Scene::answer(*scene.pipe)), "elevation_required");
}

QTEST_GUILESS_MAIN(TstMethodElevation)
#include "tst_method_elevation.moc"
