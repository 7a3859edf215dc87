// SPDX-License-Identifier: MIT
#include "app/config/trusted_reader.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace lanyard;
using namespace lanyard::config;
using namespace Qt::StringLiterals;

class TstTrustedReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void readsAFileOfOurs();
    void refuses_data();
    void refuses();
    void refusesAnotherOwner_data();
    void refusesAnotherOwner();
    void checksTheFoldersBehindALink();
    void checksTheFoldersBeforeALink();
    void holdsTheMachinesDirectoryToAdministrators();

private:
    [[nodiscard]] QString path(const QString& name) const { return m_directory->filePath(name); }

    void write(const QString& name, const QByteArray& bytes) const;
    void chmod(const QString& name, mode_t mode) const;

    std::unique_ptr<QTemporaryDir> m_directory;
};

void TstTrustedReader::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_directory->path()).mkdir(u"in"_s));
    chmod(u"in"_s, 0755);
    write(u"in/file"_s, "contents");
    chmod(u"in/file"_s, 0644);
}

void TstTrustedReader::write(const QString& name, const QByteArray& bytes) const
{
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

void TstTrustedReader::chmod(const QString& name, mode_t mode) const
{
    QCOMPARE(::chmod(QFile::encodeName(path(name)).constData(), mode), 0);
}

void TstTrustedReader::readsAFileOfOurs()
{
    const auto bytes = trustedReader(Owners::AdministratorsAndOurselves)(path(u"in/file"_s));

    QVERIFY(bytes);
    QCOMPARE(*bytes, "contents");
}

void TstTrustedReader::refuses_data()
{
    QTest::addColumn<QString>("how");
    QTest::addColumn<QByteArray>("code");

    const auto row = [](const char* name, const char* how, const char* code) {
        QTest::newRow(name) << QString::fromLatin1(how) << QByteArray(code);
    };
    row("a file that the group may write", "group", "file.writable_by_others");
    row("a file that anybody may write", "other", "file.writable_by_others");
    row("a folder that anybody may write", "folder", "file.writable_by_others");
    row("no file", "missing", "file.missing");
    row("a link to nothing", "dangling", "file.missing");
    row("a folder for a file", "directory", "file.not_regular");
    row("a pipe, without waiting for its writer", "pipe", "file.not_regular");
    row("more than 1 MiB", "large", "file.too_large");
}

void TstTrustedReader::refuses()
{
    QFETCH(const QString, how);
    QFETCH(const QByteArray, code);
    const QString file = path(u"in/file"_s);
    if (how == u"group"_s)
        chmod(u"in/file"_s, 0664);
    else if (how == u"other"_s)
        chmod(u"in/file"_s, 0646);
    else if (how == u"folder"_s)
        chmod(u"in"_s, 0777);
    else if (how == u"large"_s)
        write(u"in/file"_s, QByteArray(1024 * 1024 + 1, ' '));
    else
        QVERIFY(QFile::remove(file));
    if (how == u"dangling"_s)
        QVERIFY(QFile::link(path(u"nowhere"_s), file));
    else if (how == u"directory"_s)
        QVERIFY(QDir().mkdir(file));
    else if (how == u"pipe"_s)
        QCOMPARE(::mkfifo(QFile::encodeName(file).constData(), 0600), 0);

    const auto bytes = trustedReader(Owners::AdministratorsAndOurselves)(file);

    QVERIFY(!bytes);
    QCOMPARE(bytes.error().code, code);
    QCOMPARE(bytes.error().fault == Fault::Untrusted,
        code == "file.writable_by_others" || code == "file.not_regular");
}

void TstTrustedReader::refusesAnotherOwner_data()
{
    QTest::addColumn<QString>("what");

    QTest::newRow("of the file") << u"in/file"_s;
    QTest::newRow("of the folder") << u"in"_s;
}

void TstTrustedReader::refusesAnotherOwner()
{
    QFETCH(const QString, what);
    if (::chown(QFile::encodeName(path(what)).constData(), 65534, 65534) != 0)
        QSKIP("only root can give a file away");

    const auto bytes = trustedReader(Owners::AdministratorsAndOurselves)(path(u"in/file"_s));

    QVERIFY(!bytes);
    QCOMPARE(bytes.error().code, "file.writable_by_others");
}

void TstTrustedReader::checksTheFoldersBehindALink()
{
    QVERIFY(QFile::link(path(u"in/file"_s), path(u"link"_s)));
    const auto read = trustedReader(Owners::AdministratorsAndOurselves);
    QVERIFY(read(path(u"link"_s)));

    chmod(u"in"_s, 0777);

    QVERIFY(!read(path(u"link"_s)));
}

void TstTrustedReader::checksTheFoldersBeforeALink()
{
    QVERIFY(QDir(m_directory->path()).mkdir(u"open"_s));
    QVERIFY(QFile::link(path(u"in/file"_s), path(u"open/link"_s)));
    const auto read = trustedReader(Owners::AdministratorsAndOurselves);
    QVERIFY(read(path(u"open/link"_s)));

    chmod(u"open"_s, 0777); // Anybody could point the link elsewhere.

    QVERIFY(!read(path(u"open/link"_s)));
}

void TstTrustedReader::holdsTheMachinesDirectoryToAdministrators()
{
    if (::chown(QFile::encodeName(m_directory->path()).constData(), 65534, 65534) != 0
        || ::seteuid(65534) != 0)
        QSKIP("only root can become somebody else");
    write(u"ours"_s, "contents");
    chmod(u"ours"_s, 0644);

    const auto ours = trustedReader(Owners::AdministratorsAndOurselves)(path(u"ours"_s));
    const auto machines = trustedReader(Owners::Administrators)(path(u"ours"_s));
    QCOMPARE(::seteuid(0), 0);

    QVERIFY(ours);
    QVERIFY(!machines);
    QCOMPARE(machines.error().code, "file.writable_by_others");
}

QTEST_APPLESS_MAIN(TstTrustedReader)
#include "tst_trusted_reader.moc"
