// SPDX-License-Identifier: MIT
#include "core/base/form.h"

#include <QTest>

using namespace lanyard;

class TstForm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decodesOnce();
    void keepsBytesThatAreNotText();
    void takesEmptyFieldsAndValues();
    void refuses_data();
    void refuses();
};

void TstForm::decodesOnce()
{
    const auto form = parseForm("a=1+2%2B3&b=%2541&c%3d=%3D&d");

    QVERIFY(form);
    QCOMPARE(form->value("a"), QByteArray("1 2+3"));
    QCOMPARE(form->value("b"), QByteArray("%41"));
    QCOMPARE(form->value("c="), QByteArray("="));
    QVERIFY(form->contains("d"));
}

void TstForm::keepsBytesThatAreNotText()
{
    const auto form = parseForm("a=%00%ff%0D%0A");

    QVERIFY(form);
    QCOMPARE(form->value("a"), QByteArray("\0\xff\r\n", 4));
}

void TstForm::takesEmptyFieldsAndValues()
{
    const auto form = parseForm("&a=&&b=x=y&");

    QVERIFY(form);
    QCOMPARE(form->size(), 2);
    QCOMPARE(form->value("a"), QByteArray());
    QCOMPARE(form->value("b"), QByteArray("x=y"));
    QVERIFY(parseForm("")->isEmpty());
}

void TstForm::refuses_data()
{
    QTest::addColumn<QByteArray>("encoded");
    QTest::addColumn<QByteArray>("code");

    const auto row = [](const char* name, const char* encoded, const char* code) {
        QTest::newRow(name) << QByteArray(encoded) << QByteArray(code);
    };
    row("a repeated name (RFC 6749 3.1)", "a=1&a=2", "form.repeated");
    row("a name repeated in another spelling", "state=1&st%61te=2", "form.repeated");
    row("a name repeated without value", "a&a", "form.repeated");
    row("a percent sign at the end", "a=%", "form.escape");
    row("half an escape", "a=%4", "form.escape");
    row("an escape that is not hexadecimal", "a=%zz", "form.escape");
    row("a plus sign in an escape", "a=%+1", "form.escape");
    row("a minus sign in an escape", "a=%-1", "form.escape");
    row("a space in an escape", "a=% 1", "form.escape");
    row("a broken escape in a name", "%=a", "form.escape");
}

void TstForm::refuses()
{
    QFETCH(const QByteArray, encoded);
    QFETCH(const QByteArray, code);

    const auto form = parseForm(encoded);

    QVERIFY(!form);
    QCOMPARE(form.error().fault, Fault::Malformed);
    QCOMPARE(form.error().code, code);
}

QTEST_APPLESS_MAIN(TstForm)
#include "tst_form.moc"
