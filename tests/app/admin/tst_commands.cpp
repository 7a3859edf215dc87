// SPDX-License-Identifier: MIT
#include "app/admin/commands.h"
#include "app/config/trusted_reader.h"
#include "core/policy/admx.h"
#include "core/policy/registry_policy_source.h"
#include "tests/support/fake_clock.h"
#include "tests/support/registry_values.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace lanyard;
using namespace lanyard::admin;
using namespace Qt::StringLiterals;

namespace {

constexpr auto soundPolicy =
    R"({"Environments": {"ward": {"Issuer": "https://idp.example", "ClientId": "c", )"
    R"("RedirectUris": ["http://127.0.0.1:8123/"]}}, "IdleLimitMinutes": 7})";

constexpr auto soundRoles =
    R"({"schema": "lanyard.roles/1", "rules": [{"name": "Doctors", )"
    R"("when": {"role_code": "S8000:G8000:*"}, "permissions": "prescribe"}]})";

constexpr auto claims =
    R"({"id_token": {"iss": "https://idp.example", "sub": "1"}, "userinfo": {"sub": "1", )"
    R"("name": "CANARY Person", "nhsid_useruid": "CANARY-UID", "nhsid_nrbac_roles": )"
    R"({"person_roleid": "5", "role_code": "S8000:G8000:R8000", "role_name": "A:Doctor"}}})";

QByteArrayList codes(const Report& report)
{
    QByteArrayList list;
    for (const QJsonValue problem : report.json.value(u"problems"_s).toArray())
        list.append(problem[u"code"_s].toString().toLatin1());
    return list;
}

} // namespace

class TstCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void showsEverySettingWithItsOrigin();
    void reportsProblemsByExitCode_data();
    void reportsProblemsByExitCode();
    void explainsEachPermission();
    void refusesARoleOfSomebodyElse();
    void refusesClaims_data();
    void refusesClaims();
    void diagnosesAHealthyComputer();
    void diagnosesWhatIsWrong();
    void refusesToGoRoundTheMachinesPolicy();
    void refusesToGoRoundTheRegistry();
    void showsWhatTheRegistrySays();
    void writesTheTemplates();
    void saysWhereTemplatesCannotBeWritten();
    void printsTheSchemaWithoutAnyFiles();
    void rendersOneLineOfJson();

private:
    void write(const QString& name, const QByteArray& bytes) const;
    [[nodiscard]] Report ask(Invocation invocation);

    std::unique_ptr<QTemporaryDir> m_directory;
    test::FakeClock m_clock;
    std::function<config::PolicySources()> m_machinePolicy;
    Result<QJsonObject> m_agent = QJsonObject{{u"state"_s, u"signed_out"_s}};
};

void TstCommands::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_agent = QJsonObject{{u"state"_s, u"signed_out"_s}};
    m_machinePolicy = nullptr;
    write(u"policy.json"_s, soundPolicy);
    write(u"apps.json"_s, R"({"schema": "lanyard.apps/1", "apps": []})");
    write(u"roles.json"_s, soundRoles);
    write(u"claims.json"_s, claims);
}

void TstCommands::write(const QString& name, const QByteArray& bytes) const
{
    QFile file(m_directory->filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
    file.close();
    QVERIFY(file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner));
}

Report TstCommands::ask(Invocation invocation)
{
    if (invocation.configDirectory.isEmpty() && !m_machinePolicy)
        invocation.configDirectory = m_directory->path();
    if (invocation.command == u"roles explain"_s && invocation.claimsFile.isEmpty())
        invocation.claimsFile = m_directory->filePath(u"claims.json"_s);
    const auto reader = [](const QString&) {
        return config::trustedReader(config::Owners::AdministratorsAndOurselves);
    };
    return run(invocation,
        {.clock = m_clock,
            .machineDirectory = m_directory->filePath(u"etc"_s),
            .readerFor = reader,
            .machinePolicy = m_machinePolicy,
            .agentHello = [this] { return m_agent; }});
}

void TstCommands::showsEverySettingWithItsOrigin()
{
    const Report report = ask({.command = u"policy show"_s});

    QCOMPARE(report.exitCode, ExitCode::Ok);
    QCOMPARE(report.json.value(u"environment"_s).toString(), u"ward"_s);
    QVERIFY(report.text.contains(u"IdleLimitMinutes = 7  [policy.json]\n"_s));
    QVERIFY(report.text.contains(u"AbsoluteLimitMinutes = 720  [default]\n"_s));
    QVERIFY(report.text.contains(u"Environments.ward.Issuer = \"https://idp.example\""_s));
}

void TstCommands::reportsProblemsByExitCode_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("contents");
    QTest::addColumn<QString>("command");
    QTest::addColumn<QByteArray>("code"); // Empty: in order.

    const auto row = [](const char* name,
                         const char* file,
                         const char* contents,
                         const char* command,
                         const char* code) {
        QTest::newRow(name) << QString::fromLatin1(file) << QByteArray(contents)
                            << QString::fromLatin1(command) << QByteArray(code);
    };
    row("sound policy", "policy.json", soundPolicy, "policy check", "");
    row("broken policy", "policy.json", "{", "policy check", "policy.unreadable");
    row("broken policy, shown", "policy.json", "{", "policy show", "policy.unreadable");
    row("incomplete policy", "policy.json", "{}", "policy check", "policy.incomplete");
    row("sound apps", "apps.json", R"({"schema": "lanyard.apps/1", "apps": []})", "apps check", "");
    row("broken apps", "apps.json", "{", "apps check", "apps.refused");
    row("an audience that the environment lacks",
        "apps.json",
        R"({"schema": "lanyard.apps/1", "apps": [{"name": "a", "match": {"path": "/usr/bin/a"},
            "operations": ["token"], "audiences": {"x": ["*"]}}]})",
        "apps check",
        "apps.refused");
    row("refused apps, diagnosed", "apps.json", "{}", "diagnose", "apps.refused");
    row("sound roles", "roles.json", soundRoles, "roles check", "");
    row("broken roles", "roles.json", "{", "roles check", "roles.unreadable");
    row("refused roles", "roles.json", "{}", "roles check", "roles.refused");
    row("refused roles, explained", "roles.json", "{}", "roles explain", "roles.refused");
    row("refused roles, diagnosed", "roles.json", "{}", "diagnose", "roles.refused");
}

void TstCommands::reportsProblemsByExitCode()
{
    QFETCH(const QString, file);
    QFETCH(const QByteArray, contents);
    QFETCH(const QString, command);
    QFETCH(const QByteArray, code);
    write(file, contents);

    const Report report = ask({.command = command});

    QCOMPARE(report.exitCode, code.isEmpty() ? ExitCode::Ok : ExitCode::ProblemFound);
    QCOMPARE(codes(report).contains(code), !code.isEmpty());
    QVERIFY(report.text.contains(QString::fromLatin1(code)));
    QVERIFY(report.text.endsWith(u'\n'));
}

void TstCommands::explainsEachPermission()
{
    const Report report = ask({.command = u"roles explain"_s});

    QCOMPARE(report.exitCode, ExitCode::Ok);
    QCOMPARE(report.json.value(u"permissions"_s).toArray(), QJsonArray{u"prescribe"_s});
    const QJsonValue decision = report.json.value(u"decisions"_s).toArray().first();
    QCOMPARE(decision[u"permission"_s].toString(), u"prescribe"_s);
    QCOMPARE(decision[u"rule"_s].toString(), u"Doctors"_s);
    QVERIFY(report.text.contains(u"Role: Doctor (S8000:G8000:R8000)"_s));
    // Rights are the question here, not the person.
    QVERIFY(!QJsonDocument(report.json).toJson().contains("CANARY"));
    QVERIFY(!report.text.contains(u"CANARY"_s));
}

void TstCommands::refusesARoleOfSomebodyElse()
{
    const Report report = ask({.command = u"roles explain"_s, .roleId = u"6"_s});

    QCOMPARE(report.exitCode, ExitCode::ProblemFound);
    QCOMPARE(report.json.value(u"error"_s)[u"code"_s].toString(), u"identity.role_unknown"_s);
}

void TstCommands::refusesClaims_data()
{
    QTest::addColumn<QByteArray>("contents");

    QTest::newRow("broken") << QByteArray("{");
    QTest::newRow("empty") << QByteArray("{}");
    QTest::newRow("text for the ID token") << QByteArray(R"({"id_token": "CANARY"})");
}

void TstCommands::refusesClaims()
{
    QFETCH(const QByteArray, contents);
    write(u"claims.json"_s, contents);

    const Report report = ask({.command = u"roles explain"_s});
    const Report missing = ask({.command = u"roles explain"_s, .claimsFile = u"/nowhere"_s});

    QCOMPARE(report.exitCode, ExitCode::Unavailable);
    QVERIFY(!report.text.contains(u"CANARY"_s));
    QCOMPARE(missing.exitCode, ExitCode::Unavailable);
}

void TstCommands::diagnosesAHealthyComputer()
{
    const Report report = ask({.command = u"diagnose"_s});

    QCOMPARE(report.exitCode, ExitCode::Ok);
    QVERIFY(report.json.value(u"ok"_s).toBool());
    QVERIFY(report.json.value(u"agent"_s)[u"reachable"_s].toBool());
    QVERIFY(report.text.contains(u"No problems."_s));
    QVERIFY(!report.text.contains(u"[default]"_s));
}

void TstCommands::diagnosesWhatIsWrong()
{
    m_agent = fail(Fault::Unreachable, "agent.not_running", u"no agent"_s);
    QVERIFY(QFile::remove(m_directory->filePath(u"apps.json"_s)));
    write(u"policy.json"_s, R"({"IdleLimitMinutes": "x"})");

    const Report report = ask({.command = u"diagnose"_s});

    QCOMPARE(report.exitCode, ExitCode::ProblemFound);
    QCOMPARE(codes(report),
        QByteArrayList(
            {"policy.bad_value", "policy.incomplete", "apps.missing", "agent.not_running"}));
    QVERIFY(!report.json.value(u"agent"_s)[u"reachable"_s].toBool());
}

void TstCommands::refusesToGoRoundTheMachinesPolicy()
{
    QVERIFY(QDir(m_directory->path()).mkdir(u"etc"_s));
    write(u"etc/policy.json"_s, "{}");

    const Report report = ask({.command = u"policy show"_s});

    QCOMPARE(report.exitCode, ExitCode::Refused);
    QCOMPARE(report.json.value(u"error"_s)[u"code"_s].toString(), u"config.machine_policy"_s);
}

namespace {

/// Group Policy with one setting.
config::PolicySources groupPolicy()
{
    config::PolicySources sources;
    sources.push_back(
        std::make_unique<policy::RegistryPolicySource>(u"Group Policy"_s, u"HKLM\\x"_s, [] {
            return Result<std::optional<policy::RegistryKey>>(
                policy::RegistryKey{{}, {test::numberValue(u"IdleLimitMinutes"_s, 8)}, {}});
        }));
    return sources;
}

} // namespace

void TstCommands::refusesToGoRoundTheRegistry()
{
    m_machinePolicy = groupPolicy;

    const Report report =
        ask({.command = u"policy check"_s, .configDirectory = m_directory->path()});

    QCOMPARE(report.exitCode, ExitCode::Refused);
    QCOMPARE(report.json.value(u"error"_s)[u"code"_s].toString(), u"config.machine_policy"_s);
}

void TstCommands::showsWhatTheRegistrySays()
{
    m_machinePolicy = groupPolicy;

    const Report report = ask({.command = u"policy show"_s});

    QVERIFY(report.text.contains(u"IdleLimitMinutes = 8  [Group Policy]\n"_s));
    QVERIFY(report.text.contains(u"AbsoluteLimitMinutes = 720  [default]\n"_s));
}

void TstCommands::writesTheTemplates()
{
    const QString directory = m_directory->filePath(u"PolicyDefinitions"_s);

    const Report report = ask({.command = u"policy templates"_s, .templatesDirectory = directory});

    QCOMPARE(report.exitCode, ExitCode::Ok);
    QFile definitions(directory + u"/lanyard.admx"_s);
    QVERIFY(definitions.open(QIODevice::ReadOnly));
    QCOMPARE(definitions.readAll(), policy::admx());
    QFile texts(directory + u"/en-GB/lanyard.adml"_s);
    QVERIFY(texts.open(QIODevice::ReadOnly));
    QCOMPARE(texts.readAll(), policy::adml());
}

void TstCommands::saysWhereTemplatesCannotBeWritten()
{
    const Report report = ask({.command = u"policy templates"_s,
        .templatesDirectory = m_directory->filePath(u"policy.json/x"_s)});

    QCOMPARE(report.exitCode, ExitCode::Unavailable);
    QCOMPARE(report.json.value(u"error"_s)[u"code"_s].toString(), u"file.write"_s);
}

void TstCommands::printsTheSchemaWithoutAnyFiles()
{
    const Report report = ask({.command = u"policy schema"_s, .configDirectory = u"/nowhere"_s});

    QCOMPARE(report.exitCode, ExitCode::Ok);
    QVERIFY(report.json.contains(u"properties"_s));
}

void TstCommands::rendersOneLineOfJson()
{
    const Report report = ask({.command = u"policy check"_s});

    QCOMPARE(rendered(report, {.json = true}), "{\"ok\":true,\"problems\":[]}\n");
    QCOMPARE(rendered(report, {.json = false}), "policy.json is in order\n");
}

QTEST_GUILESS_MAIN(TstCommands)
#include "tst_commands.moc"
