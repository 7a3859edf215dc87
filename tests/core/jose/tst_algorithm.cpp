// SPDX-License-Identifier: MIT
#include "core/jose/algorithm.h"
#include "tests/core/jose/keys.h"

#include <QTest>

using namespace lanyard::jose;

class TstAlgorithm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsBackEveryName();
    void knowsNoOther_data();
    void knowsNoOther();
};

void TstAlgorithm::readsBackEveryName()
{
    for (const Algorithm algorithm : test::allAlgorithms)
        QCOMPARE(algorithmNamed(nameOf(algorithm)), std::optional(algorithm));
    QCOMPARE(nameOf(Algorithm::PS384), QByteArray("PS384"));
}

void TstAlgorithm::knowsNoOther_data()
{
    QTest::addColumn<QByteArray>("name");

    QTest::newRow("none (RFC 8725 2.1)") << QByteArray("none");
    QTest::newRow("none in capitals") << QByteArray("NONE");
    QTest::newRow("none in mixed case") << QByteArray("nOnE");
    QTest::newRow("HMAC 256") << QByteArray("HS256");
    QTest::newRow("HMAC 512") << QByteArray("HS512");
    QTest::newRow("EdDSA") << QByteArray("EdDSA");
    QTest::newRow("another curve") << QByteArray("ES256K");
    QTest::newRow("lower case") << QByteArray("rs256");
    QTest::newRow("a trailing space") << QByteArray("RS256 ");
    QTest::newRow("a trailing NUL") << QByteArray("RS256\0", 6);
    QTest::newRow("nothing") << QByteArray();
}

void TstAlgorithm::knowsNoOther()
{
    QFETCH(const QByteArray, name);

    QVERIFY(!algorithmNamed(name));
}

QTEST_APPLESS_MAIN(TstAlgorithm)
#include "tst_algorithm.moc"
