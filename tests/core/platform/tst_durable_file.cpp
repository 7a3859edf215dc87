// SPDX-License-Identifier: MIT
#include "core/platform/durable_file.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lanyard;
using namespace lanyard::platform;
using namespace Qt::StringLiterals;

namespace {

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("-");
}

} // namespace

class TstDurableFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replacesAFile();
    void appendsToTheEnd();
    void aNewFileIsNew();
    void twoHoldersAppendToOneFile();
    void reservesAndGivesBack();

private:
    QTemporaryDir m_directory;
    QString m_path = m_directory.filePath(u"file"_s);
};

void TstDurableFile::replacesAFile()
{
    QVERIFY(replaceFile(m_path, "old"));
    QVERIFY(replaceFile(m_path, "new"));

    QCOMPARE(contentOf(m_path), QByteArray("new"));
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

QTEST_APPLESS_MAIN(TstDurableFile)
#include "tst_durable_file.moc"
