// SPDX-License-Identifier: MIT
#include "core/jose/jws.h"
#include "core/jose/signer.h"
#include "tests/core/jose/keys.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::jose;
using namespace lanyard::jose::test;

namespace {

QByteArray encryptedPem()
{
    EVP_PKEY* const key = EVP_EC_gen("P-256");
    BIO* const bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(bio,
        key,
        EVP_aes_256_cbc(),
        reinterpret_cast<const unsigned char*>("secret"),
        6,
        nullptr,
        nullptr);
    EVP_PKEY_free(key);
    return takeText(bio);
}

QByteArray sec1Pem()
{
    EVP_PKEY* const key = EVP_EC_gen("P-256");
    BIO* const bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey_traditional(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
    EVP_PKEY_free(key);
    return takeText(bio);
}

} // namespace

class TstSigner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesItsKeyByThumbprint();
    void keepsTheKidItIsGiven();
    void publishesOnlyThePublicHalf();
    void writesTheHeaderThatProvidersExpect();
    void readsTheOlderFormOfEcKeys();
    void signsEcdsaAtFullLength();
    void refuses_data();
    void refuses();
};

void TstSigner::namesItsKeyByThumbprint()
{
    const auto signer = PemSigner::create(pemFor(Algorithm::RS512), Algorithm::RS512);

    QVERIFY(signer);
    const auto key = Key::fromJwk((*signer)->publicJwk());
    QVERIFY(key);
    QCOMPARE((*signer)->kid(), key->thumbprint());
}

void TstSigner::keepsTheKidItIsGiven()
{
    QCOMPARE(signerFor(Algorithm::ES256, "a/b+c=")->kid(), QByteArray("a/b+c="));
}

void TstSigner::publishesOnlyThePublicHalf()
{
    for (const auto algorithm : {Algorithm::RS256, Algorithm::ES256}) {
        const QJsonObject jwk = signerFor(algorithm)->publicJwk();
        for (const auto* const name : {"d", "p", "q", "dp", "dq", "qi", "k"})
            QVERIFY2(!jwk.contains(QLatin1StringView(name)), name);
        QCOMPARE(jwk["use"_L1].toString(), u"sig"_s);
        QCOMPARE(jwk["alg"_L1].toString().toLatin1(), nameOf(algorithm));
    }
}

void TstSigner::writesTheHeaderThatProvidersExpect()
{
    const auto signer = signerFor(Algorithm::RS512, "k1");

    const auto token = signJwt(*signer, {{"iss"_L1, "client"_L1}});
    QVERIFY(token);
    const auto jwt = verifyJwt(token->view(), setOf({signer->publicJwk()}), {Algorithm::RS512});

    QVERIFY(jwt);
    QCOMPARE(toJsonLine(jwt->header), QByteArray(R"({"alg":"RS512","kid":"k1","typ":"JWT"})"));
    QCOMPARE(toJsonLine(jwt->claims), QByteArray(R"({"iss":"client"})"));
}

void TstSigner::readsTheOlderFormOfEcKeys()
{
    const QByteArray pem = sec1Pem();
    QVERIFY(pem.contains("BEGIN EC PRIVATE KEY"));

    const auto signer = PemSigner::create(pem, Algorithm::ES256);

    QVERIFY(signer);
    QVERIFY((*signer)->sign("text"));
}

void TstSigner::signsEcdsaAtFullLength()
{
    const auto signer = signerFor(Algorithm::ES512);
    for (int i = 0; i < 50; ++i) { // The top byte of R or S is zero half the time.
        const auto signature = signer->sign("text");
        QVERIFY(signature);
        QCOMPARE(signature->size(), 132);
    }
}

void TstSigner::refuses_data()
{
    QTest::addColumn<QByteArray>("pem");
    QTest::addColumn<int>("algorithm");
    QTest::addColumn<QByteArray>("code");

    const auto row =
        [](const char* name, const QByteArray& pem, Algorithm algorithm, const char* code) {
            QTest::newRow(name) << pem << static_cast<int>(algorithm) << QByteArray(code);
        };
    const QByteArray rsa = pemFor(Algorithm::RS256);
    row("nothing", "", Algorithm::RS256, "signer.pem");
    row("not PEM", "hello", Algorithm::RS256, "signer.pem");
    row("half a file", rsa.first(rsa.size() / 2), Algorithm::RS256, "signer.pem");
    row("an encrypted key", encryptedPem(), Algorithm::ES256, "signer.pem");
    row("a public key",
        "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC "
        "KEY-----\n",
        Algorithm::ES256,
        "signer.pem");
    row("a small RSA key", newRsaPem(1024), Algorithm::RS256, "signer.key");
    row("an RSA key for ES256", rsa, Algorithm::ES256, "signer.key");
    row("an EC key for RS256", pemFor(Algorithm::ES256), Algorithm::RS256, "signer.key");
    row("a P-384 key for ES256", pemFor(Algorithm::ES384), Algorithm::ES256, "signer.key");
}

void TstSigner::refuses()
{
    QFETCH(const QByteArray, pem);
    QFETCH(const int, algorithm);
    QFETCH(const QByteArray, code);

    const auto signer = PemSigner::create(pem, static_cast<Algorithm>(algorithm));

    QVERIFY(!signer);
    QCOMPARE(signer.error().fault, Fault::Misconfigured);
    QCOMPARE(signer.error().code, code);
}

QTEST_APPLESS_MAIN(TstSigner)
#include "tst_signer.moc"
