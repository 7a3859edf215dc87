// SPDX-License-Identifier: MIT
#include "core/base/security_win.h"
#include "core/platform/runtime_directory.h"

#include <QFileInfo>
#include <QTest>

using namespace lanyard;
using namespace lanyard::platform;

class TstRuntimeDirectory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isForThisUserAlone();
    void isTheSameEveryTime();
    void locksAreByLogon();
};

void TstRuntimeDirectory::isForThisUserAlone()
{
    const auto directory = runtimeDirectory();

    QVERIFY(directory);
    QVERIFY(QFileInfo(*directory).isDir());
    QVERIFY(onlyTheyHave(FILE_ALL_ACCESS, *directory, Writers::AdministratorsAndOurselves));
}

void TstRuntimeDirectory::isTheSameEveryTime()
{
    QCOMPARE(runtimeDirectory().value(), runtimeDirectory().value());
}

void TstRuntimeDirectory::locksAreByLogon()
{
    const Logon one{.bootId = "b", .logonId = "1", .userId = "u"};
    const Logon two{.bootId = "b", .logonId = "2", .userId = "u"};

    QCOMPARE(lockFileOf(one).value(), lockFileOf(one).value());
    QVERIFY(lockFileOf(one).value() != lockFileOf(two).value());
}

QTEST_APPLESS_MAIN(TstRuntimeDirectory)
#include "tst_runtime_directory_win.moc"
