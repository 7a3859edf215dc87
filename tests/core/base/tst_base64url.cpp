// SPDX-License-Identifier: MIT
#include "core/base/base64url.h"

#include <QTest>

using namespace lanyard;

class TstBase64url : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesWithoutPadding();
    void readsWhatItWrote();
    void refuses_data();
    void refuses();
};

void TstBase64url::writesWithoutPadding()
{
    QCOMPARE(toBase64Url(""), QByteArray());
    QCOMPARE(toBase64Url("f"), QByteArray("Zg"));
    QCOMPARE(toBase64Url("foobar"), QByteArray("Zm9vYmFy"));
    QCOMPARE(toBase64Url(QByteArray::fromHex("fbff")), QByteArray("-_8"));
}

void TstBase64url::readsWhatItWrote()
{
    QByteArray bytes;
    for (int i = 0; i < 256; ++i) {
        const auto read = fromBase64Url(toBase64Url(bytes));
        QVERIFY(read);
        QCOMPARE(*read, bytes);
        bytes.append(static_cast<char>(i));
    }
}

void TstBase64url::refuses_data()
{
    QTest::addColumn<QByteArray>("text");

    QTest::newRow("padding") << QByteArray("Zg==");
    QTest::newRow("only padding") << QByteArray("=");
    QTest::newRow("a length that cannot be") << QByteArray("A");
    QTest::newRow("five characters") << QByteArray("Zm9vY");
    QTest::newRow("trailing bits that are not zero") << QByteArray("Zh");
    QTest::newRow("the standard alphabet's plus") << QByteArray("+w");
    QTest::newRow("the standard alphabet's slash") << QByteArray("/w");
    QTest::newRow("a space inside") << QByteArray("Zm9v YmFy");
    QTest::newRow("a line feed at the end") << QByteArray("Zm9v\n");
    QTest::newRow("a NUL") << QByteArray("Zm9v\0", 5);
    QTest::newRow("a dot") << QByteArray("Zm9v.Zg");
    QTest::newRow("a letter outside ASCII") << QByteArray("Zm9v\xc3\xa9");
}

void TstBase64url::refuses()
{
    QFETCH(const QByteArray, text);

    const auto bytes = fromBase64Url(text);

    QVERIFY(!bytes);
    QCOMPARE(bytes.error().fault, Fault::Malformed);
    QCOMPARE(bytes.error().code, QByteArray("base64url.invalid"));
}

QTEST_APPLESS_MAIN(TstBase64url)
#include "tst_base64url.moc"
