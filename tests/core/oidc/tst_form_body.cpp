// SPDX-License-Identifier: MIT
#include "core/base/form.h"
#include "core/oidc/form_body.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::oidc;

class TstFormBody : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesParametersInTheirOrder();
    void leavesOutEmptyValues();
    void comesBackAsItWent_data();
    void comesBackAsItWent();
};

void TstFormBody::writesParametersInTheirOrder()
{
    FormBody form;
    form.add("resource", "https://a");
    form.add("code", "a b");
    form.add("resource", "https://b");

    QCOMPARE(form.encoded().view(),
        QByteArrayView("resource=https%3A%2F%2Fa&code=a%20b&resource=https%3A%2F%2Fb"));
}

void TstFormBody::leavesOutEmptyValues()
{
    FormBody form;
    form.add("scope", "");

    QVERIFY(form.encoded().isEmpty());
}

// P11.
void TstFormBody::comesBackAsItWent_data()
{
    QTest::addColumn<QByteArray>("value");

    QByteArray everyByte;
    for (int byte = 0; byte < 256; ++byte)
        everyByte += static_cast<char>(byte);
    QTest::newRow("every byte there is") << everyByte;
    QTest::newRow("a plus") << QByteArray("a+b");
    QTest::newRow("an encoded plus") << QByteArray("a%2Bb");
    QTest::newRow("what separates fields") << QByteArray("a&b=c;d#e?f");
}

void TstFormBody::comesBackAsItWent()
{
    QFETCH(const QByteArray, value);
    FormBody form;
    form.add("code", value);

    const auto read = parseForm(form.encoded().view());

    QVERIFY(read);
    QCOMPARE(read->value("code"), value);
}

QTEST_APPLESS_MAIN(TstFormBody)
#include "tst_form_body.moc"
