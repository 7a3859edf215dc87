// SPDX-License-Identifier: MIT
#include "core/platform/runtime_directory.h"
#include "core/wire/endpoint.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace lanyard;
using namespace lanyard::platform;

class TstRuntimeDirectory : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init() { qputenv("XDG_RUNTIME_DIR", m_runtime.path().toUtf8()); }

    void isWhereTheEndpointIs_data();
    void isWhereTheEndpointIs();
    void isForThisUserAlone();
    void refusesOneThatIsOpenToOthers();
    void refusesALink();
    void saysWhenThereIsNone();
    void locksAreByLogon();

private:
    QTemporaryDir m_runtime;
};

void TstRuntimeDirectory::isWhereTheEndpointIs_data()
{
    QTest::addColumn<QByteArray>("session");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("a simple one") << QByteArray("c2");
    QTest::newRow("one with foreign characters") << QByteArray("../a b/\xc3\xa9_-9");
    QTest::newRow("a long one") << QByteArray(100, 'x');
}

void TstRuntimeDirectory::isWhereTheEndpointIs()
{
    QFETCH(const QByteArray, session);
    qputenv("XDG_SESSION_ID", session);

    const auto directory = runtimeDirectory();

    QVERIFY(directory);
    QCOMPARE(
        (*directory + QStringLiteral("/agent.sock")).toStdString(), wire::agentEndpoint().value());
    QVERIFY(QFileInfo(*directory).isDir());
}

void TstRuntimeDirectory::isForThisUserAlone()
{
    const auto directory = runtimeDirectory().value();

    QVERIFY(!(QFile::permissions(directory) & (QFile::ReadGroup | QFile::ReadOther)));
}

void TstRuntimeDirectory::refusesOneThatIsOpenToOthers()
{
    const auto directory = runtimeDirectory().value();
    QFile::setPermissions(directory, QFile::permissions(directory) | QFile::ReadOther);

    const auto again = runtimeDirectory();

    QVERIFY(!again);
    QCOMPARE(again.error().code, QByteArray("runtime.unsafe"));
    QVERIFY(QDir(directory).removeRecursively());
}

void TstRuntimeDirectory::refusesALink()
{
    qputenv("XDG_SESSION_ID", "linked");
    QTemporaryDir elsewhere;
    QVERIFY(QFile::link(elsewhere.path(), m_runtime.filePath(QStringLiteral("lanyard-linked"))));

    QVERIFY(!runtimeDirectory());
}

void TstRuntimeDirectory::saysWhenThereIsNone()
{
    qunsetenv("XDG_RUNTIME_DIR");
    QCOMPARE(runtimeDirectory().error().code, QByteArray("runtime.none"));
    qputenv("XDG_RUNTIME_DIR", "/nonexistent");
    QCOMPARE(runtimeDirectory().error().code, QByteArray("runtime.none"));
}

void TstRuntimeDirectory::locksAreByLogon()
{
    const Logon one{.bootId = "b", .logonId = "1", .userId = "u"};
    const Logon two{.bootId = "b", .logonId = "2", .userId = "u"};

    QCOMPARE(lockFileOf(one).value(), lockFileOf(one).value());
    QVERIFY(lockFileOf(one).value() != lockFileOf(two).value());
}

QTEST_APPLESS_MAIN(TstRuntimeDirectory)
#include "tst_runtime_directory_unix.moc"
