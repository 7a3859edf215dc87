// SPDX-License-Identifier: MIT
#include "core/base/json.h"

#include <QJsonArray>
#include <QTest>

using namespace lanyard;
using namespace Qt::StringLiterals;

class TstJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAnObject();
    void takesOneNameInManyObjects();
    void takesWhatIsWithinTheLimits();
    void refuses_data();
    void refuses();
    void writesOneCanonicalLine();
    void readsNumbersAsCis2WritesThem_data();
    void readsNumbersAsCis2WritesThem();
};

void TstJson::readsAnObject()
{
    const auto object = parseJsonObject(" {\"a\":[1,\"b\"],\"c\":{\"a\":null}}\n");

    QVERIFY(object);
    QCOMPARE(object->size(), 2);
}

void TstJson::takesOneNameInManyObjects()
{
    const QByteArrayList texts{
        "{'a':{'a':1},'b':{'a':1},'c':[{'a':1},{'a':1}]}",
        "{'a':'a','b':['a','a']}",
        "{'a':'\\'a\\':1,','b':'{\\'b\\''}", // Names inside strings are none.
    };
    for (QByteArray text : texts)
        QVERIFY2(parseJsonObject(text.replace('\'', '"')), text.constData());
}

void TstJson::takesWhatIsWithinTheLimits()
{
    const QByteArray sixteen = "{\"a\":" + QByteArray(15, '[') + QByteArray(15, ']') + '}';

    QVERIFY(parseJsonObject(sixteen));
    QVERIFY(parseJsonObject("{}", {.bytes = 2, .depth = 1}));
}

void TstJson::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("code");

    const auto row = [](const char* name, const QByteArray& text, const char* code) {
        QTest::newRow(name) << text << QByteArray(code);
    };
    row("a name twice", R"({"a":1,"a":2})", "json.repeated");
    row("a name twice, once escaped", R"({"alg":1,"\u0061lg":2})", "json.repeated");
    row("a name twice, escaped twice", R"({"\u0061":1,"\u0061":2})", "json.repeated");
    row("a name twice with an escaped slash", R"({"a/b":1,"a\/b":2})", "json.repeated");
    row("an empty name twice", R"({"":1,"":2})", "json.repeated");
    row("a name twice with values between", R"({"a":{"b":[{}]},"c":"x,y","a":2})", "json.repeated");
    row("a name twice further in", R"({"x":[{"a":1,"a":2}]})", "json.repeated");
    row("seventeen deep",
        "{\"a\":" + QByteArray(16, '[') + QByteArray(16, ']') + '}',
        "json.too_deep");
    row("deep and never closed", QByteArray(100'000, '['), "json.too_deep");
    row("more than a megabyte", '{' + QByteArray(1024 * 1024, ' ') + '}', "json.too_large");
    row("nothing", "", "json.syntax");
    row("an open string", R"({"a":"b)", "json.syntax");
    row("an open string that ends in a backslash", R"({"a":"b\)", "json.syntax");
    row("something after the end", "{}{}", "json.syntax");
    row("a closing brace too many", "{}}", "json.syntax");
    row("brackets that do not match", R"({"a":[}])", "json.syntax");
    row("a trailing comma", R"({"a":1,})", "json.syntax");
    row("a comment", "{}//", "json.syntax");
    row("single quotes", "{'a':1}", "json.syntax");
    row("broken UTF-8", "{\"a\":\"\xff\"}", "json.syntax");
    row("a NUL after the end", QByteArray("{}\0", 3), "json.syntax");
    row("an array", "[]", "json.not_an_object");
    row("a string", "\"a\"", "json.syntax"); // Qt 6.4 reads documents of objects and arrays only.
}

void TstJson::refuses()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, code);

    const auto object = parseJsonObject(text);

    QVERIFY(!object);
    QCOMPARE(object.error().fault, Fault::Malformed);
    QCOMPARE(object.error().code, code);
}

void TstJson::writesOneCanonicalLine()
{
    QCOMPARE(toJsonLine({{u"b"_s, u"x\ny"_s}, {u"a"_s, QJsonArray{1, true}}}),
        QByteArray(R"({"a":[1,true],"b":"x\ny"})"));
}

void TstJson::readsNumbersAsCis2WritesThem_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isNumber");
    QTest::addColumn<qint64>("number");

    const auto row = [](const char* name, const char* text, std::optional<qint64> number) {
        QTest::newRow(name) << QByteArray(text) << number.has_value() << number.value_or(0);
    };
    row("a number", "3", 3);
    row("a string of digits", "\"3\"", 3);
    row("a negative number", "-1", -1);
    row("a negative string", "\"-1\"", -1);
    row("a whole number with a point", "3.0", 3);
    row("leading zeros in a string", "\"03\"", 3);
    row("the largest", "9007199254740991", 9007199254740991);
    row("the largest as a string", "\"9007199254740991\"", 9007199254740991);
    row("a number past 2^53", "9007199254740993", {});
    row("a string past 2^53", "\"9007199254740993\"", {});
    row("a string past all bounds", "\"99999999999999999999\"", {});
    row("a fraction", "3.5", {});
    row("a fraction in a string", "\"3.0\"", {});
    row("white space in a string", "\" 3\"", {});
    row("a plus sign", "\"+3\"", {});
    row("only a minus sign", "\"-\"", {});
    row("an empty string", "\"\"", {});
    row("a word", "\"three\"", {});
    row("true", "true", {});
    row("null", "null", {});
    row("an array", "[3]", {});
}

void TstJson::readsNumbersAsCis2WritesThem()
{
    QFETCH(const QByteArray, text);
    QFETCH(const bool, isNumber);
    QFETCH(const qint64, number);

    const auto object = parseJsonObject("{\"n\":" + text + '}');
    QVERIFY(object);
    const auto read = lenientInteger(object->value("n"_L1));

    QCOMPARE(read.has_value(), isNumber);
    QCOMPARE(read.value_or(0), number);
}

QTEST_APPLESS_MAIN(TstJson)
#include "tst_json.moc"
