// SPDX-License-Identifier: MIT
#include "core/identity/claims.h"

#include <QJsonArray>
#include <QTest>

using namespace lanyard;
using namespace lanyard::identity;
using namespace Qt::StringLiterals;

class TstClaims : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTexts_data();
    void readsTexts();
    void readsLevels_data();
    void readsLevels();
    void readsMoments_data();
    void readsMoments();
    void takesTheLastSegment_data();
    void takesTheLastSegment();
};

void TstClaims::readsTexts_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QStringList>("expected");

    const auto row = [](const char* name, const QJsonValue& value, const QStringList& expected) {
        QTest::newRow(name) << value << expected;
    };
    row("a list", QJsonArray{u"a"_s, u"b"_s}, {u"a"_s, u"b"_s});
    row("one value for a list", u"a"_s, {u"a"_s});
    row("numbers", QJsonArray{7, u"8"_s}, {u"7"_s, u"8"_s});
    row("twelve digits as a number", 555000111222.0, {u"555000111222"_s});
    row("blanks", QJsonArray{u""_s, u"  "_s, u" a "_s}, {u"a"_s});
    row("null members", QJsonArray{QJsonValue::Null, u"a"_s}, {u"a"_s});
    row("objects and booleans", QJsonArray{QJsonObject(), true, 1.5}, {});
    row("null", QJsonValue::Null, {});
    row("missing", QJsonValue::Undefined, {});
    row("an empty list", QJsonArray(), {});
}

void TstClaims::readsTexts()
{
    QFETCH(const QJsonValue, value);
    QFETCH(const QStringList, expected);

    QCOMPARE(texts(value), expected);
}

void TstClaims::readsLevels_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<int>("expected"); // -1: none.

    QTest::newRow("a number") << QJsonValue(3) << 3;
    QTest::newRow("text") << QJsonValue(u"3"_s) << 3;
    QTest::newRow("text with blanks") << QJsonValue(u" 2 "_s) << 2;
    QTest::newRow("zero") << QJsonValue(u"0"_s) << 0;
    QTest::newRow("negative") << QJsonValue(-1) << -1;
    QTest::newRow("a fraction") << QJsonValue(2.5) << -1;
    QTest::newRow("too high to be one") << QJsonValue(30) << -1;
    QTest::newRow("a name") << QJsonValue(u"AAL3"_s) << -1;
    QTest::newRow("a list") << QJsonValue(QJsonArray{3}) << -1;
    QTest::newRow("true") << QJsonValue(true) << -1;
    QTest::newRow("blank") << QJsonValue(u""_s) << -1;
    QTest::newRow("missing") << QJsonValue(QJsonValue::Undefined) << -1;
}

void TstClaims::readsLevels()
{
    QFETCH(const QJsonValue, value);
    QFETCH(const int, expected);

    QCOMPARE(level(value).value_or(-1), expected);
}

void TstClaims::readsMoments_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<qint64>("milliseconds"); // -1: none.

    QTest::newRow("a number") << QJsonValue(1790000000) << qint64{1790000000000};
    QTest::newRow("text") << QJsonValue(u"1790000000"_s) << qint64{1790000000000};
    QTest::newRow("a fraction") << QJsonValue(1790000000.75) << qint64{1790000000000};
    QTest::newRow("negative") << QJsonValue(-1) << qint64{-1};
    QTest::newRow("after all calendars") << QJsonValue(1e300) << qint64{-1};
    QTest::newRow("infinite") << QJsonValue(u"inf"_s) << qint64{-1};
    QTest::newRow("not a number") << QJsonValue(u"nan"_s) << qint64{-1};
    QTest::newRow("a date") << QJsonValue(u"2026-11-22"_s) << qint64{-1};
    QTest::newRow("missing") << QJsonValue(QJsonValue::Undefined) << qint64{-1};
}

void TstClaims::readsMoments()
{
    QFETCH(const QJsonValue, value);
    QFETCH(const qint64, milliseconds);

    const auto read = moment(value);

    QCOMPARE(read ? qint64{read->time_since_epoch().count()} : qint64{-1}, milliseconds);
}

void TstClaims::takesTheLastSegment_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("segment");

    const auto row = [](const char* name, const QString& path, const QString& segment) {
        QTest::newRow(name) << path << segment;
    };
    row("CIS2's quoted path",
        u"\"Clinical\":\"Clinical Provision\":\"Nurse Access Role\""_s,
        u"Nurse Access Role"_s);
    row("a colon within quotes", u"\"A\":\"Nurse: Ward\""_s, u"Nurse: Ward"_s);
    row("no quotes", u"Clinical:Nurse"_s, u"Nurse"_s);
    row("a single name", u"Nurse"_s, u"Nurse"_s);
    row("blanks around", u"\"A\": \" Nurse \""_s, u"Nurse"_s);
    row("a quote that never closes", u"\"A\":\"Nurse"_s, u"Nurse"_s);
    row("empty", u""_s, u""_s);
}

void TstClaims::takesTheLastSegment()
{
    QFETCH(const QString, path);
    QFETCH(const QString, segment);

    QCOMPARE(lastSegment(path), segment);
}

QTEST_APPLESS_MAIN(TstClaims)
#include "tst_claims.moc"
