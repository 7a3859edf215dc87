// SPDX-License-Identifier: MIT
#include "app/client/argument_text.h"

#include <QTest>

#include <lanyard/client.h>

using namespace lanyard::client;

class TstArgumentText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsUtf8_data();
    void tellsUtf8();
    void takesNoTextForGood();
    void takesTheLongestText();
    void refusesOneByteMore();
};

void TstArgumentText::tellsUtf8_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("sound");

    QTest::newRow("nothing") << QByteArray() << true;
    QTest::newRow("ASCII") << QByteArray("https://api.example/") << true;
    QTest::newRow("two bytes") << QByteArray("Si\xc3\xa2n") << true;
    QTest::newRow("three bytes") << QByteArray("\xe2\x82\xac") << true;
    QTest::newRow("four bytes") << QByteArray("\xf0\x9f\x8f\xa5") << true;
    QTest::newRow("the last character") << QByteArray("\xf4\x8f\xbf\xbf") << true;
    QTest::newRow("beyond the last character") << QByteArray("\xf4\x90\x80\x80") << false;
    QTest::newRow("Latin-1, as VB writes it") << QByteArray("Si\xe2n") << false;
    QTest::newRow("a lone continuation") << QByteArray("\x80") << false;
    QTest::newRow("cut short") << QByteArray("\xe2\x82") << false;
    QTest::newRow("an overlong slash") << QByteArray("\xc0\xaf") << false;
    QTest::newRow("an overlong slash of three bytes") << QByteArray("\xe0\x80\xaf") << false;
    QTest::newRow("a surrogate") << QByteArray("\xed\xa0\x80") << false;
}

void TstArgumentText::tellsUtf8()
{
    QFETCH(const QByteArray, text);
    QFETCH(const bool, sound);

    QCOMPARE(isUtf8(text.toStdString()), sound);
    QCOMPARE(isArgumentText(text.constData()), sound);
}

void TstArgumentText::takesNoTextForGood()
{
    QVERIFY(isArgumentText(nullptr));
}

void TstArgumentText::takesTheLongestText()
{
    QVERIFY(isArgumentText(QByteArray(LANYARD_MAX_TEXT, 'x').constData()));
}

void TstArgumentText::refusesOneByteMore()
{
    QVERIFY(!isArgumentText(QByteArray(LANYARD_MAX_TEXT + 1, 'x').constData()));
}

QTEST_APPLESS_MAIN(TstArgumentText)
#include "tst_argument_text.moc"
