// SPDX-License-Identifier: MIT
#include "core/base/security_win.h"
#include "core/platform/logon.h"
#include "core/platform/runtime_directory.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::platform;

class TstLogon : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsBootLogonAndUser();
    void oursIsNotOver();
    void anotherBootsIsOver();
    void anotherUsersIsNotOursToJudge();
    void oneThatTheSystemDoesNotKnowIsOver();
};

void TstLogon::knowsBootLogonAndUser()
{
    const auto logon = currentLogon();

    QCOMPARE(logon.bootId.size(), 32);
    QVERIFY(!logon.logonId.isEmpty());
    QCOMPARE(logon.userId, currentUserSid());
    QVERIFY(logon.userId.startsWith("S-1-5-"));
    QVERIFY(logon == currentLogon());
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
    logon.userId = "S-1-5-21-1-2-3-4";

    QVERIFY(!isOver(logon));
}

void TstLogon::oneThatTheSystemDoesNotKnowIsOver()
{
    QVERIFY(runtimeDirectory());
    auto logon = currentLogon();
    logon.logonId = "fffffffffffffff0";
    QVERIFY(isOver(logon));
}

QTEST_APPLESS_MAIN(TstLogon)
#include "tst_logon_win.moc"
