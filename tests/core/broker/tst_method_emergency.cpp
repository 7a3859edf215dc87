// SPDX-License-Identifier: MIT
#include "tests/core/broker/broker_scene.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::test;
using namespace Qt::StringLiterals;
using audit::Kind;

using Scene = BrokerScene;

namespace {

constexpr auto wanted = R"({"permission":"prescribe","reason_code":"arrest",)"
                        R"("reason":"No prescriber on the ward","correlation_id":"k-1"})";

} // namespace

class TstMethodEmergency : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void beginsOneForThePerson();
    void isSeenInTheIdentity();
    void tellsSubscribers();
    void needsTheOperation();
    void refuses_data();
    void refuses();
    void recordsRefusalsOnceAMinute();
    void takesNoLongOrBrokenReason_data();
    void takesNoLongOrBrokenReason();
    void needsSomebodySignedIn();
    void tellsWhoQuotesTheContextBefore();
    void endsIt();
    void endsItWhileLocked();
};

void TstMethodEmergency::beginsOneForThePerson()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();

    const auto result = Scene::ask(*pipe, "emergency.request", wanted)[u"result"].toObject();

    QCOMPARE(result[u"context_id"].toString(), "c-emergency");
    QCOMPARE(result[u"emergency"].toObject(),
        QJsonObject({{"permission", "prescribe"},
            {"reason_code", "arrest"},
            {"reference", "LY-1111-2222"},
            {"started_at", "2026-09-21T14:13:20.000Z"},
            {"ends_at", "2026-09-21T14:43:20.000Z"}}));
    QCOMPARE(scene.session.lastEmergency.reason, u"No prescriber on the ward"_s);
    QCOMPARE(scene.session.emergencyBy.app, QByteArray("ward"));
    QCOMPARE(scene.session.emergencyBy.correlationId, QByteArray("k-1"));
}

void TstMethodEmergency::isSeenInTheIdentity()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(Scene::ask(*pipe, "identity.get")[u"result"][u"emergency"].isNull());
    QVERIFY(!Scene::ask(*pipe, "emergency.request", wanted, "2").isEmpty());

    const auto identity = Scene::ask(*pipe, "identity.get", "{}", "3")[u"result"].toObject();

    QCOMPARE(identity[u"emergency"][u"permission"].toString(), "prescribe");
}

void TstMethodEmergency::tellsSubscribers()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();
    QVERIFY(!Scene::ask(*pipe, "events.subscribe", R"({"kinds":["context.changed"]})").isEmpty());
    const auto other = scene.listener.connectProgram();

    QVERIFY(!Scene::ask(*other, "emergency.request", wanted).isEmpty());
    Scene::settle();

    const auto told = Scene::answer(*pipe);
    QCOMPARE(told[u"method"].toString(), "context.changed");
    QCOMPARE(told[u"params"][u"context_id"].toString(), "c-emergency");
}

void TstMethodEmergency::needsTheOperation()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram(aPeer("/opt/quiet/quiet"));

    QCOMPARE(Scene::causeOf(Scene::ask(*pipe, "emergency.request", wanted)), "app.operation");
    QCOMPARE(Scene::causeOf(Scene::ask(*pipe, "emergency.end", "{}", "2")), "app.operation");
    QVERIFY(scene.session.lastEmergency.permission.isEmpty());
    QCOMPARE(scene.session.emergencyEnds, 0);
}

void TstMethodEmergency::refuses_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<QByteArray>("cause");
    QTest::addColumn<QString>("code");
    const auto row = [](Fault fault, const char* cause, const char* code) {
        QTest::newRow(cause) << fault << QByteArray(cause) << QString::fromLatin1(code);
    };
    row(Fault::AccessDenied, "emergency.off", "denied");
    row(Fault::AccessDenied, "emergency.active", "denied");
    row(Fault::AccessDenied, "emergency.not_needed", "denied");
    row(Fault::AccessDenied, "emergency.permission", "insufficient_permission");
    row(Fault::Malformed, "emergency.reason", "bad_request");
    row(Fault::Malformed, "emergency.reason_code", "bad_request");
    row(Fault::System, "audit.full", "unavailable"); // Rule 9
}

void TstMethodEmergency::refuses()
{
    QFETCH(const Fault, fault);
    QFETCH(const QByteArray, cause);
    QFETCH(const QString, code);
    Scene scene;
    scene.session.enter("c-1");
    scene.session.emergencyRefusal = Error{fault, cause, {}, 0, newReference()};
    const auto pipe = scene.listener.connectProgram();

    const auto answer = Scene::ask(*pipe, "emergency.request", wanted);

    QCOMPARE(Scene::codeOf(answer), code);
    QCOMPARE(Scene::causeOf(answer).toLatin1(), cause);
    const auto* const event = scene.trail.last(Kind::EmergencyRefused);
    QVERIFY(event);
    QCOMPARE(event->error->code, cause);
    QVERIFY(event->note.isEmpty());
}

void TstMethodEmergency::recordsRefusalsOnceAMinute()
{
    Scene scene;
    scene.session.enter("c-1");
    scene.session.emergencyRefusal = Error{Fault::AccessDenied, "emergency.off", {}, 0, {}};
    const auto pipe = scene.listener.connectProgram();

    for (int i = 0; i < 5; ++i)
        QVERIFY(!Scene::ask(*pipe, "emergency.request", wanted, QByteArray::number(i)).isEmpty());

    QCOMPARE(scene.trail.count(Kind::EmergencyRefused), 1);
}

void TstMethodEmergency::takesNoLongOrBrokenReason_data()
{
    QTest::addColumn<QByteArray>("params");
    QTest::newRow("501 characters") << R"({"reason":")" + QByteArray(501, 'x') + R"("})";
    QTest::newRow("two lines") << QByteArray(R"({"reason":"one\ntwo"})");
    QTest::newRow("no text") << QByteArray(R"({"reason":7})");
    QTest::newRow("a code of another alphabet") << QByteArray(R"({"reason_code":"\u00e9"})");
}

void TstMethodEmergency::takesNoLongOrBrokenReason()
{
    QFETCH(const QByteArray, params);
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();

    QCOMPARE(Scene::codeOf(Scene::ask(*pipe, "emergency.request", params)), "bad_request");
    QCOMPARE(scene.session.snapshot().contextId(), QByteArray("c-1"));
}

void TstMethodEmergency::needsSomebodySignedIn()
{
    Scene scene;
    const auto pipe = scene.listener.connectProgram();
    QCOMPARE(Scene::codeOf(Scene::ask(*pipe, "emergency.request", wanted)), "signed_out");
    scene.session.enter("c-1", session::Phase::Paused);
    QCOMPARE(Scene::codeOf(Scene::ask(*pipe, "emergency.request", wanted, "2")), "paused");
}

void TstMethodEmergency::tellsWhoQuotesTheContextBefore() // Rule 6
{
    Scene scene;
    scene.session.enter("c-2");
    const auto pipe = scene.listener.connectProgram();
    QCOMPARE(Scene::codeOf(Scene::ask(*pipe, "emergency.request", R"({"context_id":"c-1"})")),
        "context_changed");
}

void TstMethodEmergency::endsIt()
{
    Scene scene;
    scene.session.enter("c-1");
    const auto pipe = scene.listener.connectProgram();

    const auto answer = Scene::ask(*pipe, "emergency.end", R"({"correlation_id":"k-2"})");

    QCOMPARE(answer[u"result"].toObject(), QJsonObject());
    QVERIFY(answer.contains(u"result"));
    QCOMPARE(scene.session.emergencyEnds, 1);
    QCOMPARE(scene.session.emergencyBy.correlationId, QByteArray("k-2"));
}

void TstMethodEmergency::endsItWhileLocked()
{
    Scene scene;
    scene.session.enter("c-1", session::Phase::Paused);
    const auto pipe = scene.listener.connectProgram();

    QVERIFY(Scene::ask(*pipe, "emergency.end").contains(u"result"));
    QCOMPARE(scene.session.emergencyEnds, 1);
}

QTEST_GUILESS_MAIN(TstMethodEmergency)
#include "tst_method_emergency.moc"
