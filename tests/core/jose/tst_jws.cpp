// SPDX-License-Identifier: MIT
#include "core/jose/jws.h"
#include "tests/core/jose/keys.h"
#include "tests/core/jose/vectors.h"

#include <QTest>

#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

using namespace lanyard;
using namespace lanyard::jose;
using namespace lanyard::jose::test;

Q_DECLARE_METATYPE(lanyard::Fault)

namespace {

constexpr auto p256Order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

/// The provider of these tests: one key of each type, k1 for all, none bound to an algorithm.
const JwkSet& keys()
{
    static const JwkSet set = [] {
        QJsonArray entries;
        for (const auto algorithm :
            {Algorithm::RS256, Algorithm::ES256, Algorithm::ES384, Algorithm::ES512}) {
            QJsonObject jwk = signerFor(algorithm)->publicJwk();
            jwk.remove("alg"_L1);
            entries.append(jwk);
        }
        return setOf(entries);
    }();
    return set;
}

QByteArray headerFor(const char* algorithm)
{
    return R"({"alg":")" + QByteArray(algorithm) + R"(","kid":"k1"})";
}

/// An honest ES256 token up to its signature.
QByteArray es256Text()
{
    return toBase64Url(headerFor("ES256")) + '.' + toBase64Url("{\"sub\":\"1\"}");
}

QByteArray es256With(const QByteArray& r, const QByteArray& s)
{
    return es256Text() + '.' + toBase64Url(r + s);
}

/// A PSS signature as a careless library makes them.
QByteArray pssToken(int saltLength, const char* maskHash)
{
    const QByteArray text = toBase64Url(headerFor("PS256")) + '.' + toBase64Url("{\"sub\":\"1\"}");
    BIO* const bio = BIO_new_mem_buf(
        pemFor(Algorithm::PS256).constData(), static_cast<int>(pemFor(Algorithm::PS256).size()));
    EVP_PKEY* const key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
    EVP_MD_CTX* const digest = EVP_MD_CTX_new();
    EVP_PKEY_CTX* context = nullptr;
    EVP_DigestSignInit_ex(digest, &context, "SHA256", nullptr, nullptr, key, nullptr);
    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(context, saltLength);
    EVP_PKEY_CTX_set_rsa_mgf1_md_name(context, maskHash, nullptr);
    QByteArray signature(256, '\0');
    std::size_t length = 256;
    EVP_DigestSign(digest,
        reinterpret_cast<unsigned char*>(signature.data()),
        &length,
        reinterpret_cast<const unsigned char*>(text.constData()),
        static_cast<std::size_t>(text.size()));
    EVP_MD_CTX_free(digest);
    EVP_PKEY_free(key);
    BIO_free(bio);
    return text + '.' + toBase64Url(signature);
}

/// What ECDSA signatures look like outside JOSE.
QByteArray derToken()
{
    const QByteArray raw = *signerFor(Algorithm::ES256)->sign(es256Text());
    const auto* const in = reinterpret_cast<const unsigned char*>(raw.constData());
    ECDSA_SIG* const pair = ECDSA_SIG_new();
    ECDSA_SIG_set0(pair, BN_bin2bn(in, 32, nullptr), BN_bin2bn(in + 32, 32, nullptr));
    unsigned char* der = nullptr;
    const int length = i2d_ECDSA_SIG(pair, &der);
    const QByteArray bytes(reinterpret_cast<char*>(der), length);
    OPENSSL_free(der);
    ECDSA_SIG_free(pair);
    return es256Text() + '.' + toBase64Url(bytes);
}

QByteArray hmacToken(const QByteArray& secret)
{
    const QByteArray text = toBase64Url(headerFor("HS256")) + '.' + toBase64Url("{\"sub\":\"1\"}");
    std::array<unsigned char, 32> mac{};
    EVP_Q_mac(nullptr,
        "HMAC",
        nullptr,
        "SHA256",
        nullptr,
        secret.constData(),
        static_cast<std::size_t>(secret.size()),
        reinterpret_cast<const unsigned char*>(text.constData()),
        static_cast<std::size_t>(text.size()),
        mac.data(),
        mac.size(),
        nullptr);
    return text + '.' + toBase64Url(QByteArrayView(mac.data(), 32));
}

/// The public key as PEM: what an HMAC forger uses as the shared secret (RFC 8725 §2.1).
QByteArray publicPem()
{
    BIO* const bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PUBKEY(bio, keys().keys[0].key.native());
    return takeText(bio);
}

} // namespace

class TstJws : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void verifiesThePublishedExamples_data();
    void verifiesThePublishedExamples();
    void verifiesWhatItsOwnSignerMakes_data();
    void verifiesWhatItsOwnSignerMakes();
    void returnsHeaderAndClaims();
    void refuses_data();
    void refuses();
    void refusesAnAlgorithmThatTheCallerDoesNotAllow();
    void refusesAKeyBoundToAnotherAlgorithm();
    void refusesEveryChangedCharacter();
    void refusesAPssSignatureShortOfItsZero();
    void neverTakesTheKeyFromTheToken();
    void triesEachKeyOfARepeatedKid();
    void leavesNoErrorsToOthers();
    void keepsTheTokenOutOfErrors();
};

void TstJws::verifiesThePublishedExamples_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QByteArray>("payload");

    const QByteArray joe = *fromBase64Url(joesClaims);
    QTest::newRow("RS256 (RFC 7515 A.2)") << rs256Key << rs256Token << joe;
    QTest::newRow("ES256 (RFC 7515 A.3)") << es256Key << es256Token << joe;
    QTest::newRow("ES512 (RFC 7515 A.4)") << es512Key << es512Token << QByteArray("Payload");
    QTest::newRow("PS384 (RFC 7520 4.2)") << ps384Key << ps384Token << QByteArray();
}

void TstJws::verifiesThePublishedExamples()
{
    QFETCH(const QByteArray, key);
    QFETCH(const QByteArray, token);
    QFETCH(const QByteArray, payload);

    const auto jws = verifyJws(token, setOf({*parseJsonObject(key)}), everyAlgorithm());

    QVERIFY2(jws, jws ? "" : jws.error().code.constData());
    if (!payload.isEmpty())
        QCOMPARE(jws->payload, payload);
}

void TstJws::verifiesWhatItsOwnSignerMakes_data()
{
    QTest::addColumn<int>("algorithm");

    for (const Algorithm algorithm : allAlgorithms)
        QTest::newRow(nameOf(algorithm).constData()) << static_cast<int>(algorithm);
}

void TstJws::verifiesWhatItsOwnSignerMakes()
{
    QFETCH(const int, algorithm);
    const auto chosen = static_cast<Algorithm>(algorithm);

    const auto token = signJwt(*signerFor(chosen), {{"sub"_L1, "1"_L1}});
    QVERIFY(token);
    const auto jwt = verifyJwt(token->view(), keys(), {chosen});

    QVERIFY2(jwt, jwt ? "" : jwt.error().code.constData());
    QCOMPARE(jwt->algorithm, chosen);
    QCOMPARE(jwt->claims.value("sub"_L1).toString(), u"1"_s);
}

void TstJws::returnsHeaderAndClaims()
{
    const auto signer = signerFor(Algorithm::RS256);
    const QByteArray header = R"({"alg":"RS256","kid":"k1","typ":"at+jwt","x":[1]})";

    const auto jwt = verifyJwt(
        signedToken(*signer, header, R"({"iss":"https://a:443","n":1})"), keys(), everyAlgorithm());

    QVERIFY(jwt);
    QCOMPARE(jwt->kid, QByteArray("k1"));
    QCOMPARE(jwt->typ, QByteArray("at+jwt"));
    QVERIFY(jwt->header.contains("x"_L1));
    QCOMPARE(jwt->claims.value("iss"_L1).toString(), u"https://a:443"_s);
}

void TstJws::refuses_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<QByteArray>("code");

    const auto row = [](const char* name, const QByteArray& token, Fault fault, const char* code) {
        QTest::newRow(name) << token << fault << QByteArray(code);
    };
    const auto rsa = signerFor(Algorithm::RS256);
    const auto ec = signerFor(Algorithm::ES256);
    const QByteArray honest = signedToken(*rsa, headerFor("RS256"));
    const QByteArrayList part = honest.split('.');
    const auto header = [&](const QByteArray& json) { return signedToken(*rsa, json); };
    const auto claims = [&](const QByteArray& json) {
        return signedToken(*rsa, headerFor("RS256"), json);
    };
    const QByteArray zero(32, '\0');
    const QByteArray one = QByteArray(31, '\0') + '\1';
    const QByteArray order = QByteArray::fromHex(p256Order);
    const QByteArray raw = *ec->sign(es256Text());

    // Form (RFC 7515 3.1, 7.1)
    row("nothing", "", Fault::Malformed, "jws.form");
    row("one part", part[0], Fault::Malformed, "jws.form");
    row("two parts", part[0] + '.' + part[1], Fault::Malformed, "jws.form");
    row("an extra dot", honest + '.', Fault::Malformed, "jws.form");
    row("five parts, as of an encrypted token", honest + ".x.y", Fault::Malformed, "jws.form");
    row("only dots", "..", Fault::Malformed, "jws.form");
    row("no header", '.' + part[1] + '.' + part[2], Fault::Malformed, "jws.form");
    row("no signature", part[0] + '.' + part[1] + '.', Fault::Malformed, "jws.form");
    row("padding", honest + '=', Fault::Malformed, "jws.form");
    row("padding in the middle",
        part[0] + "=." + part[1] + '.' + part[2],
        Fault::Malformed,
        "jws.form");
    row("a line feed at the end", honest + '\n', Fault::Malformed, "jws.form");
    row("a space in front", ' ' + honest, Fault::Malformed, "jws.form");
    row("a space inside", part[0] + ". " + part[1] + '.' + part[2], Fault::Malformed, "jws.form");
    row("a NUL at the end", honest + '\0', Fault::Malformed, "jws.form");
    row("standard base64", "ey+/." + part[1] + '.' + part[2], Fault::Malformed, "jws.form");
    row("the JSON serialization", R"({"payload":"","signature":""})", Fault::Malformed, "jws.form");
    row("33 KiB",
        claims(R"({"x":")" + QByteArray(24 * 1024, 'x') + R"("})"),
        Fault::Malformed,
        "jws.form");

    // Header (4)
    row("a header that is not JSON", header("alg=RS256"), Fault::Malformed, "jws.header");
    row("a header that is an array", header("[1]"), Fault::Malformed, "jws.header");
    row("alg twice",
        header(R"({"alg":"RS256","alg":"none","kid":"k1"})"),
        Fault::Malformed,
        "jws.header");
    row("alg twice, once escaped",
        header(R"({"alg":"RS256","\u0061lg":"none","kid":"k1"})"),
        Fault::Malformed,
        "jws.header");
    row("a deep header",
        header(R"({"alg":"RS256","x":)" + QByteArray(40, '[') + QByteArray(40, ']') + '}'),
        Fault::Malformed,
        "jws.header");
    row("kid that is a number",
        header(R"({"alg":"RS256","kid":1})"),
        Fault::Malformed,
        "jws.header");
    row("typ that is an object",
        header(R"({"alg":"RS256","kid":"k1","typ":{}})"),
        Fault::Malformed,
        "jws.header");
    row("broken UTF-8",
        header("{\"alg\":\"RS256\",\"x\":\"\xff\"}"),
        Fault::Malformed,
        "jws.header");

    // Extensions (4.1.11, RFC 7797)
    row("an unknown crit",
        header(R"({"alg":"RS256","kid":"k1","crit":["exp"],"exp":1})"),
        Fault::Malformed,
        "jws.crit");
    row("an empty crit",
        header(R"({"alg":"RS256","kid":"k1","crit":[]})"),
        Fault::Malformed,
        "jws.crit");
    row("a crit of null",
        header(R"({"alg":"RS256","kid":"k1","crit":null})"),
        Fault::Malformed,
        "jws.crit");
    row("b64 with its crit",
        header(R"({"alg":"RS256","kid":"k1","b64":false,"crit":["b64"]})"),
        Fault::Malformed,
        "jws.crit");
    row("b64 alone",
        header(R"({"alg":"RS256","kid":"k1","b64":false})"),
        Fault::Malformed,
        "jws.crit");

    // Algorithm (RFC 8725 2.1, 3.1)
    row("no alg", header(R"({"kid":"k1"})"), Fault::Untrusted, "jws.algorithm");
    row("alg that is a list",
        header(R"({"alg":["RS256"],"kid":"k1"})"),
        Fault::Untrusted,
        "jws.algorithm");
    for (const char* const name : {"none", "None", "NONE", "nOnE", "rs256", "RS1", "HS256", ""}) {
        row(qPrintable(u"alg '%1'"_s.arg(QLatin1StringView(name))),
            header(headerFor(name)),
            Fault::Untrusted,
            "jws.algorithm");
    }
    row("none with an empty signature",
        toBase64Url(headerFor("none")) + '.' + part[1] + '.',
        Fault::Malformed,
        "jws.form");
    row("HS256 keyed with the public key's PEM",
        hmacToken(publicPem()),
        Fault::Untrusted,
        "jws.algorithm");

    // Key
    row("an unknown kid",
        header(R"({"alg":"RS256","kid":"k2"})"),
        Fault::Untrusted,
        "jws.unknown_key");

    // Signature: RSA
    row("another token's signature",
        part[0] + '.' + toBase64Url("{\"sub\":\"2\"}") + '.' + part[2],
        Fault::Untrusted,
        "jws.signature");
    row("a truncated signature",
        part[0] + '.' + part[1] + '.' + toBase64Url(rsa->sign(part[0])->first(255)),
        Fault::Untrusted,
        "jws.signature");
    row("an RS256 signature called PS256",
        header(headerFor("PS256")),
        Fault::Untrusted,
        "jws.signature");
    row("an RS256 signature called RS512",
        header(headerFor("RS512")),
        Fault::Untrusted,
        "jws.signature");
    row("an RSA signature called ES256",
        header(headerFor("ES256")),
        Fault::Untrusted,
        "jws.signature");
    row("a signature of zeros",
        part[0] + '.' + part[1] + '.' + toBase64Url(QByteArray(256, '\0')),
        Fault::Untrusted,
        "jws.signature");
    row("PSS without salt (RFC 7518 3.5)",
        pssToken(0, "SHA256"),
        Fault::Untrusted,
        "jws.signature");
    row("PSS with the longest salt",
        pssToken(RSA_PSS_SALTLEN_MAX, "SHA256"),
        Fault::Untrusted,
        "jws.signature");
    row("PSS with another mask hash", pssToken(32, "SHA1"), Fault::Untrusted, "jws.signature");

    // Signature: ECDSA (RFC 7518 3.4)
    row("a DER signature", derToken(), Fault::Untrusted, "jws.signature");
    row("r and s zero", es256With(zero, zero), Fault::Untrusted, "jws.signature");
    row("r zero", es256With(zero, raw.last(32)), Fault::Untrusted, "jws.signature");
    row("s zero", es256With(raw.first(32), zero), Fault::Untrusted, "jws.signature");
    row("r and s one", es256With(one, one), Fault::Untrusted, "jws.signature");
    row("r the order", es256With(order, raw.last(32)), Fault::Untrusted, "jws.signature");
    row("s the order", es256With(raw.first(32), order), Fault::Untrusted, "jws.signature");
    row("r and s the order", es256With(order, order), Fault::Untrusted, "jws.signature");
    row("r the order, s zero", es256With(order, zero), Fault::Untrusted, "jws.signature");
    row("r and s as large as can be",
        es256With(QByteArray(32, '\xff'), QByteArray(32, '\xff')),
        Fault::Untrusted,
        "jws.signature");
    row("r and s exchanged",
        es256With(raw.last(32), raw.first(32)),
        Fault::Untrusted,
        "jws.signature");
    row("one byte too many",
        es256With('\0' + raw.first(32), raw.last(32)),
        Fault::Untrusted,
        "jws.signature");
    row("zeros before both",
        es256With('\0' + raw.first(32), '\0' + raw.last(32)),
        Fault::Untrusted,
        "jws.signature");
    row("bytes between r and s",
        es256With(raw.first(32) + "between", raw.last(32)),
        Fault::Untrusted,
        "jws.signature");
    row("one byte too few",
        es256With(raw.first(31), raw.last(32)),
        Fault::Untrusted,
        "jws.signature");
    row("a P-384 signature called ES256",
        signedToken(*signerFor(Algorithm::ES384), headerFor("ES256")),
        Fault::Untrusted,
        "jws.signature");
    row("a P-256 signature called ES384",
        signedToken(*ec, headerFor("ES384")),
        Fault::Untrusted,
        "jws.signature");

    // Claims
    row("a payload that is prose", claims("hello"), Fault::Malformed, "jws.claims");
    row("a payload that is a list", claims("[]"), Fault::Malformed, "jws.claims");
    row("an empty payload", claims(""), Fault::Malformed, "jws.claims");
    row("a claim twice", claims(R"({"sub":"1","sub":"2"})"), Fault::Malformed, "jws.claims");
    row("deep claims",
        claims(R"({"x":)" + QByteArray(4000, '[') + QByteArray(4000, ']') + '}'),
        Fault::Malformed,
        "jws.claims");
}

void TstJws::refuses()
{
    QFETCH(const QByteArray, token);
    QFETCH(const Fault, fault);
    QFETCH(const QByteArray, code);

    const auto jwt = verifyJwt(token, keys(), everyAlgorithm());

    QVERIFY(!jwt);
    QCOMPARE(jwt.error().code, code);
    QCOMPARE(jwt.error().fault, fault);
}

void TstJws::refusesAnAlgorithmThatTheCallerDoesNotAllow()
{
    const QByteArray token = signedToken(*signerFor(Algorithm::RS256), headerFor("RS256"));

    for (const auto& allowed : {QList{Algorithm::PS256, Algorithm::ES256}, QList<Algorithm>()}) {
        const auto jws = verifyJws(token, keys(), allowed);
        QVERIFY(!jws);
        QCOMPARE(jws.error().code, QByteArray("jws.algorithm"));
    }
}

void TstJws::refusesAKeyBoundToAnotherAlgorithm()
{
    const JwkSet bound = setOf({signerFor(Algorithm::PS256)->publicJwk()});
    const QByteArray token = signedToken(*signerFor(Algorithm::RS256), headerFor("RS256"));

    const auto jws = verifyJws(token, bound, everyAlgorithm());

    QVERIFY(!jws);
    QCOMPARE(jws.error().code, QByteArray("jws.key"));
}

void TstJws::refusesEveryChangedCharacter()
{
    const QByteArray token = signedToken(*signerFor(Algorithm::ES256), headerFor("ES256"));
    for (qsizetype i = 0; i < token.size(); ++i) {
        QByteArray changed = token;
        changed[i] = token[i] == 'A' ? 'B' : 'A';
        QVERIFY2(!verifyJwt(changed, keys(), everyAlgorithm()), qPrintable(QString::number(i)));
    }
}

void TstJws::refusesAPssSignatureShortOfItsZero()
{
    const auto signer = signerFor(Algorithm::PS256);
    const QByteArray text = toBase64Url(headerFor("PS256")) + '.' + toBase64Url("{\"sub\":\"1\"}");
    QByteArray signature = "x";
    for (int tries = 0; tries < 5000 && signature[0] != '\0'; ++tries) // One in 256 has a zero.
        signature = *signer->sign(text);
    QCOMPARE(signature[0], '\0');

    QVERIFY(verifyJwt(text + '.' + toBase64Url(signature), keys(), everyAlgorithm()));
    QVERIFY(!verifyJwt(text + '.' + toBase64Url(signature.sliced(1)), keys(), everyAlgorithm()));
    QVERIFY(!verifyJwt(text + '.' + toBase64Url('\0' + signature), keys(), everyAlgorithm()));
}

void TstJws::neverTakesTheKeyFromTheToken()
{
    const auto forger = PemSigner::create(newRsaPem(), Algorithm::RS256, "k1");
    QVERIFY(forger);
    const QJsonObject header{{"alg"_L1, "RS256"_L1},
        {"kid"_L1, "k1"_L1},
        {"jwk"_L1, (*forger)->publicJwk()},
        {"jku"_L1, "https://evil.example/jwks"_L1},
        {"x5u"_L1, "https://evil.example/x5u"_L1},
        {"x5c"_L1, QJsonArray{"AAAA"_L1}}};

    const auto forged =
        verifyJwt(signedToken(**forger, toJsonLine(header)), keys(), everyAlgorithm());
    const auto honest = verifyJwt(
        signedToken(*signerFor(Algorithm::RS256), toJsonLine(header)), keys(), everyAlgorithm());

    QVERIFY(!forged);
    QCOMPARE(forged.error().code, QByteArray("jws.signature"));
    QVERIFY(honest);
}

void TstJws::triesEachKeyOfARepeatedKid()
{
    const auto older = PemSigner::create(newRsaPem(), Algorithm::RS256, "k1");
    QVERIFY(older);
    const JwkSet both = setOf({(*older)->publicJwk(), signerFor(Algorithm::RS256)->publicJwk()});

    QVERIFY(verifyJwt(signedToken(**older, headerFor("RS256")), both, everyAlgorithm()));
    QVERIFY(verifyJwt(
        signedToken(*signerFor(Algorithm::RS256), headerFor("RS256")), both, everyAlgorithm()));
}

void TstJws::leavesNoErrorsToOthers()
{
    // Qt's TLS reads the same queue of the same thread.
    ERR_clear_error();

    QVERIFY(!verifyJwt(derToken(), keys(), everyAlgorithm()));
    QVERIFY(!verifyJwt(
        es256With(QByteArray(32, '\0'), QByteArray(32, '\0')), keys(), everyAlgorithm()));
    QVERIFY(!verifyJwt(
        signedToken(*signerFor(Algorithm::RS256), headerFor("PS256")), keys(), everyAlgorithm()));
    QVERIFY(!PemSigner::create("no key", Algorithm::RS256));
    QCOMPARE(setOf({QJsonObject{{"kty"_L1, "EC"_L1},
                       {"crv"_L1, "P-256"_L1},
                       {"x"_L1, QString(43, u'A')},
                       {"y"_L1, QString(43, u'A')}}})
                 .skipped,
        1);

    QCOMPARE(ERR_peek_error(), 0UL);
}

void TstJws::keepsTheTokenOutOfErrors()
{
    const auto rsa = signerFor(Algorithm::RS256);
    for (const QByteArray& token : {signedToken(*rsa, R"({"alg":"hunter2","kid":"hunter2"})"),
             signedToken(*rsa, R"({"alg":"RS256","kid":"hunter2"})"),
             signedToken(*rsa, headerFor("RS256"), "hunter2"),
             QByteArray("hunter2.hunter2")}) {
        const auto jwt = verifyJwt(token, keys(), everyAlgorithm());
        QVERIFY(!jwt);
        QVERIFY2(!jwt.error().detail.contains("hunter2"_L1), qPrintable(jwt.error().detail));
    }
}

QTEST_APPLESS_MAIN(TstJws)
#include "tst_jws.moc"
