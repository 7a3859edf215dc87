// SPDX-License-Identifier: MIT
#include "core/platform/file_lock.h"
#include "core/platform/logon.h"
#include "core/platform/runtime_directory.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <optional>
#include <unistd.h>

using namespace lanyard;
using namespace lanyard::platform;

class TstLogon : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsBootLogonAndUser();
    void namesTheLoginSession();
    void oursIsNotOver();
    void anotherBootsIsOver();
    void anotherUsersIsNotOursToJudge();
    void oneWhoseAgentLivesIsNotOver();
};

void TstLogon::knowsBootLogonAndUser()
{
    const auto logon = currentLogon();

    QCOMPARE(logon.bootId.size(), 36);
    QVERIFY(!logon.logonId.isEmpty());
    QCOMPARE(logon.userId, QByteArray::number(getuid()));
    QVERIFY(logon == currentLogon());
}

void TstLogon::namesTheLoginSession()
{
    qputenv("XDG_SESSION_ID", "c42");
    QCOMPARE(currentLogon().logonId, QByteArray("c42"));
    qunsetenv("XDG_SESSION_ID");
    QVERIFY(!currentLogon().logonId.isEmpty());
}

void TstLogon::oursIsNotOver()
{
    QVERIFY(!isOver(currentLogon()));
}

void TstLogon::anotherBootsIsOver()
{
    auto logon = currentLogon();
    logon.bootId = "another";

    QVERIFY(isOver(logon));
}

void TstLogon::anotherUsersIsNotOursToJudge()
{
    auto logon = currentLogon();
    logon.bootId = "another";
    logon.userId = "4000000000";

    QVERIFY(!isOver(logon));
}

void TstLogon::oneWhoseAgentLivesIsNotOver()
{
    if (!QDir(QStringLiteral("/run/systemd/sessions")).isEmpty())
        QSKIP("systemd-logind keeps the list here");
    QTemporaryDir runtime; // 0700
    qputenv("XDG_RUNTIME_DIR", runtime.path().toUtf8());
    auto logon = currentLogon();
    logon.logonId = "another";
    QVERIFY(isOver(logon)); // Never had an agent.

    std::optional<FileLock> agent(std::move(*FileLock::tryAcquire(lockFileOf(logon).value())));
    QVERIFY(!isOver(logon));
    agent.reset();
    QVERIFY(isOver(logon));
}

QTEST_APPLESS_MAIN(TstLogon)
#include "tst_logon_unix.moc"
