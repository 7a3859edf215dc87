// SPDX-License-Identifier: MIT
#include "core/session/context_change.h"

#include <QJsonArray>
#include <QTest>

#include <functional>

using namespace lanyard;
using namespace lanyard::session;
using identity::Context;
using identity::Role;

using namespace std::chrono_literals;

namespace {

Role role(const char* id)
{
    Role made;
    made.id = id;
    made.code = "S8000:G8000:R8001";
    made.organisation.code = "ZZ9";
    made.activityCodes = {"B1", "B2"};
    made.workgroupCodes = {"W1"};
    return made;
}

Context usual()
{
    Context context;
    context.id = "context-1";
    context.person.uid = "555000111222";
    context.person.name = QStringLiteral("Alex Example");
    context.assurance.identity = context.assurance.authentication = 2;
    context.roles = {role("r-1"), role("r-2")};
    context.role = context.roles.first();
    context.organisations = {{"ZZ9", {}}, {"Z99901", {}}};
    context.permissions = {"prescribe", "view"};
    context.stepUps = {{"sign", "AAL3"}};
    context.emergencyPermissions = {"order_blood"};
    context.cohorts = {"locum"};
    context.limits.idle = 10min;
    return context;
}

using Edit = std::function<void(Context&)>;

struct Case {
    const char* name;
    Edit edit;
    QByteArrayList what;
    bool raises;
};

// clang-format off
const QList<Case> cases{
    {"nothing", [](Context&) {}, {}, false},
    {"another id", [](Context& c) { c.id = "context-2"; }, {}, false},
    {"lists in another order", [](Context& c) {
        std::swap(c.roles[0], c.roles[1]);
        std::swap(c.role->activityCodes[0], c.role->activityCodes[1]);
        std::swap(c.organisations[0], c.organisations[1]); }, {}, false},
    {"a name", [](Context& c) { c.person.name += u'e'; }, {"person"}, false},
    {"a registration", [](Context& c) { c.registrations.insert("gmc", "C1"); }, {"registrations"}, false},
    {"an organisation less", [](Context& c) { c.organisations.removeLast(); }, {"organisations"}, false},
    {"a permission less", [](Context& c) { c.permissions.removeFirst(); }, {"permissions"}, false},
    {"a permission more", [](Context& c) { c.permissions.append("order"); }, {"permissions"}, true},
    {"a step-up for what was free", [](Context& c) {
        c.permissions = {"view"};
        c.stepUps.append(identity::StepUp{"prescribe", "AAL3"}); }, {"permissions", "step_ups"}, false},
    {"no step-up for what took one", [](Context& c) {
        c.permissions.append("sign");
        c.stepUps.clear(); }, {"permissions", "step_ups"}, true},
    {"a weaker step-up", [](Context& c) { c.stepUps[0].acr = "AAL2"; }, {"step_ups"}, true},
    {"a step-up more", [](Context& c) { c.stepUps.append(identity::StepUp{"order", "AAL3"}); }, {"step_ups"}, true},
    {"a step-up less", [](Context& c) { c.stepUps.clear(); }, {"step_ups"}, false},
    {"more for emergencies", [](Context& c) { c.emergencyPermissions.append("prescribe_now"); },
        {"emergency_permissions"}, true},
    {"nothing for emergencies", [](Context& c) { c.emergencyPermissions.clear(); }, {"emergency_permissions"}, false},
    {"no role", [](Context& c) { c.role.reset(); }, {"role"}, false},
    {"another role", [](Context& c) { c.role = c.roles.last(); }, {"role"}, true},
    {"a role less", [](Context& c) { c.roles.removeLast(); }, {"roles"}, false},
    {"a role more", [](Context& c) { c.roles.append(role("r-3")); }, {"roles"}, true},
    {"an activity less", [](Context& c) { c.role->activityCodes = {"B1"}; }, {"role"}, false},
    {"an activity more", [](Context& c) { c.role->activityCodes.append("B3"); }, {"role"}, true},
    {"an activity instead", [](Context& c) { c.role->activityCodes = {"B1", "B3"}; }, {"role"}, true},
    {"a workgroup more", [](Context& c) { c.role->workgroupCodes.append("W2"); }, {"role"}, true},
    {"the role elsewhere", [](Context& c) { c.role->organisation.code = "X"; }, {"role"}, true},
    {"a lower level", [](Context& c) { c.assurance.authentication = 1; }, {"assurance"}, false},
    {"a higher level", [](Context& c) { c.assurance.identity = 3; }, {"assurance"}, true},
    {"another cohort", [](Context& c) { c.cohorts = {"agency"}; }, {"cohorts"}, false},
    {"a tighter limit", [](Context& c) { c.limits.idle = 5min; }, {"limits"}, false},
    {"one limit more", [](Context& c) { c.limits.absolute = 60min; }, {"limits"}, false},
    {"a longer limit", [](Context& c) { c.limits.idle = 11min; }, {"limits"}, true},
    {"no limit any more", [](Context& c) { c.limits.idle.reset(); }, {"limits"}, true},
};
// clang-format on

} // namespace

class TstContextChange : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatDiffers_data();
    void saysWhatDiffers();

    void holdsBackWhatIsGained_data() { saysWhatDiffers_data(); }

    void holdsBackWhatIsGained();
    void letsGoOfWhatIsLostOnly();
    void namesPermissionsForTheTrail();
};

void TstContextChange::saysWhatDiffers_data()
{
    QTest::addColumn<int>("row");
    for (int i = 0; i < cases.size(); ++i)
        QTest::newRow(cases.at(i).name) << i;
}

void TstContextChange::saysWhatDiffers()
{
    QFETCH(const int, row);
    Context after = usual();
    cases.at(row).edit(after);

    const auto change = changeBetween(usual(), after);

    QCOMPARE(change.what, cases.at(row).what);
    QCOMPARE(change.raises, cases.at(row).raises);
}

/// What is left never raises; where nothing was gained, all of it is left.
void TstContextChange::holdsBackWhatIsGained()
{
    QFETCH(const int, row);
    Context after = usual();
    cases.at(row).edit(after);

    const Context held = withoutGains(usual(), after);

    QVERIFY(!changeBetween(usual(), held).raises);
    QCOMPARE(changeBetween(after, held).what.isEmpty(), !cases.at(row).raises);
}

void TstContextChange::letsGoOfWhatIsLostOnly()
{
    Context after = usual();
    after.permissions = {"order", "sign", "view"};
    after.stepUps.clear();
    after.role->activityCodes = {"B2", "B3"};
    after.limits = {std::nullopt, 60min};

    const Context held = withoutGains(usual(), after);

    QCOMPARE(held.permissions, QByteArrayList{"view"});
    QVERIFY(held.stepUps == usual().stepUps);
    QCOMPARE(held.role->activityCodes, QByteArrayList{"B2"});
    QCOMPARE(held.limits, (identity::SessionLimits{10min, 60min}));
}

void TstContextChange::namesPermissionsForTheTrail()
{
    Context after = usual();
    after.permissions = {"order", "view"};

    const auto facts = factsOf(changeBetween(usual(), after), usual(), "claims");

    QCOMPARE(facts.value("because").toString(), QStringLiteral("claims"));
    QCOMPARE(facts.value("changed").toArray(), QJsonArray{"permissions"});
    QCOMPARE(facts.value("lost").toArray(), QJsonArray{"prescribe"});
    QCOMPARE(facts.value("gained").toArray(), QJsonArray{"order"});
    QCOMPARE(facts.value("role_before").toString(), QStringLiteral("r-1"));
    QCOMPARE(facts.value("context_before").toString(), QStringLiteral("context-1"));
}

QTEST_APPLESS_MAIN(TstContextChange)
#include "tst_context_change.moc"
