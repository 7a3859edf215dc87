// SPDX-License-Identifier: MIT
#include "core/oidc/granted_scope.h"
#include "tests/support/code_of.h"

#include <QTest>

using namespace lanyard::oidc;
using lanyard::test::codeOf;

class TstGrantedScope : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void compares_data();
    void compares();
};

void TstGrantedScope::compares_data()
{
    QTest::addColumn<QByteArray>("granted");
    QTest::addColumn<bool>("passes");

    QTest::newRow("what was asked for") << QByteArray("openid selectedrole") << true;
    QTest::newRow("in another order, with more")
        << QByteArray("profile selectedrole openid") << true;
    QTest::newRow("with spaces to spare") << QByteArray(" openid   selectedrole ") << true;
    QTest::newRow("not said: what was asked for (5.1)") << QByteArray() << true;
    QTest::newRow("a gateway dropped one") << QByteArray("openid") << false;
    QTest::newRow("in other letters") << QByteArray("openid SelectedRole") << false;
    QTest::newRow("only the beginning") << QByteArray("openid selected") << false;
}

void TstGrantedScope::compares()
{
    QFETCH(const QByteArray, granted);
    QFETCH(const bool, passes);

    QCOMPARE(codeOf(checkGranted(granted, {"openid", "selectedrole"})),
        passes ? QByteArray() : QByteArray("token.scope_missing"));
}

QTEST_APPLESS_MAIN(TstGrantedScope)
#include "tst_granted_scope.moc"
