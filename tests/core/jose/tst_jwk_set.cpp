// SPDX-License-Identifier: MIT
#include "core/jose/jwk_set.h"
#include "tests/core/jose/keys.h"
#include "tests/core/jose/vectors.h"

#include <QJsonDocument>
#include <QTest>

using namespace lanyard;
using namespace lanyard::jose;
using namespace lanyard::jose::test;

namespace {

QJsonObject objectOf(const QByteArray& json)
{
    return *parseJsonObject(json);
}

/// `key` with one member replaced.
QJsonObject with(QJsonObject key, const char* name, const QJsonValue& value)
{
    key.insert(QString::fromLatin1(name), value);
    return key;
}

QJsonObject without(QJsonObject key, const char* name)
{
    key.remove(QString::fromLatin1(name));
    return key;
}

QByteArray codeOf(const Result<QList<Jwk>>& found)
{
    return found ? QByteArray("found") : found.error().code;
}

} // namespace

class TstJwkSet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryKeyType();
    void keepsKidsAsTheyAre();
    void skipsWhatItCannotUse_data();
    void skipsWhatItCannotUse();
    void keepsWhatItCanUse_data();
    void keepsWhatItCanUse();
    void isStillASetWhenNothingIsLeft();
    void refuses_data();
    void refuses();
    void findsByKid();
    void asksForARefetchOfAnUnknownKid();
    void tellsAKeyOfAnotherAlgorithmFromAnUnknownOne();
    void findsTheOnlyFittingKeyWithoutKid();
    void refusesToGuessWithoutKid();
    void offersAllKeysOfARepeatedKid();
};

void TstJwkSet::readsEveryKeyType()
{
    const JwkSet set = setOf({signerFor(Algorithm::RS256)->publicJwk(),
        signerFor(Algorithm::ES256)->publicJwk(),
        signerFor(Algorithm::ES384)->publicJwk(),
        signerFor(Algorithm::ES512)->publicJwk()});

    QCOMPARE(set.skipped, 0);
    QCOMPARE(set.keys.size(), 4);
    QCOMPARE(set.keys[0].key.type(), KeyType::Rsa);
    QCOMPARE(set.keys[1].key.type(), KeyType::P256);
    QCOMPARE(set.keys[2].key.type(), KeyType::P384);
    QCOMPARE(set.keys[3].key.type(), KeyType::P521);
    QCOMPARE(set.keys[3].algorithm, std::optional(Algorithm::ES512));
}

void TstJwkSet::keepsKidsAsTheyAre()
{
    const QByteArray kid = "aB/c+d9=="; // As CIS2 writes them.

    const JwkSet set = setOf({with(objectOf(rs256Key), "kid", QString::fromLatin1(kid))});

    QCOMPARE(set.keys[0].kid, kid);
    QVERIFY(keysFor(set, kid, Algorithm::RS256));
    QCOMPARE(codeOf(keysFor(set, "aB_c-d9", Algorithm::RS256)), QByteArray("jws.unknown_key"));
}

void TstJwkSet::skipsWhatItCannotUse_data()
{
    QTest::addColumn<QJsonValue>("key");

    const auto row = [](const char* name, const QJsonValue& key) { QTest::newRow(name) << key; };
    const QJsonObject rsa = objectOf(rs256Key);
    const QJsonObject ec = objectOf(es256Key);
    row("not an object", u"key"_s);
    row("no kty", without(rsa, "kty"));
    row("a symmetric key", QJsonObject{{"kty"_L1, "oct"_L1}, {"k"_L1, "AAAA"_L1}});
    row("an Edwards key",
        QJsonObject{{"kty"_L1, "OKP"_L1}, {"crv"_L1, "Ed25519"_L1}, {"x"_L1, "AAAA"_L1}});
    row("kty in lower case", with(rsa, "kty", "rsa"_L1));
    row("an encryption key", with(rsa, "use", "enc"_L1));
    row("use that is not a string", with(rsa, "use", 1));
    row("key_ops without verify", with(rsa, "key_ops", QJsonArray{"encrypt"_L1}));
    row("key_ops that is not an array", with(rsa, "key_ops", "verify"_L1));
    row("an encryption algorithm", with(rsa, "alg", "RSA-OAEP"_L1));
    row("alg none", with(rsa, "alg", "none"_L1));
    row("alg HS256 on an RSA key", with(rsa, "alg", "HS256"_L1));
    row("an algorithm of another key type", with(rsa, "alg", "ES256"_L1));
    row("an algorithm of another curve", with(ec, "alg", "ES384"_L1));
    row("alg that is not a string", with(rsa, "alg", 256));
    row("kid that is not a string", with(rsa, "kid", 7));
    row("no modulus", without(rsa, "n"));
    row("a padded modulus", with(rsa, "n", QString(rsa["n"_L1].toString() + u'=')));
    row("a modulus in standard base64", with(rsa, "n", u"ab+/"_s));
    row("a short modulus",
        with(rsa, "n", QString::fromLatin1(toBase64Url(QByteArray(128, '\xff')))));
    row("an even modulus",
        with(rsa, "n", QString::fromLatin1(toBase64Url(QByteArray(256, '\xfe')))));
    row("a huge modulus",
        with(rsa, "n", QString::fromLatin1(toBase64Url(QByteArray(2048, '\xff')))));
    row("no exponent", without(rsa, "e"));
    row("exponent 1", with(rsa, "e", "AQ"_L1));
    row("exponent 3", with(rsa, "e", "Aw"_L1));
    row("an even exponent", with(rsa, "e", "AQAA"_L1));
    row("exponent zero", with(rsa, "e", "AA"_L1));
    row("a huge exponent", with(rsa, "e", "AQAAAAE"_L1));
    row("secp256k1", with(ec, "crv", "secp256k1"_L1));
    row("no curve", without(ec, "crv"));
    row("the coordinates of another curve", with(ec, "crv", "P-384"_L1));
    row("a point off the curve", with(ec, "y", ec["x"_L1]));
    row("a coordinate short of its zeros", with(ec, "x", "AQAB"_L1));
    const QByteArray x = *fromBase64Url(ec["x"_L1].toString().toLatin1());
    const QByteArray y = *fromBase64Url(ec["y"_L1].toString().toLatin1());
    row("coordinates cut at the wrong place",
        with(with(ec, "x", QString::fromLatin1(toBase64Url(x.first(31)))),
            "y",
            QString::fromLatin1(toBase64Url(x.last(1) + y))));
    row("the origin", with(with(ec, "x", QString(43, u'A')), "y", QString(43, u'A')));
}

void TstJwkSet::skipsWhatItCannotUse()
{
    QFETCH(const QJsonValue, key);

    const JwkSet set = setOf({key, objectOf(es512Key)});

    QCOMPARE(set.skipped, 1);
    QCOMPARE(set.keys.size(), 1);
    QCOMPARE(set.keys[0].key.type(), KeyType::P521);
}

void TstJwkSet::keepsWhatItCanUse_data()
{
    QTest::addColumn<QJsonObject>("key");

    const auto row = [](const char* name, const QJsonObject& key) { QTest::newRow(name) << key; };
    const QJsonObject rsa = objectOf(rs256Key);
    row("use sig", with(rsa, "use", "sig"_L1));
    row("key_ops with verify", with(rsa, "key_ops", QJsonArray{"sign"_L1, "verify"_L1}));
    row("an algorithm that fits", with(rsa, "alg", "PS512"_L1));
    row("a certificate beside it", with(rsa, "x5c", QJsonArray{"bm90IHJlYWQ="_L1}));
    row("an unknown member", with(rsa, "nbf", 1));
    row("a modulus with a zero in front",
        with(rsa,
            "n",
            QString::fromLatin1(
                toBase64Url('\0' + *fromBase64Url(rsa["n"_L1].toString().toLatin1())))));
}

void TstJwkSet::keepsWhatItCanUse()
{
    QFETCH(const QJsonObject, key);

    QCOMPARE(setOf({key}).keys.size(), 1);
}

void TstJwkSet::isStillASetWhenNothingIsLeft()
{
    QVERIFY(parseJwkSet(R"({"keys":[]})"));
    const auto set = parseJwkSet(R"({"keys":[{"kty":"oct","k":"AA"}],"more":1})");

    QVERIFY(set);
    QVERIFY(set->keys.isEmpty());
    QCOMPARE(codeOf(keysFor(*set, "k1", Algorithm::RS256)), QByteArray("jws.unknown_key"));
    QCOMPARE(codeOf(keysFor(*set, "", Algorithm::RS256)), QByteArray("jws.unknown_key"));
}

void TstJwkSet::refuses_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("code");

    const auto row = [](const char* name, const QByteArray& json, const char* code) {
        QTest::newRow(name) << json << QByteArray(code);
    };
    QJsonArray many;
    for (int i = 0; i <= JwkSet::maxKeys; ++i)
        many.append(QJsonObject());
    row("nothing", "", "json.syntax");
    row("a page of HTML", "<html><body>Sign in to Wi-Fi</body></html>", "json.syntax");
    row("an array", "[]", "json.not_an_object");
    row("no keys", "{}", "jwks.form");
    row("keys that are an object", R"({"keys":{}})", "jwks.form");
    row("keys twice", R"({"keys":[],"keys":[]})", "json.repeated");
    row("a member twice in one key", R"({"keys":[{"kid":"a","kid":"b"}]})", "json.repeated");
    row("65 keys", setText(many), "jwks.too_many_keys");
    row("more than 256 KiB", "{\"keys\":[]" + QByteArray(256 * 1024, ' ') + '}', "json.too_large");
}

void TstJwkSet::refuses()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QByteArray, code);

    const auto set = parseJwkSet(json);

    QVERIFY(!set);
    QCOMPARE(set.error().fault, Fault::Malformed);
    QCOMPARE(set.error().code, code);
}

void TstJwkSet::findsByKid()
{
    const JwkSet set = setOf({signerFor(Algorithm::RS256, "a")->publicJwk(),
        signerFor(Algorithm::ES256, "b")->publicJwk()});

    const auto found = keysFor(set, "b", Algorithm::ES256);

    QVERIFY(found);
    QCOMPARE(found->size(), 1);
    QCOMPARE(found->first().kid, QByteArray("b"));
}

void TstJwkSet::asksForARefetchOfAnUnknownKid()
{
    const JwkSet set = setOf({signerFor(Algorithm::RS256, "a")->publicJwk()});

    for (const auto* kid : {"b", "A", "a ", "aa"})
        QCOMPARE(codeOf(keysFor(set, kid, Algorithm::RS256)), QByteArray("jws.unknown_key"));
}

void TstJwkSet::tellsAKeyOfAnotherAlgorithmFromAnUnknownOne()
{
    const JwkSet set = setOf({signerFor(Algorithm::PS256, "pinned")->publicJwk(),
        with(objectOf(rs256Key), "kid", "free"_L1)});

    QCOMPARE(codeOf(keysFor(set, "pinned", Algorithm::RS256)), QByteArray("jws.key"));
    QCOMPARE(codeOf(keysFor(set, "pinned", Algorithm::PS384)), QByteArray("jws.key"));
    QCOMPARE(codeOf(keysFor(set, "pinned", Algorithm::PS256)), QByteArray("found"));
    QCOMPARE(codeOf(keysFor(set, "free", Algorithm::RS384)), QByteArray("found"));
    QCOMPARE(codeOf(keysFor(set, "free", Algorithm::PS384)), QByteArray("found"));
    QCOMPARE(codeOf(keysFor(set, "free", Algorithm::ES256)), QByteArray("jws.key"));
}

void TstJwkSet::findsTheOnlyFittingKeyWithoutKid()
{
    const JwkSet set = setOf({signerFor(Algorithm::RS256, "a")->publicJwk(),
        signerFor(Algorithm::ES256, "b")->publicJwk()});

    QCOMPARE(codeOf(keysFor(set, "", Algorithm::ES256)), QByteArray("found"));
    QCOMPARE(codeOf(keysFor(set, "", Algorithm::ES384)), QByteArray("jws.unknown_key"));
}

void TstJwkSet::refusesToGuessWithoutKid()
{
    const JwkSet set = setOf(
        {signerFor(Algorithm::RS256, "a")->publicJwk(), with(objectOf(rs256Key), "kid", "b"_L1)});

    QCOMPARE(codeOf(keysFor(set, "", Algorithm::RS256)), QByteArray("jws.no_kid"));
}

void TstJwkSet::offersAllKeysOfARepeatedKid()
{
    const JwkSet set = setOf({signerFor(Algorithm::RS256, "a")->publicJwk(),
        signerFor(Algorithm::ES256, "a")->publicJwk(),
        with(objectOf(rs256Key), "kid", "a"_L1)});

    const auto found = keysFor(set, "a", Algorithm::RS256);

    QVERIFY(found);
    QCOMPARE(found->size(), 2);
}

QTEST_APPLESS_MAIN(TstJwkSet)
#include "tst_jwk_set.moc"
