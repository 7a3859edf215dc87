// SPDX-License-Identifier: MIT
#include "core/base/security_win.h"
#include "core/jose/key_file.h"
#include "tests/support/under_wine.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lanyard;
using namespace lanyard::jose;
using namespace Qt::StringLiterals;

class TstKeyFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAPrivateFile();
    void refusesAFileOpenToOthers_data();
    void refusesAFileOpenToOthers();
    void refusesWhatIsNotASmallFile();

private:
    /// A file with the access list `sddl`.
    QString write(const QByteArray& bytes, const QString& sddl)
    {
        QFile file(m_folder.filePath(u"key.pem"_s));
        if (file.open(QIODevice::WriteOnly))
            file.write(bytes);
        file.close();
        const auto access = SecurityDescriptor::fromSddl(sddl);
        SetFileSecurityW(reinterpret_cast<const wchar_t*>(file.fileName().utf16()),
            DACL_SECURITY_INFORMATION,
            access->attributes().lpSecurityDescriptor);
        return file.fileName();
    }

    [[nodiscard]] static QString ourselves(const char* rights)
    {
        return u"D:P(A;;%1;;;%2)"_s.arg(
            QString::fromLatin1(rights), QString::fromLatin1(currentUserSid()));
    }

    QTemporaryDir m_folder;
};

void TstKeyFile::readsAPrivateFile()
{
    const auto secret = readKeyFile(write("pem", ourselves("FA")));

    QVERIFY2(secret, secret ? "" : secret.error().code.constData());
    QCOMPARE(secret->view(), QByteArrayView("pem"));
}

void TstKeyFile::refusesAFileOpenToOthers_data()
{
    QTest::addColumn<QString>("others");

    QTest::newRow("everybody may read it") << u"(A;;FR;;;WD)"_s;
    QTest::newRow("users may read it") << u"(A;;FR;;;BU)"_s;
    QTest::newRow("users may write it") << u"(A;;FW;;;BU)"_s;
}

void TstKeyFile::refusesAFileOpenToOthers()
{
    QFETCH(const QString, others);
    if (lanyard::test::isUnderWine() && !others.endsWith(u"WD)"_s))
        QSKIP("Wine keeps what everybody may do, and forgets what a group may");

    const auto secret = readKeyFile(write("pem", ourselves("FA") + others));

    QVERIFY(!secret);
    QCOMPARE(secret.error().fault, Fault::Misconfigured);
    QCOMPARE(secret.error().code, QByteArray("signer.key_permissions"));
}

void TstKeyFile::refusesWhatIsNotASmallFile()
{
    const QString large = write(QByteArray(64 * 1024 + 1, 'x'), ourselves("FA"));

    for (const QString& path :
        {m_folder.filePath(u"missing"_s), m_folder.path(), u"//./NUL"_s, large}) {
        const auto secret = readKeyFile(path);
        QVERIFY2(!secret, qPrintable(path));
        QCOMPARE(secret.error().code, QByteArray("signer.key_file"));
        QCOMPARE(secret.error().fault, Fault::System);
    }
}

QTEST_APPLESS_MAIN(TstKeyFile)
#include "tst_key_file_win.moc"
