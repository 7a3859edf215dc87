// SPDX-License-Identifier: MIT
#include "core/jose/key.h"
#include "tests/core/jose/keys.h"
#include "tests/core/jose/vectors.h"

#include <QTest>

#include <openssl/core_names.h>

using namespace lanyard;
using namespace lanyard::jose;
using namespace lanyard::jose::test;

class TstKey : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesTheThumbprintOfRfc7638();
    void writesWhatItRead_data();
    void writesWhatItRead();
    void refusesKeysThatWeDoNotUse();
    void belongsToTheRightAlgorithms();
};

void TstKey::makesTheThumbprintOfRfc7638()
{
    const auto key = Key::fromJwk(*parseJsonObject(thumbprintKey));

    QVERIFY(key);
    QCOMPARE(key->thumbprint(), thumbprintValue);
}

void TstKey::writesWhatItRead_data()
{
    QTest::addColumn<QByteArray>("jwk");

    QTest::newRow("RSA") << rs256Key;
    QTest::newRow("P-256") << es256Key;
    QTest::newRow("P-521, whose y begins with a zero byte") << es512Key;
}

void TstKey::writesWhatItRead()
{
    QFETCH(const QByteArray, jwk);
    const QJsonObject object = *parseJsonObject(jwk);

    const auto key = Key::fromJwk(object);

    QVERIFY(key);
    QCOMPARE(key->toJwk(), object);
}

void TstKey::refusesKeysThatWeDoNotUse()
{
    const auto refused = [](EVP_PKEY* key) {
        const auto result = Key::create({key, EVP_PKEY_free});
        return result ? QByteArray("taken") : result.error().code;
    };

    QCOMPARE(refused(EVP_RSA_gen(1024)), QByteArray("jwk.size"));
    QCOMPARE(refused(EVP_EC_gen("secp256k1")), QByteArray("jwk.type"));
    QCOMPARE(refused(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")), QByteArray("jwk.type"));
}

void TstKey::belongsToTheRightAlgorithms()
{
    QCOMPARE(keyTypeFor(Algorithm::PS512), KeyType::Rsa);
    QCOMPARE(keyTypeFor(Algorithm::ES256), KeyType::P256);
    QCOMPARE(keyTypeFor(Algorithm::ES384), KeyType::P384);
    QCOMPARE(keyTypeFor(Algorithm::ES512), KeyType::P521);
}

QTEST_APPLESS_MAIN(TstKey)
#include "tst_key.moc"
