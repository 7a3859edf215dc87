// SPDX-License-Identifier: MIT
#include "core/base/security_win.h"
#include "core/platform/durable_file.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lanyard;
using namespace lanyard::platform;
using namespace Qt::StringLiterals;

/// Who may read what durable_file.h makes.
class TstFileAccess : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replacesAFileForThisUserAlone();
    void makesADirectoryForThisUserAlone();
    void refusesADirectoryOpenToOthers();
    void refusesAFileWhereADirectoryBelongs();

private:
    QTemporaryDir m_directory;
    QString m_path = m_directory.filePath(u"file"_s);
};

void TstFileAccess::replacesAFileForThisUserAlone()
{
    QVERIFY(replaceFile(m_path, "new"));

    QVERIFY(onlyTheyHave(FILE_ALL_ACCESS, m_path, Writers::AdministratorsAndOurselves));
}

void TstFileAccess::makesADirectoryForThisUserAlone()
{
    const auto path = m_directory.filePath(u"a/b/c"_s);

    QVERIFY(makePrivateDirectory(path));
    QVERIFY(makePrivateDirectory(path));

    QVERIFY(onlyTheyHave(FILE_ALL_ACCESS, path, Writers::AdministratorsAndOurselves));
}

void TstFileAccess::refusesADirectoryOpenToOthers()
{
    const auto path = QDir::toNativeSeparators(m_directory.filePath(u"open"_s)).toStdWString();
    const auto open = SecurityDescriptor::fromSddl(u"D:P(A;OICI;FA;;;WD)"_s);
    QVERIFY(open);
    SECURITY_ATTRIBUTES attributes = open->attributes();
    QVERIFY(CreateDirectoryW(path.c_str(), &attributes));

    const auto made = makePrivateDirectory(m_directory.filePath(u"open"_s));

    QVERIFY(!made);
    QCOMPARE(made.error().code, QByteArray("file.readable_by_others"));
}

void TstFileAccess::refusesAFileWhereADirectoryBelongs()
{
    QVERIFY(replaceFile(m_path, "x"));

    QCOMPARE(makePrivateDirectory(m_path).error().code, QByteArray("file.write"));
}

QTEST_APPLESS_MAIN(TstFileAccess)
#include "tst_file_access_win.moc"
