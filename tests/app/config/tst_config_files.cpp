// SPDX-License-Identifier: MIT
#include "app/config/config_files.h"
#include "app/config/trusted_reader.h"
#include "tests/support/fake_clock.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace lanyard;
using namespace lanyard::config;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TstConfigFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void loadsWhatIsThere();
    void saysWhatIsMissing();
    void refusesFilesThatOthersCouldWrite();
    void keepsTheLastGoodPolicy_data();
    void keepsTheLastGoodPolicy();
    void permitsNothingOnceAFileIsRefused();
    void followsThePlacesInPolicy();
    void noticesAChange_data();
    void noticesAChange();
    void looksAnywayAfterAMinute();
    void staysQuietForATouch();
    void gathersSeveralWritesIntoOneReading();
    void choosesTheDirectory();
    void refusesToGoRoundTheMachinesPolicy();

private:
    void write(const QString& name, const QByteArray& bytes) const;

    [[nodiscard]] QString path(const QString& name) const { return m_directory->filePath(name); }

    [[nodiscard]] std::unique_ptr<ConfigFiles> open();

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<test::FakeClock> m_clock;
};

namespace {

QByteArray policyWithIdle(int minutes)
{
    return "{\"IdleLimitMinutes\": " + QByteArray::number(minutes) + "}";
}

bool has(const QList<HealthCondition>& problems, const QByteArray& code)
{
    return std::any_of(problems.begin(), problems.end(), [&](const HealthCondition& problem) {
        return problem.code == code;
    });
}

} // namespace

void TstConfigFiles::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_clock = std::make_unique<test::FakeClock>();
    QVERIFY(m_directory->isValid());
}

void TstConfigFiles::write(const QString& name, const QByteArray& bytes) const
{
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
    file.close();
    QVERIFY(file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner));
}

std::unique_ptr<ConfigFiles> TstConfigFiles::open()
{
    return std::make_unique<ConfigFiles>(
        m_directory->path(), *m_clock, trustedReader(Owners::AdministratorsAndOurselves));
}

void TstConfigFiles::loadsWhatIsThere()
{
    write(u"policy.json"_s, policyWithIdle(7));
    write(u"apps.json"_s, "apps");
    write(u"roles.json"_s, "roles");

    const auto files = open();

    QCOMPARE(files->current().policy.policy.idleLimit, std::chrono::minutes(7));
    QCOMPARE(files->current().apps.bytes, "apps");
    QCOMPARE(files->current().roles.bytes, "roles");
    QCOMPARE(files->current().apps.path, path(u"apps.json"_s));
    QCOMPARE(files->current().policy.policy.appsFile, path(u"apps.json"_s));
    QCOMPARE(files->current().policy.policy.rolesFile, path(u"roles.json"_s));
    QVERIFY(!files->current().apps.problem);
    QVERIFY(!files->current().roles.problem);
}

void TstConfigFiles::saysWhatIsMissing()
{
    const auto files = open();

    const auto problems = files->current().problems();
    QVERIFY(has(problems, "policy.missing"));
    QVERIFY(has(problems, "apps.missing"));
    QVERIFY(has(problems, "roles.missing"));
    QVERIFY(policy::signInRefusal(files->current().policy.policy.environment));
}

void TstConfigFiles::refusesFilesThatOthersCouldWrite()
{
    for (const QString& name : {u"policy.json"_s, u"apps.json"_s, u"roles.json"_s}) {
        write(name, policyWithIdle(7));
        QVERIFY(QFile::setPermissions(
            path(name), QFile::permissions(path(name)) | QFileDevice::WriteOther));
    }

    const auto files = open();

    const auto problems = files->current().problems();
    QVERIFY(has(problems, "policy.untrusted"));
    QVERIFY(has(problems, "apps.untrusted"));
    QVERIFY(has(problems, "roles.untrusted"));
    QCOMPARE(files->current().policy.policy.idleLimit, std::chrono::minutes(15));
    QCOMPARE(files->current().apps.bytes, "");
    QCOMPARE(files->current().roles.bytes, "");
}

void TstConfigFiles::keepsTheLastGoodPolicy_data()
{
    QTest::addColumn<QString>("how");
    QTest::addColumn<QByteArray>("code");

    QTest::newRow("broken") << u"break"_s << QByteArray("policy.unreadable");
    QTest::newRow("removed") << u"remove"_s << QByteArray("policy.missing");
    QTest::newRow("writable by others") << u"open"_s << QByteArray("policy.untrusted");
}

void TstConfigFiles::keepsTheLastGoodPolicy()
{
    QFETCH(const QString, how);
    QFETCH(const QByteArray, code);
    write(u"policy.json"_s, policyWithIdle(7));
    const auto files = open();
    const QSignalSpy changed(files.get(), &ConfigFiles::changed);

    if (how == u"break"_s)
        write(u"policy.json"_s, "{\"IdleLimitMinutes\": ");
    else if (how == u"remove"_s)
        QVERIFY(QFile::remove(path(u"policy.json"_s)));
    else
        QVERIFY(QFile::setPermissions(path(u"policy.json"_s),
            QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::WriteGroup));
    files->reload();

    QCOMPARE(changed.size(), 1);
    QCOMPARE(files->current().policy.policy.idleLimit, std::chrono::minutes(7));
    QVERIFY(has(files->current().problems(), code));
}

void TstConfigFiles::permitsNothingOnceAFileIsRefused()
{
    write(u"apps.json"_s, "apps");
    const auto files = open();
    QCOMPARE(files->current().apps.bytes, "apps");

    QVERIFY(QFile::setPermissions(path(u"apps.json"_s),
        QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::WriteOther));
    files->reload();

    QCOMPARE(files->current().apps.bytes, "");
    QCOMPARE(files->current().apps.problem->code, "apps.untrusted");
}

void TstConfigFiles::followsThePlacesInPolicy()
{
    QVERIFY(QDir(m_directory->path()).mkdir(u"elsewhere"_s));
    write(u"elsewhere/roles.json"_s, "there");
    write(u"roles.json"_s, "here");
    write(
        u"policy.json"_s, "{\"RolesFile\": \"" + path(u"elsewhere/roles.json"_s).toUtf8() + "\"}");

    const auto files = open();

    QCOMPARE(files->current().roles.bytes, "there");
}

void TstConfigFiles::noticesAChange_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("isReplaced");

    for (const QString& name : {u"policy.json"_s, u"apps.json"_s, u"elsewhere/roles.json"_s}) {
        QTest::addRow("%s written in place", qPrintable(name)) << name << false;
        QTest::addRow("%s replaced", qPrintable(name)) << name << true;
    }
}

void TstConfigFiles::noticesAChange()
{
    QFETCH(const QString, file);
    QFETCH(const bool, isReplaced);
    QVERIFY(QDir(m_directory->path()).mkdir(u"elsewhere"_s));
    const QByteArray roles =
        ", \"RolesFile\": \"" + path(u"elsewhere/roles.json"_s).toUtf8() + "\"}";
    write(u"policy.json"_s, policyWithIdle(7).chopped(1) + roles);
    write(u"apps.json"_s, "1");
    write(u"elsewhere/roles.json"_s, "1");
    const auto files = open();
    const QSignalSpy changed(files.get(), &ConfigFiles::changed);

    for (int round = 1; round <= 3; ++round) { // A replaced file has to be watched again.
        const QByteArray bytes = policyWithIdle(7 + round).chopped(1) + roles;
        if (isReplaced) {
            QSaveFile whole(path(file));
            QVERIFY(whole.open(QIODevice::WriteOnly));
            whole.write(bytes);
            QVERIFY(whole.commit());
        } else {
            write(file, bytes);
        }
        QTRY_VERIFY(m_clock->isDueWithin(1s)); // The notice came; it waits for the dust to settle.
        m_clock->advance(1s);

        QCOMPARE(changed.size(), round);
    }
}

void TstConfigFiles::looksAnywayAfterAMinute()
{
    const auto files = open();
    const QSignalSpy changed(files.get(), &ConfigFiles::changed);

    write(u"policy.json"_s, policyWithIdle(7)); // No event loop runs here, so no notice arrives.
    m_clock->advance(std::chrono::seconds(59));
    QCOMPARE(changed.size(), 0);
    m_clock->advance(std::chrono::seconds(1));

    QCOMPARE(changed.size(), 1);
    QCOMPARE(files->current().policy.policy.idleLimit, std::chrono::minutes(7));
}

void TstConfigFiles::staysQuietForATouch()
{
    write(u"policy.json"_s, policyWithIdle(7));
    const auto files = open();
    const QSignalSpy changed(files.get(), &ConfigFiles::changed);

    write(u"policy.json"_s, policyWithIdle(7));
    files->reload();

    QCOMPARE(changed.size(), 0);
}

void TstConfigFiles::gathersSeveralWritesIntoOneReading()
{
    const auto files = open();
    const QSignalSpy changed(files.get(), &ConfigFiles::changed);

    write(u"policy.json"_s, policyWithIdle(7));
    write(u"apps.json"_s, "1");
    write(u"roles.json"_s, "1");
    QTRY_VERIFY(m_clock->isDueWithin(1s));
    m_clock->advance(1s);

    QCOMPARE(changed.size(), 1);
    QCOMPARE(files->current().roles.bytes, "1");
}

void TstConfigFiles::choosesTheDirectory()
{
    const QString machine = path(u"etc"_s);

    QCOMPARE(*configDirectory({}, machine), machine);
    QCOMPARE(*configDirectory(m_directory->path(), machine), m_directory->path());
    const auto missing = configDirectory(path(u"none"_s), machine);
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, "config.no_directory");
}

void TstConfigFiles::refusesToGoRoundTheMachinesPolicy()
{
    QVERIFY(QDir(m_directory->path()).mkdir(u"etc"_s));
    QVERIFY(QFile::link(path(u"nowhere"_s), path(u"etc/policy.json"_s)));
    const auto dangling = configDirectory(m_directory->path(), path(u"etc"_s));
    QVERIFY(QFile::remove(path(u"etc/policy.json"_s)));
    write(u"etc/policy.json"_s, "broken");
    const auto installed = configDirectory(m_directory->path(), path(u"etc"_s));

    QVERIFY(!dangling);
    QVERIFY(!installed);
    QCOMPARE(installed.error().code, "config.machine_policy");
    QCOMPARE(installed.error().fault, Fault::Misconfigured);
}

QTEST_GUILESS_MAIN(TstConfigFiles)
#include "tst_config_files.moc"
