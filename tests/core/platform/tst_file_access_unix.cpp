// SPDX-License-Identifier: MIT
#include "core/platform/durable_file.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace lanyard;
using namespace lanyard::platform;
using namespace Qt::StringLiterals;

namespace {

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("-");
}

/// No file of this process may grow past `bytes`: the nearest thing to a full disk.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }

    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &m_before); }

    Q_DISABLE_COPY_MOVE(FileSizeLimit)

private:
    rlimit m_before{};
};

} // namespace

/// Who may read what durable_file.h makes, and what a full disk does to it.
class TstFileAccess : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replacesAFileForThisUserAlone();
    void aFailedReplacementLeavesTheOldFile(); // P65
    void anAppendIsAllOrNothing();
    void doesNotFollowALink();
    void saysWhenThereIsNothingToReserve();
    void makesADirectoryForThisUserAlone();
    void refusesADirectoryOpenToOthers();

private:
    QTemporaryDir m_directory;
    QString m_path = m_directory.filePath(u"file"_s);
};

void TstFileAccess::replacesAFileForThisUserAlone()
{
    QVERIFY(replaceFile(m_path, "new"));

    QVERIFY(!(QFile::permissions(m_path) & (QFile::ReadGroup | QFile::ReadOther)));
}

void TstFileAccess::aFailedReplacementLeavesTheOldFile()
{
    QVERIFY(replaceFile(m_path, "old"));
    Result<> replaced;
    {
        const FileSizeLimit limit(100);
        replaced = replaceFile(m_path, QByteArray(200, 'x'));
    }

    QVERIFY(!replaced);
    QCOMPARE(replaced.error().code, QByteArray("file.full"));
    QCOMPARE(contentOf(m_path), QByteArray("old"));
    QCOMPARE(QDir(m_directory.path()).entryList(QDir::Files), QStringList{u"file"_s});
}

void TstFileAccess::anAppendIsAllOrNothing()
{
    const auto path = m_directory.filePath(u"full"_s);
    auto file = AppendFile::open(path, AppendFile::Open::New);
    QVERIFY(file->append(QByteArray(90, 'x')));
    Result<> appended;
    {
        const FileSizeLimit limit(100);
        appended = file->append(QByteArray(20, 'y'));
    }

    QVERIFY(!appended);
    QCOMPARE(appended.error().code, QByteArray("file.full"));
    QCOMPARE(contentOf(path), QByteArray(90, 'x'));
    QVERIFY(file->append("z"));
    QVERIFY(contentOf(path).endsWith("xz"));
}

void TstFileAccess::doesNotFollowALink()
{
    const auto link = m_directory.filePath(u"link"_s);
    QVERIFY(QFile::link(m_directory.filePath(u"elsewhere"_s), link));

    QVERIFY(!AppendFile::open(link, AppendFile::Open::NewOrExisting));
    QVERIFY(!reserveSpace(link, 1));
}

void TstFileAccess::saysWhenThereIsNothingToReserve()
{
    const FileSizeLimit limit(100);

    const auto reserved = reserveSpace(m_directory.filePath(u"much"_s), 8192);

    QVERIFY(!reserved);
    QCOMPARE(reserved.error().code, QByteArray("file.full"));
}

void TstFileAccess::makesADirectoryForThisUserAlone()
{
    const auto path = m_directory.filePath(u"a/b/c"_s);

    QVERIFY(makePrivateDirectory(path));
    QVERIFY(makePrivateDirectory(path));

    QVERIFY(!(QFile::permissions(path) & (QFile::ReadGroup | QFile::ExeOther)));
}

void TstFileAccess::refusesADirectoryOpenToOthers()
{
    const auto path = m_directory.filePath(u"open"_s);
    QVERIFY(makePrivateDirectory(path));
    QFile::setPermissions(path, QFile::permissions(path) | QFile::ReadOther);

    QCOMPARE(makePrivateDirectory(path).error().code, QByteArray("file.readable_by_others"));
}

QTEST_APPLESS_MAIN(TstFileAccess)
#include "tst_file_access_unix.moc"
