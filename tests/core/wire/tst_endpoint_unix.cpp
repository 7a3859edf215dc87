// SPDX-License-Identifier: MIT
#include "core/wire/endpoint.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using lanyard::wire::agentEndpoint;

class TstEndpoint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isNamedForTheLoginSession_data();
    void isNamedForTheLoginSession();
    void isNowhereWithoutAFolderOfOnesOwn();
};

void TstEndpoint::isNamedForTheLoginSession_data()
{
    QTest::addColumn<QByteArray>("session");
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("a number, as logind gives") << QByteArray("3") << QByteArray("3");
    QTest::newRow("none") << QByteArray() << QByteArray("default");
    QTest::newRow("a path is cut to its letters") << QByteArray("../x/y") << QByteArray("xy");
    QTest::newRow("too long for a name") << QByteArray(99, 'a') << QByteArray(32, 'a');
}

void TstEndpoint::isNamedForTheLoginSession()
{
    QFETCH(const QByteArray, session);
    QFETCH(const QByteArray, name);
    const QTemporaryDir folder;
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(folder.path()));
    qputenv("XDG_SESSION_ID", session);

    const auto endpoint = agentEndpoint();

    QVERIFY(endpoint);
    QCOMPARE(QByteArray::fromStdString(*endpoint),
        QFile::encodeName(folder.path()) + "/lanyard-" + name + "/agent.sock");
}

void TstEndpoint::isNowhereWithoutAFolderOfOnesOwn()
{
    const QTemporaryDir folder;
    QFile::setPermissions(folder.path(), QFile::Permissions(0x7777));
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(folder.path()));
    QVERIFY(!agentEndpoint());

    qunsetenv("XDG_RUNTIME_DIR");
    QVERIFY(!agentEndpoint());
}

QTEST_APPLESS_MAIN(TstEndpoint)
#include "tst_endpoint_unix.moc"
