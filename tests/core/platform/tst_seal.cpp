// SPDX-License-Identifier: MIT
#include "core/platform/seal.h"
#include "tests/support/under_wine.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::platform;

class TstSeal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensWhatItSealed_data();
    void opensWhatItSealed();
    void hidesWhatItSealed();
    void neverSealsTheSameWayTwice();
    void refusesOtherEntropy();
    void refusesEveryChangedByte();
    void refusesEveryTruncation();
};

void TstSeal::opensWhatItSealed_data()
{
    QTest::addColumn<QByteArray>("plain");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a zero byte") << QByteArray(1, '\0');
    QTest::newRow("16 KiB") << QByteArray(16 * 1024, 'x');
}

void TstSeal::opensWhatItSealed()
{
    QFETCH(const QByteArray, plain);

    const auto sealed = seal(Secret(plain), "entropy");
    const auto opened = unseal(*sealed, "entropy");

    QVERIFY(opened);
    QVERIFY(opened->view() == plain);
    QVERIFY(sealed->view().size() > plain.size());
}

void TstSeal::hidesWhatItSealed()
{
    QVERIFY(!seal(Secret(QByteArrayView("a refresh token")), "e")->view().contains("refresh"));
}

void TstSeal::neverSealsTheSameWayTwice()
{
    const Secret plain(QByteArrayView("x"));

    QVERIFY(seal(plain, "e")->view() != seal(plain, "e")->view());
}

void TstSeal::refusesOtherEntropy()
{
    const auto sealed = seal(Secret(QByteArrayView("x")), "entropy");

    for (const char* other : {"", "Entropy", "entropy "}) {
        const auto opened = unseal(*sealed, other);
        QVERIFY(!opened);
        QCOMPARE(opened.error().fault, Fault::Untrusted);
        QCOMPARE(opened.error().code, QByteArray("seal.broken"));
    }
}

void TstSeal::refusesEveryChangedByte()
{
    const auto sealed = seal(Secret(QByteArrayView("a refresh token")), "e")->view().toByteArray();

    // Wine does not look at flags and names in the head of a sealed blob.
    const qsizetype first = lanyard::test::isUnderWine() ? 90 : 0;

    QVERIFY(sealed.size() > first);
    for (qsizetype i = first; i < sealed.size(); ++i) {
        auto changed = sealed;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        QVERIFY2(!unseal(Secret(changed), "e"), QByteArray::number(i).constData());
    }
}

void TstSeal::refusesEveryTruncation()
{
    const auto sealed = seal(Secret(QByteArrayView("a refresh token")), "e")->view().toByteArray();

    for (qsizetype size = 0; size < sealed.size(); ++size)
        QVERIFY(!unseal(Secret(sealed.first(size)), "e"));
}

QTEST_APPLESS_MAIN(TstSeal)
#include "tst_seal.moc"
