// SPDX-License-Identifier: MIT
#include "core/session/emergency.h"
#include "tests/support/code_of.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::test;
using namespace std::chrono_literals;

namespace {

constexpr Instant now{1'790'000'000s};

policy::EmergencyRules allowed()
{
    return {true, 30min, {{"arrest", QStringLiteral("Cardiac arrest")}}};
}

identity::Context nurse()
{
    identity::Context context;
    context.id = "c-1";
    context.expiresAt = now + 8h;
    context.permissions = {"view"};
    context.emergencyPermissions = {"give_drugs", "prescribe"};
    return context;
}

EmergencyRequest wanted()
{
    return {"prescribe", "arrest", QStringLiteral("Bay 4, no prescriber on the ward"), {}};
}

} // namespace

class TstEmergency : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void offersNothingWherePolicyIsSilent();
    void refuses_data();
    void refuses();
    void marksThePermissionAndAddsItToNothing();
    void endsWithTheContextAtTheLatest();
    void leavesNothingBehind();
};

void TstEmergency::offersNothingWherePolicyIsSilent()
{
    QVERIFY(emergencyOfferOf({}, nurse()).permissions.isEmpty());

    const auto offer = emergencyOfferOf(allowed(), nurse());
    QCOMPARE(offer.permissions, QByteArrayList({"give_drugs", "prescribe"}));
    QCOMPARE(offer.reasons, allowed().reasons);
    QCOMPARE(offer.duration, 30min);
}

void TstEmergency::refuses_data()
{
    QTest::addColumn<EmergencyRequest>("request");
    QTest::addColumn<bool>("isAllowed");
    QTest::addColumn<bool>("isRunning");
    QTest::addColumn<QByteArray>("code");

    const auto row = [](const char* name, auto change, const char* code) {
        EmergencyRequest request = wanted();
        change(request);
        QTest::newRow(name) << request << true << false << QByteArray(code);
    };
    row(
        "nothing wrong", [](auto&) {}, "");
    row(
        "the context in force", [](auto& request) { request.contextId = "c-1"; }, "");
    row(
        "ten characters", [](auto& request) { request.reason = QString(10, u'x'); }, "");
    row(
        "500 characters", [](auto& request) { request.reason = QString(500, u'x'); }, "");
    row(
        "nine characters",
        [](auto& request) { request.reason = QString(9, u'x'); },
        "emergency.reason");
    row(
        "nine and blanks",
        [](auto& request) { request.reason = QString(9, u'x') + QString(9, u' '); },
        "emergency.reason");
    row(
        "501 characters",
        [](auto& request) { request.reason = QString(501, u'x'); },
        "emergency.reason");
    row(
        "two lines",
        [](auto& request) { request.reason += QStringLiteral("\nand more"); },
        "emergency.reason");
    row(
        "a code that policy lacks",
        [](auto& request) { request.reasonCode = "hurry"; },
        "emergency.reason_code");
    row(
        "no code", [](auto& request) { request.reasonCode.clear(); }, "emergency.reason_code");
    row(
        "a permission that nobody gives",
        [](auto& request) { request.permission = "administer"; },
        "emergency.permission");
    row(
        "a permission that is held",
        [](auto& request) { request.permission = "view"; },
        "emergency.not_needed");
    row(
        "another context", // Rule 6
        [](auto& request) { request.contextId = "c-0"; },
        "session.context_changed");
    QTest::newRow("not allowed") << wanted() << false << false << QByteArray("emergency.off");
    QTest::newRow("a second one") << wanted() << true << true << QByteArray("emergency.active");
}

void TstEmergency::refuses()
{
    QFETCH(const EmergencyRequest, request);
    QFETCH(const bool, isAllowed);
    QFETCH(const bool, isRunning);
    QFETCH(const QByteArray, code);
    auto rules = allowed();
    rules.isAllowed = isAllowed;
    auto context = nurse();
    if (isRunning)
        context = inEmergency(context, wanted(), now, now + 30min);

    const auto checked = checkEmergency(request, emergencyOfferOf(rules, context), context);

    QCOMPARE(codeOf(checked), code);
}

void TstEmergency::marksThePermissionAndAddsItToNothing()
{
    const auto before = nurse();

    const auto context = inEmergency(before, wanted(), now, now + 30min);

    QVERIFY(context.id != before.id);
    QCOMPARE(context.permissions, before.permissions);
    QCOMPARE(context.issuedAt, now);
    QVERIFY(context.emergency);
    QCOMPARE(context.emergency->permission, QByteArray("prescribe"));
    QCOMPARE(context.emergency->reasonCode, QByteArray("arrest"));
    QVERIFY(context.emergency->reference.startsWith("LY-"));
    QCOMPARE(context.emergency->startedAt, now);
    QCOMPARE(context.emergency->endsAt, now + 30min);
    QCOMPARE(context.expiresAt, now + 30min);
}

void TstEmergency::endsWithTheContextAtTheLatest()
{
    auto before = nurse();
    before.expiresAt = now + 10min;

    const auto context = inEmergency(before, wanted(), now, now + 30min);

    QCOMPARE(context.emergency->endsAt, now + 10min);
    QCOMPARE(context.expiresAt, now + 10min);
}

void TstEmergency::leavesNothingBehind()
{
    const auto during = inEmergency(nurse(), wanted(), now, now + 30min);

    const auto context = afterEmergency(during, now + 5min);

    QVERIFY(!context.emergency);
    QVERIFY(context.id != during.id);
    QCOMPARE(context.issuedAt, now + 5min);
    QCOMPARE(context.permissions, nurse().permissions);
}

QTEST_GUILESS_MAIN(TstEmergency)
#include "tst_emergency.moc"
