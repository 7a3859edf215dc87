// SPDX-License-Identifier: MIT
#include "app/config/config_files.h"
#include "core/policy/registry_policy_source.h"
#include "tests/support/code_of.h"
#include "tests/support/fake_clock.h"
#include "tests/support/registry_values.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace lanyard;
using namespace lanyard::config;
using namespace lanyard::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A registry key that a test writes.
struct Key {
    Result<std::optional<policy::RegistryKey>> contents = std::optional<policy::RegistryKey>();
    int readings = 0;

    void set(const QList<policy::RegistryValue>& values)
    {
        contents = std::optional(policy::RegistryKey{{}, values, {}});
    }

    /// With a profile that anybody could sign in to.
    void setComplete(const QList<policy::RegistryValue>& values)
    {
        const policy::RegistryKey profile{u"ward"_s,
            {textValue(u"Issuer"_s, u"https://idp.example"_s),
                textValue(u"ClientId"_s, u"c"_s),
                textsValue(u"RedirectUris"_s, {u"http://127.0.0.1:8123/"_s})},
            {}};
        contents =
            std::optional(policy::RegistryKey{{}, values, {{u"Environments"_s, {}, {profile}}}});
    }

    void fail()
    {
        contents = lanyard::fail(Fault::System, "registry.unreadable", u"cannot be read"_s);
    }

    [[nodiscard]] std::unique_ptr<policy::PolicySource> source(const QString& name)
    {
        return std::make_unique<policy::RegistryPolicySource>(name, name + u" key"_s, [this] {
            ++readings;
            return contents;
        });
    }
};

QString originOf(const QString& setting, const ConfigFiles& files)
{
    for (const auto& value : files.current().policy.values) {
        if (value.name == setting)
            return value.origin;
    }
    return {};
}

QStringList detailsOf(const QByteArray& code, const ConfigFiles& files)
{
    QStringList details;
    for (const HealthCondition& problem : files.current().problems()) {
        if (problem.code == code)
            details.append(problem.detail);
    }
    return details;
}

} // namespace

class TstMachinePolicy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void takesEachValueFromTheStrongestSource();
    void readsNoPolicyFileBesideTheRegistry();
    void putsTheSafeValueInForceForAWrongType();
    void gathersTheWrongTypesOfBothSources();
    void letsNoWeakerSourceReplaceWhatIsNoObject();
    void signsNobodyInUnderAWeakerSourceAlone();
    void keepsWhatItReadLast();
    void gathersNoticesIntoOneReading();
    void looksAnywayAfterAMinute();
    void takesADirectoryWhereTheMachineHasNoPolicy();
    void refusesToGoRoundTheMachinesPolicy_data();
    void refusesToGoRoundTheMachinesPolicy();

private:
    [[nodiscard]] PolicySources sources();
    [[nodiscard]] std::unique_ptr<ConfigFiles> open();

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<FakeClock> m_clock;
    Key m_group;
    Key m_machine;
};

void TstMachinePolicy::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_clock = std::make_unique<FakeClock>();
    m_group = {};
    m_machine = {};
    QVERIFY(m_directory->isValid());
}

PolicySources TstMachinePolicy::sources()
{
    PolicySources both;
    both.push_back(m_group.source(u"Group Policy"_s));
    both.push_back(m_machine.source(u"machine settings"_s));
    return both;
}

std::unique_ptr<ConfigFiles> TstMachinePolicy::open()
{
    // Whatever it is asked for is sound policy.
    const auto read = [](const QString&) { return QByteArray(R"({"MaxConnections": 99})"); };
    return std::make_unique<ConfigFiles>(m_directory->path(), *m_clock, read, sources());
}

void TstMachinePolicy::takesEachValueFromTheStrongestSource()
{
    m_group.set({numberValue(u"IdleLimitMinutes"_s, 7)});
    m_machine.setComplete(
        {numberValue(u"IdleLimitMinutes"_s, 9), numberValue(u"AbsoluteLimitMinutes"_s, 600)});

    const auto files = open();

    const policy::Policy& policy = files->current().policy.policy;
    QCOMPARE(policy.idleLimit, 7min);
    QCOMPARE(originOf(u"IdleLimitMinutes"_s, *files), u"Group Policy"_s);
    QCOMPARE(policy.absoluteLimit, 600min);
    QCOMPARE(originOf(u"AbsoluteLimitMinutes"_s, *files), u"machine settings"_s);
    QCOMPARE(originOf(u"StoreMode"_s, *files), u"default"_s);
    QVERIFY(!policy::signInRefusal(policy.environment));
    QCOMPARE(files->current().policyName, u"Group Policy and machine settings"_s);
}

void TstMachinePolicy::readsNoPolicyFileBesideTheRegistry()
{
    const auto files = open();

    QCOMPARE(originOf(u"MaxConnections"_s, *files), u"default"_s);
    QCOMPARE(files->current().policy.policy.maxConnections, 64);
}

void TstMachinePolicy::putsTheSafeValueInForceForAWrongType()
{
    m_group.set({textValue(u"IdleLimitMinutes"_s, u"7"_s)});
    m_machine.setComplete({numberValue(u"IdleLimitMinutes"_s, 60)});

    const auto files = open();

    QCOMPARE(files->current().policy.policy.idleLimit, 15min); // Neither 7 nor the weaker 60.
    QCOMPARE(detailsOf("policy.registry_type", *files),
        QStringList(u"Group Policy key, IdleLimitMinutes: REG_SZ found, REG_DWORD expected"_s));
    QCOMPARE(detailsOf("policy.bad_value", *files).size(), 1);
}

void TstMachinePolicy::gathersTheWrongTypesOfBothSources()
{
    m_group.set({textValue(u"IdleLimitMinutes"_s, u"7"_s)});
    m_machine.set({textValue(u"MaxConnections"_s, u"7"_s)});

    const auto details = detailsOf("policy.registry_type", *open());

    QCOMPARE(details.size(), 1); // Health has one condition for each code.
    QVERIFY(details.constFirst().contains(u"Group Policy key, IdleLimitMinutes"_s));
    QVERIFY(details.constFirst().contains(u"machine settings key, MaxConnections"_s));
}

void TstMachinePolicy::letsNoWeakerSourceReplaceWhatIsNoObject()
{
    m_machine.setComplete({});
    QVERIFY(!policy::signInRefusal(open()->current().policy.policy.environment));

    m_group.set({textValue(u"Environments"_s, u"x"_s)});

    QVERIFY(policy::signInRefusal(open()->current().policy.policy.environment));
}

void TstMachinePolicy::signsNobodyInUnderAWeakerSourceAlone()
{
    m_group.fail();
    m_machine.setComplete({textValue(u"Environment"_s, u"ward"_s)});

    const auto files = open();

    QVERIFY(policy::signInRefusal(files->current().policy.policy.environment));
    QCOMPARE(detailsOf("policy.unavailable", *files),
        QStringList(u"Group Policy key: cannot be read (registry.unreadable)"_s));
}

void TstMachinePolicy::keepsWhatItReadLast()
{
    m_group.setComplete({numberValue(u"IdleLimitMinutes"_s, 7)});
    const auto files = open();
    const QSignalSpy changed(files.get(), &ConfigFiles::changed);

    m_group.fail();
    files->reload();

    QCOMPARE(changed.size(), 1);
    QCOMPARE(files->current().policy.policy.idleLimit, 7min);
    QVERIFY(!policy::signInRefusal(files->current().policy.policy.environment));
    QCOMPARE(detailsOf("policy.unavailable", *files).size(), 1);

    m_group.setComplete({numberValue(u"IdleLimitMinutes"_s, 8)});
    files->reload();

    QCOMPARE(files->current().policy.policy.idleLimit, 8min);
    QCOMPARE(detailsOf("policy.unavailable", *files), QStringList());
}

void TstMachinePolicy::gathersNoticesIntoOneReading()
{
    auto both = sources();
    policy::PolicySource* group = both.front().get();
    ConfigFiles files(
        m_directory->path(),
        *m_clock,
        [](const QString&) { return QByteArray(); },
        std::move(both));
    const QSignalSpy changed(&files, &ConfigFiles::changed);
    m_group.readings = 0;

    m_group.set({numberValue(u"IdleLimitMinutes"_s, 7)});
    Q_EMIT group->changed();
    m_clock->advance(200ms);
    m_group.set({numberValue(u"IdleLimitMinutes"_s, 8)});
    Q_EMIT group->changed();
    m_clock->advance(200ms);
    QCOMPARE(changed.size(), 0);
    m_clock->advance(100ms);

    QCOMPARE(changed.size(), 1);
    QCOMPARE(m_group.readings, 1);
    QCOMPARE(files.current().policy.policy.idleLimit, 8min);
}

void TstMachinePolicy::looksAnywayAfterAMinute()
{
    const auto files = open();
    m_group.set({numberValue(u"IdleLimitMinutes"_s, 7)});

    m_clock->advance(60s);

    QCOMPARE(files->current().policy.policy.idleLimit, 7min);
}

void TstMachinePolicy::takesADirectoryWhereTheMachineHasNoPolicy()
{
    m_group.set({}); // A key with nothing in it.
    const QString machines = m_directory->filePath(u"machine"_s);

    const auto asked = configPlace(m_directory->path(), machines, sources());
    QCOMPARE(codeOf(asked), QByteArray());
    QCOMPARE(asked->directory, m_directory->path());
    QVERIFY(asked->sources.empty());

    const auto usual = configPlace({}, machines, sources());
    QCOMPARE(codeOf(usual), QByteArray());
    QCOMPARE(usual->directory, machines);
    QCOMPARE(usual->sources.size(), std::size_t{2});
}

void TstMachinePolicy::refusesToGoRoundTheMachinesPolicy_data()
{
    QTest::addColumn<QString>("where");

    QTest::newRow("Group Policy sets something") << u"group"_s;
    QTest::newRow("the installer sets something") << u"machine"_s;
    QTest::newRow("Group Policy cannot be read") << u"unreadable"_s;
    QTest::newRow("a policy.json is installed") << u"file"_s;
}

void TstMachinePolicy::refusesToGoRoundTheMachinesPolicy()
{
    QFETCH(const QString, where);
    if (where == u"group"_s)
        m_group.set({numberValue(u"IdleLimitMinutes"_s, 7)});
    if (where == u"machine"_s)
        m_machine.set({textValue(u"unknown"_s, u"x"_s)});
    if (where == u"unreadable"_s)
        m_group.fail();
    QFile file(m_directory->filePath(u"policy.json"_s));
    if (where == u"file"_s)
        QVERIFY(file.open(QIODevice::WriteOnly));

    const auto place = configPlace(m_directory->path(), m_directory->path(), sources());

    QCOMPARE(codeOf(place), "config.machine_policy");
}

QTEST_GUILESS_MAIN(TstMachinePolicy)
#include "tst_machine_policy.moc"
