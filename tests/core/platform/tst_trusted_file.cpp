// SPDX-License-Identifier: MIT
#include "core/platform/trusted_file.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <sys/stat.h>
#include <unistd.h>

using namespace lanyard;
using namespace lanyard::platform;
using namespace Qt::StringLiterals;

class TstTrustedFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void readsAnAdministratorsFile();
    void refusesAFileWritableBy_data();
    void refusesAFileWritableBy();
    void refusesADirectoryWritableByOthers();
    void refusesAnotherUsersFile();
    void refusesAnotherUsersDirectory();
    void refusesALinkIntoAnUntrustedDirectory();
    void followsALinkBetweenTrustedDirectories();
    void saysWhatIsMissing();
    void refusesWhatIsNotAFile();
    void refusesMoreThanItsLimit();

private:
    void give(const QString& path, mode_t mode) const
    {
        QCOMPARE(chmod(QFile::encodeName(path).constData(), mode), 0);
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    QString m_path;
};

void TstTrustedFile::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_path = m_directory->filePath(u"policy.json"_s);
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{}");
    file.close();
    give(m_path, 0644);
    give(m_directory->path(), 0755);
}

void TstTrustedFile::readsAnAdministratorsFile()
{
    QCOMPARE(readTrustedFile(m_path).value(), QByteArray("{}"));
}

void TstTrustedFile::refusesAFileWritableBy_data()
{
    QTest::addColumn<int>("mode");
    QTest::newRow("its group") << 0664;
    QTest::newRow("everybody") << 0646;
}

void TstTrustedFile::refusesAFileWritableBy()
{
    QFETCH(const int, mode);
    give(m_path, static_cast<mode_t>(mode));

    const auto content = readTrustedFile(m_path);

    QVERIFY(!content);
    QCOMPARE(content.error().fault, Fault::Untrusted);
    QCOMPARE(content.error().code, QByteArray("file.writable_by_others"));
}

void TstTrustedFile::refusesADirectoryWritableByOthers()
{
    for (const mode_t mode : {0777U, 01777U, 0775U}) {
        give(m_directory->path(), mode);
        QCOMPARE(readTrustedFile(m_path).error().code, QByteArray("file.writable_by_others"));
    }
}

void TstTrustedFile::refusesAnotherUsersFile()
{
    if (getuid() != 0)
        QSKIP("only root can make another user's file");
    QCOMPARE(chown(QFile::encodeName(m_path).constData(), 65534, 0), 0);

    QCOMPARE(readTrustedFile(m_path).error().code, QByteArray("file.owner"));
}

void TstTrustedFile::refusesAnotherUsersDirectory()
{
    if (getuid() != 0)
        QSKIP("only root can make another user's directory");
    QCOMPARE(chown(QFile::encodeName(m_directory->path()).constData(), 65534, 0), 0);

    QCOMPARE(readTrustedFile(m_path).error().code, QByteArray("file.owner"));
}

void TstTrustedFile::refusesALinkIntoAnUntrustedDirectory()
{
    QTemporaryDir other;
    const auto target = other.filePath(u"target"_s);
    QVERIFY(QFile::copy(m_path, target));
    give(other.path(), 0777);
    const auto link = m_directory->filePath(u"link"_s);
    QVERIFY(QFile::link(target, link));

    QCOMPARE(readTrustedFile(link).error().code, QByteArray("file.writable_by_others"));
}

void TstTrustedFile::followsALinkBetweenTrustedDirectories()
{
    const auto link = m_directory->filePath(u"link"_s);
    QVERIFY(QFile::link(m_path, link));

    QVERIFY(readTrustedFile(link));
}

void TstTrustedFile::saysWhatIsMissing()
{
    const auto content = readTrustedFile(m_directory->filePath(u"none"_s));

    QCOMPARE(content.error().fault, Fault::System);
    QCOMPARE(content.error().code, QByteArray("file.missing"));
}

void TstTrustedFile::refusesWhatIsNotAFile()
{
    const auto fifo = m_directory->filePath(u"pipe"_s);
    QCOMPARE(mkfifo(QFile::encodeName(fifo).constData(), 0600), 0);

    QCOMPARE(readTrustedFile(fifo).error().code, QByteArray("file.not_regular"));
    QVERIFY(QDir(m_directory->path()).mkdir(u"sub"_s));
    QCOMPARE(readTrustedFile(m_directory->filePath(u"sub"_s)).error().code,
        QByteArray("file.not_regular"));
}

void TstTrustedFile::refusesMoreThanItsLimit()
{
    QVERIFY(readTrustedFile(m_path, 2));
    QCOMPARE(readTrustedFile(m_path, 1).error().code, QByteArray("file.too_large"));
}

QTEST_APPLESS_MAIN(TstTrustedFile)
#include "tst_trusted_file.moc"
