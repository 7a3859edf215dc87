// SPDX-License-Identifier: MIT
#include "core/jose/hash.h"

#include <QTest>

using namespace lanyard::jose;

class TstHash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matchesFips180();
    void hashesWithTheAlgorithmsOwnHash();
    void makesTheHashesOfOidcCoreA();
    void halvesTheLongerHashes();
};

void TstHash::matchesFips180()
{
    QCOMPARE(sha256("abc").toHex(),
        QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    QCOMPARE(sha256("").toHex(),
        QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
}

void TstHash::hashesWithTheAlgorithmsOwnHash()
{
    QCOMPARE(hashWith(Algorithm::ES256, "x").size(), 32);
    QCOMPARE(hashWith(Algorithm::PS384, "x").size(), 48);
    QCOMPARE(hashWith(Algorithm::RS512, "x").size(), 64);
}

void TstHash::makesTheHashesOfOidcCoreA()
{
    // OIDC Core appendix A.4 and A.6.
    QCOMPARE(leftHalfHash(Algorithm::RS256, "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"),
        QByteArray("77QmUPtjPfzWtF2AnpK9RQ"));
    QCOMPARE(leftHalfHash(
                 Algorithm::RS256, "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk"),
        QByteArray("LDktKdoQak3Pk0cnXxCltA"));
}

void TstHash::halvesTheLongerHashes()
{
    QCOMPARE(leftHalfHash(Algorithm::ES384, "t").size(), 32); // 24 bytes as base64url
    QCOMPARE(leftHalfHash(Algorithm::PS512, "t").size(), 43); // 32 bytes
}

QTEST_APPLESS_MAIN(TstHash)
#include "tst_hash.moc"
