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

class TstDurableFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replacesAFileForThisUserAlone();
    void aFailedReplacementLeavesTheOldFile(); // P65
    void appendsToTheEnd();
    void aNewFileIsNew();
    void twoHoldersAppendToOneFile();
    void anAppendIsAllOrNothing();
    void doesNotFollowALink();
    void reservesAndGivesBack();
    void saysWhenThereIsNothingToReserve();
    void makesADirectoryForThisUserAlone();
    void refusesADirectoryOpenToOthers();

private:
    QTemporaryDir m_directory;
    QString m_path = m_directory.filePath(u"file"_s);
};

void TstDurableFile::replacesAFileForThisUserAlone()
{
    QVERIFY(replaceFile(m_path, "old"));
    QVERIFY(replaceFile(m_path, "new"));

    QCOMPARE(contentOf(m_path), QByteArray("new"));
    QVERIFY(!(QFile::permissions(m_path) & (QFile::ReadGroup | QFile::ReadOther)));
    QCOMPARE(QDir(m_directory.path()).entryList(QDir::Files), QStringList{u"file"_s});
}

void TstDurableFile::aFailedReplacementLeavesTheOldFile()
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

void TstDurableFile::appendsToTheEnd()
{
    const auto path = m_directory.filePath(u"appended"_s);
    {
        auto file = AppendFile::open(path, AppendFile::Open::New);
        QVERIFY(file->append("a"));
        QVERIFY(file->append("b"));
        QVERIFY(file->sync());
    }
    auto again = AppendFile::open(path, AppendFile::Open::NewOrExisting);
    QVERIFY(again->append("c"));

    QCOMPARE(contentOf(path), QByteArray("abc"));
}

void TstDurableFile::aNewFileIsNew()
{
    QVERIFY(replaceFile(m_path, "x"));

    QCOMPARE(
        AppendFile::open(m_path, AppendFile::Open::New).error().code, QByteArray("file.exists"));
}

void TstDurableFile::twoHoldersAppendToOneFile()
{
    const auto path = m_directory.filePath(u"shared"_s);
    auto one = AppendFile::open(path, AppendFile::Open::NewOrExisting);
    auto two = AppendFile::open(path, AppendFile::Open::NewOrExisting);

    QVERIFY(one->append("1"));
    QVERIFY(two->append("2"));
    QVERIFY(one->append("3"));

    QCOMPARE(contentOf(path), QByteArray("123"));
}

void TstDurableFile::anAppendIsAllOrNothing()
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

void TstDurableFile::doesNotFollowALink()
{
    const auto link = m_directory.filePath(u"link"_s);
    QVERIFY(QFile::link(m_directory.filePath(u"elsewhere"_s), link));

    QVERIFY(!AppendFile::open(link, AppendFile::Open::NewOrExisting));
    QVERIFY(!reserveSpace(link, 1));
}

void TstDurableFile::reservesAndGivesBack()
{
    const auto path = m_directory.filePath(u"reserve"_s);

    QVERIFY(reserveSpace(path, 8192));
    QCOMPARE(QFileInfo(path).size(), 8192);
    QVERIFY(reserveSpace(path, 4096));
    QCOMPARE(QFileInfo(path).size(), 4096);
    QVERIFY(reserveSpace(path, 0));
    QCOMPARE(QFileInfo(path).size(), 0);
}

void TstDurableFile::saysWhenThereIsNothingToReserve()
{
    const FileSizeLimit limit(100);

    const auto reserved = reserveSpace(m_directory.filePath(u"much"_s), 8192);

    QVERIFY(!reserved);
    QCOMPARE(reserved.error().code, QByteArray("file.full"));
}

void TstDurableFile::makesADirectoryForThisUserAlone()
{
    const auto path = m_directory.filePath(u"a/b/c"_s);

    QVERIFY(makePrivateDirectory(path));
    QVERIFY(makePrivateDirectory(path));

    QVERIFY(!(QFile::permissions(path) & (QFile::ReadGroup | QFile::ExeOther)));
}

void TstDurableFile::refusesADirectoryOpenToOthers()
{
    const auto path = m_directory.filePath(u"open"_s);
    QVERIFY(makePrivateDirectory(path));
    QFile::setPermissions(path, QFile::permissions(path) | QFile::ReadOther);

    QCOMPARE(makePrivateDirectory(path).error().code, QByteArray("file.readable_by_others"));
}

QTEST_APPLESS_MAIN(TstDurableFile)
#include "tst_durable_file.moc"
