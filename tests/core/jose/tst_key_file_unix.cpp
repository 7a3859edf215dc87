// SPDX-License-Identifier: MIT
#include "core/jose/key_file.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace lanyard;
using namespace lanyard::jose;

class TstKeyFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAPrivateFile();
    void refusesAFileOpenToOthers_data();
    void refusesAFileOpenToOthers();
    void refusesWhatIsNotASmallFile();

private:
    QString write(const QByteArray& bytes, QFile::Permissions permissions)
    {
        QFile file(m_folder.filePath("key.pem"));
        file.remove();
        file.open(QIODevice::WriteOnly);
        file.write(bytes);
        file.close();
        file.setPermissions(permissions);
        return file.fileName();
    }

    QTemporaryDir m_folder;
};

void TstKeyFile::readsAPrivateFile()
{
    const auto secret = readKeyFile(write("pem", QFile::ReadOwner | QFile::WriteOwner));

    QVERIFY(secret);
    QCOMPARE(secret->view(), QByteArrayView("pem"));
}

void TstKeyFile::refusesAFileOpenToOthers_data()
{
    QTest::addColumn<QFile::Permissions>("permissions");

    QTest::newRow("everybody may read it") << QFile::Permissions(QFile::ReadOther);
    QTest::newRow("the group may read it") << QFile::Permissions(QFile::ReadGroup);
    QTest::newRow("the group may write it") << QFile::Permissions(QFile::WriteGroup);
}

void TstKeyFile::refusesAFileOpenToOthers()
{
    QFETCH(const QFile::Permissions, permissions);

    const auto secret = readKeyFile(write("pem", QFile::ReadOwner | permissions));

    QVERIFY(!secret);
    QCOMPARE(secret.error().fault, Fault::Misconfigured);
    QCOMPARE(secret.error().code, QByteArray("signer.key_permissions"));
}

void TstKeyFile::refusesWhatIsNotASmallFile()
{
    const QString pipe = m_folder.filePath("pipe");
    QCOMPARE(mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
    const QString large = write(QByteArray(64 * 1024 + 1, 'x'), QFile::ReadOwner);

    for (const QString& path : {m_folder.filePath("missing"), m_folder.path(), pipe, large}) {
        const auto secret = readKeyFile(path);
        QVERIFY2(!secret, qPrintable(path));
        QCOMPARE(secret.error().code, QByteArray("signer.key_file"));
        QCOMPARE(secret.error().fault, Fault::System);
    }
}

QTEST_APPLESS_MAIN(TstKeyFile)
#include "tst_key_file_unix.moc"
