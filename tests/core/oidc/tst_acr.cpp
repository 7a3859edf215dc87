// SPDX-License-Identifier: MIT
#include "core/oidc/acr.h"

#include <QTest>

using namespace lanyard::oidc;

class TstAcr : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheLeastLevelThatWillDo_data();
    void readsTheLeastLevelThatWillDo();
};

void TstAcr::readsTheLeastLevelThatWillDo_data()
{
    QTest::addColumn<QByteArray>("acrValues");
    QTest::addColumn<int>("level");

    QTest::newRow("AAL3 by any means") << QByteArray("AAL3_ANY") << 3;
    QTest::newRow("either") << QByteArray("AAL2_OR_AAL3_ANY") << 2;
    QTest::newRow("one method") << QByteArray("AAL2_TOTP") << 2;
    QTest::newRow("a password") << QByteArray("AAL1_USERPASS") << 1;
    QTest::newRow("two classes") << QByteArray("AAL3_FIDO2 AAL2_TOTP") << 2;
    QTest::newRow("one of them not CIS2's") << QByteArray("gold AAL3_ANY") << 3;
    QTest::newRow("nothing asked for") << QByteArray() << 0;
    QTest::newRow("another provider's") << QByteArray("urn:mace:incommon:iap:silver") << 0;
    QTest::newRow("a level that there is not") << QByteArray("AAL9_ANY") << 0;
    QTest::newRow("no underscore") << QByteArray("AAL3ANY") << 0;
}

void TstAcr::readsTheLeastLevelThatWillDo()
{
    QFETCH(const QByteArray, acrValues);
    QFETCH(const int, level);

    QCOMPARE(leastLevelOf(acrValues), level);
}

QTEST_APPLESS_MAIN(TstAcr)
#include "tst_acr.moc"
