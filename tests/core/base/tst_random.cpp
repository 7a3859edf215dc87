// SPDX-License-Identifier: MIT
#include "core/base/base64url.h"
#include "core/base/random.h"

#include <QSet>
#include <QTest>

using namespace lanyard;

class TstRandom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesAsManyBytesAsAsked();
    void usesEveryByteValue();
    void makesTokensOf256Bits();
    void makesSharesOfOne();
};

void TstRandom::makesAsManyBytesAsAsked()
{
    for (const qsizetype count : {0, 1, 16, 1000})
        QCOMPARE(randomBytes(count).size(), count);
}

void TstRandom::usesEveryByteValue()
{
    const QByteArray bytes = randomBytes(16 * 1024);

    QCOMPARE(QSet<char>(bytes.begin(), bytes.end()).size(), 256);
}

void TstRandom::makesTokensOf256Bits()
{
    QSet<QByteArray> seen;
    for (int i = 0; i < 100; ++i) {
        const QByteArray token = randomToken();
        QCOMPARE(token.size(), 43);
        QCOMPARE(fromBase64Url(token)->size(), 32);
        seen.insert(token);
    }
    QCOMPARE(seen.size(), 100);
}

void TstRandom::makesSharesOfOne()
{
    double sum = 0;
    for (int i = 0; i < 10'000; ++i) {
        const double share = randomShare();
        QVERIFY(share >= 0 && share < 1);
        sum += share;
    }
    QVERIFY(sum > 4'000 && sum < 6'000); // Thirty standard deviations.
}

QTEST_APPLESS_MAIN(TstRandom)
#include "tst_random.moc"
