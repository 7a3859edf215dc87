// SPDX-License-Identifier: MIT
#include "core/jose/signature.h"
#include "tests/core/jose/keys.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::jose;
using namespace lanyard::jose::test;

class TstSignature : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsForItsOwnTextAlone();
    void neverHoldsUnderAKeyOfAnotherType();
};

void TstSignature::holdsForItsOwnTextAlone()
{
    for (const Algorithm algorithm : allAlgorithms) {
        const Key key = *Key::fromJwk(signerFor(algorithm)->publicJwk());
        const QByteArray signature = *signerFor(algorithm)->sign("text");
        QVERIFY(signatureHolds(key, algorithm, "text", signature));
        QVERIFY(!signatureHolds(key, algorithm, "texts", signature));
        QVERIFY(!signatureHolds(key, algorithm, "", signature));
        QVERIFY(!signatureHolds(key, algorithm, "text", ""));
    }
}

void TstSignature::neverHoldsUnderAKeyOfAnotherType()
{
    // OpenSSL alone would take it: an RSA key, SHA-256 and the padding that is its default.
    const auto signer = signerFor(Algorithm::RS256);
    const Key key = *Key::fromJwk(signer->publicJwk());

    QVERIFY(!signatureHolds(key, Algorithm::ES256, "text", *signer->sign("text")));
}

QTEST_APPLESS_MAIN(TstSignature)
#include "tst_signature.moc"
