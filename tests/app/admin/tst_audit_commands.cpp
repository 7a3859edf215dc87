// SPDX-License-Identifier: MIT
#include "app/admin/commands.h"
#include "app/config/audit_places.h"
#include "core/audit/disk.h"
#include "core/audit/journal.h"
#include "core/platform/logon.h"
#include "tests/support/fake_clock.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace lanyard;
using namespace lanyard::admin;
using namespace Qt::StringLiterals;

class TstAuditCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void findsASoundTrailSound();
    void findsAChangedLine();
    void findsAFileThatIsGone();
    void showsOnlyEventsToAPerson();
    void saysWhenNothingHasHappened();
    void showsTheRecordsInTheirOrder();
    void saysWhenThereIsNoTrail();

private:
    void writeTrail(
        const QList<audit::Kind>& kinds = {audit::Kind::AgentStarted, audit::Kind::SignedIn});
    [[nodiscard]] QString journalFile() const;

    std::unique_ptr<QTemporaryDir> m_directory;
    config::Configuration m_configuration;
    config::AuditPlaces m_places;
};

void TstAuditCommands::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_configuration.policy.policy.auditDirectory = m_directory->filePath(u"audit"_s);
    m_places = config::auditPlaces(m_configuration.policy.policy, platform::currentLogon().userId);
}

void TstAuditCommands::writeTrail(const QList<audit::Kind>& kinds)
{
    test::FakeClock clock;
    Health health;
    audit::RealDisk disk;
    audit::FileHeadWitness witness(m_places.heads);
    auto journal = audit::Journal::open(
        {m_places.directory, platform::currentLogon().userId, u"ward-pc"_s, u"1.0"_s},
        {disk, witness, clock, health});
    QVERIFY(journal);
    for (const auto kind : kinds)
        QVERIFY((*journal)->record({.kind = kind}));
}

QString TstAuditCommands::journalFile() const
{
    const QDir journal(m_places.journal);
    return journal.filePath(journal.entryList({u"*.jsonl"_s}, QDir::Files, QDir::Name).value(1));
}

void TstAuditCommands::findsASoundTrailSound()
{
    writeTrail();

    const Report report = auditVerify(m_configuration);

    QCOMPARE(report.exitCode, ExitCode::Ok);
    QCOMPARE(report.json.value(u"sound"_s), QJsonValue(true));
}

void TstAuditCommands::findsAChangedLine()
{
    writeTrail();
    QFile file(journalFile());
    QVERIFY(file.open(QIODevice::ReadWrite));
    QByteArray bytes = file.readAll();
    bytes.replace("signed_in", "signed_on");
    file.resize(0);
    file.write(bytes);
    file.close();

    const Report report = auditVerify(m_configuration);

    QCOMPARE(report.exitCode, ExitCode::ProblemFound);
    QCOMPARE(report.json.value(u"sound"_s), QJsonValue(false));
    QVERIFY(report.text.contains(u"changed_line"_s));
}

void TstAuditCommands::findsAFileThatIsGone()
{
    writeTrail();
    QVERIFY(QFile::remove(journalFile()));

    const Report report = auditVerify(m_configuration);

    QCOMPARE(report.exitCode, ExitCode::ProblemFound);
    QVERIFY(report.text.contains(u"missing_file"_s));
}

void TstAuditCommands::showsTheRecordsInTheirOrder()
{
    writeTrail();

    const QJsonArray records = auditShow(m_configuration).json.value(u"records"_s).toArray();

    QCOMPARE(records.size(), 4); // The first of each file names it.
    QCOMPARE(records[1][u"event"_s].toString(), u"agent_started"_s);
    QCOMPARE(records[3][u"event"_s].toString(), u"signed_in"_s);
}

void TstAuditCommands::showsOnlyEventsToAPerson()
{
    writeTrail();

    const Report report = auditShow(m_configuration);

    const QStringList lines = report.text.trimmed().split(u'\n');
    QCOMPARE(lines.size(), 2);
    QVERIFY(lines[0].endsWith(u"agent_started"_s));
    QVERIFY(lines[1].endsWith(u"signed_in"_s));
    QVERIFY(report.note.isEmpty());
}

void TstAuditCommands::saysWhenNothingHasHappened()
{
    writeTrail({});

    const Report report = auditShow(m_configuration);

    QCOMPARE(report.exitCode, ExitCode::Ok);
    QCOMPARE(report.text, QString());
    QCOMPARE(report.note, u"The audit trail holds no event yet.\n"_s);
}

void TstAuditCommands::saysWhenThereIsNoTrail()
{
    QCOMPARE(auditVerify(m_configuration).exitCode, ExitCode::Unavailable);
    QCOMPARE(auditShow(m_configuration).exitCode, ExitCode::Unavailable);
}

QTEST_GUILESS_MAIN(TstAuditCommands)
#include "tst_audit_commands.moc"
