// SPDX-License-Identifier: MIT
#include "core/policy/registry_tree.h"
#include "tests/support/registry_values.h"

#include <QJsonArray>
#include <QTest>

using namespace lanyard::policy;
using namespace lanyard::test;
using namespace Qt::StringLiterals;

namespace {

RegistryTree treeOf(const RegistryKey& key)
{
    return registryTree(key, u"HKLM\\K"_s);
}

RegistryKey profile(const QString& name, const QList<RegistryValue>& values)
{
    return {{}, {}, {{u"Environments"_s, {}, {{name, values, {}}}}}};
}

} // namespace

class TstRegistryTree : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesEachTypeAsItsSettingHasIt();
    void refusesWhatIsNotOfTheSettingsType_data();
    void refusesWhatIsNotOfTheSettingsType();
    void readsText_data();
    void readsText();
    void readsLists_data();
    void readsLists();
    void readsNumberedLists();
    void refusesAListInTwoWays();
    void findsNamesWhateverTheirCase();
    void readsProfilesAndAudiences();
    void readsAudiencesInOneLine_data();
    void readsAudiencesInOneLine();
    void leavesUnknownNamesToTheReader();
    void refusesKeysForValuesAndValuesForKeys();
};

void TstRegistryTree::takesEachTypeAsItsSettingHasIt()
{
    const auto read = treeOf({{},
        {numberValue(u"IdleLimitMinutes"_s, 7),
            numberValue(u"ResumeAcrossLogon"_s, 1),
            textValue(u"Environment"_s, u"ward"_s),
            textsValue(u"BrowserCommand"_s, {u"edge"_s, u"{url}"_s})},
        {}});

    QCOMPARE(read.problems, QStringList());
    QCOMPARE(read.tree,
        QJsonObject({{u"IdleLimitMinutes"_s, 7},
            {u"ResumeAcrossLogon"_s, true},
            {u"Environment"_s, u"ward"_s},
            {u"BrowserCommand"_s, QJsonArray{u"edge"_s, u"{url}"_s}}}));
}

void TstRegistryTree::refusesWhatIsNotOfTheSettingsType_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<quint32>("type");
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QString>("problem");

    const auto row = [](const char* title,
                         const char* name,
                         quint32 type,
                         const QByteArray& data,
                         const char* problem) {
        QTest::newRow(title) << QString::fromLatin1(name) << type << data
                             << u"HKLM\\K, %1: %2"_s.arg(
                                    QString::fromLatin1(name), QString::fromLatin1(problem));
    };
    const QByteArray seven = utf16(u"7"_s);
    const QByteArray one("\1\0\0\0", 4);
    row("a number as text", "IdleLimitMinutes", 1, seven, "REG_SZ found, REG_DWORD expected");
    row("a number of 64 bits",
        "IdleLimitMinutes",
        11,
        one + QByteArray(4, '\0'),
        "REG_QWORD found, REG_DWORD expected");
    row("true as text",
        "ResumeAcrossLogon",
        1,
        utf16(u"true"_s),
        "REG_SZ found, REG_DWORD expected");
    row("text as a number", "Environment", 4, one, "REG_DWORD found, REG_SZ expected");
    row("text as bytes", "StoreMode", 3, utf16(u"memory"_s), "REG_BINARY found, REG_SZ expected");
    row("text as a list",
        "StoreMode",
        7,
        utf16(u"memory"_s),
        "REG_MULTI_SZ found, REG_SZ expected");
    row("a list as text", "BrowserCommand", 1, seven, "REG_SZ found, REG_MULTI_SZ expected");
    row("a type that nobody knows", "StoreMode", 42, one, "type 42 found, REG_SZ expected");
    row("a number of two bytes",
        "IdleLimitMinutes",
        4,
        one.first(2),
        "the data found is no sound REG_DWORD");
    row("half a character",
        "StoreMode",
        1,
        utf16(u"memory"_s).chopped(1),
        "the data found is no sound REG_SZ");
    row("text behind its end",
        "StoreMode",
        1,
        utf16(u"memory"_s) + QByteArray(2, '\0') + seven,
        "the data found is no sound REG_SZ");
    row("half a character in a list",
        "BrowserCommand",
        7,
        seven.chopped(1),
        "the data found is no sound REG_MULTI_SZ");
    row("an empty member in a list",
        "BrowserCommand",
        7,
        seven + QByteArray(4, '\0') + seven,
        "the data found is no sound REG_MULTI_SZ");
    row("a variable",
        "AuditDirectory",
        2,
        utf16(u"%APPDATA%"_s),
        "variables are not expanded; REG_SZ expected");
}

void TstRegistryTree::refusesWhatIsNotOfTheSettingsType()
{
    QFETCH(const QString, name);
    QFETCH(const quint32, type);
    QFETCH(const QByteArray, data);
    QFETCH(const QString, problem);

    const auto read = treeOf({{}, {{name, type, data}}, {}});

    QVERIFY(read.tree.value(name).isNull());
    QCOMPARE(read.problems, QStringList{problem});
    for (const auto settings : {machineSettings(), environmentSettings(), audienceSettings()}) {
        for (const Setting& setting : settings) // Nothing may take null for a value.
            QVERIFY2(!setting.accepts(QJsonValue::Null), setting.name);
    }
}

void TstRegistryTree::readsText_data()
{
    QTest::addColumn<quint32>("type");
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QString>("text");

    QTest::newRow("with its end") << 1U << utf16(u"C:\\Ä"_s) + QByteArray(2, '\0') << u"C:\\Ä"_s;
    QTest::newRow("without its end") << 1U << utf16(u"C:\\a"_s) << u"C:\\a"_s;
    QTest::newRow("expandable without variables") << 2U << utf16(u"C:\\a"_s) << u"C:\\a"_s;
    QTest::newRow("a percent sign in plain text") << 1U << utf16(u"C:\\%"_s) << u"C:\\%"_s;
    QTest::newRow("nothing") << 1U << QByteArray() << QString();
}

void TstRegistryTree::readsText()
{
    QFETCH(const quint32, type);
    QFETCH(const QByteArray, data);
    QFETCH(const QString, text);

    const auto read = treeOf({{}, {{u"AuditDirectory"_s, type, data}}, {}});

    QCOMPARE(read.problems, QStringList());
    QVERIFY(read.tree.value(u"AuditDirectory"_s).isString());
    QCOMPARE(read.tree.value(u"AuditDirectory"_s).toString(), text);
}

void TstRegistryTree::readsLists_data()
{
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QStringList>("members");

    const QByteArray end(2, '\0');
    QTest::newRow("none") << QByteArray() << QStringList();
    QTest::newRow("none, with its end") << end + end << QStringList();
    QTest::newRow("two") << utf16(u"a"_s) + end + utf16(u"b"_s) + end + end
                         << QStringList{u"a"_s, u"b"_s};
    QTest::newRow("two without their end")
        << utf16(u"a"_s) + end + utf16(u"b"_s) << QStringList{u"a"_s, u"b"_s};
}

void TstRegistryTree::readsLists()
{
    QFETCH(const QByteArray, data);
    QFETCH(const QStringList, members);

    const auto read = treeOf({{}, {{u"BrowserCommand"_s, registry_type::texts, data}}, {}});

    QCOMPARE(read.problems, QStringList());
    QCOMPARE(read.tree.value(u"BrowserCommand"_s).toArray().toVariantList(),
        QJsonArray::fromStringList(members).toVariantList());
}

void TstRegistryTree::readsNumberedLists()
{
    const auto listOf = [](const QList<RegistryValue>& values) {
        return treeOf({{}, {}, {{u"browsercommand"_s, values, {}}}});
    };

    const auto sound =
        listOf({textValue(u"10"_s, u"c"_s), textValue(u"2"_s, u"b"_s), textValue(u"1"_s, u"a"_s)});
    QCOMPARE(sound.problems, QStringList());
    QCOMPARE(sound.tree.value(u"BrowserCommand"_s).toArray(), QJsonArray({u"a"_s, u"b"_s, u"c"_s}));

    for (const RegistryValue& wrong : {textValue(u"x"_s, u"a"_s),
             textValue(u"01"_s, u"a"_s),
             numberValue(u"2"_s, 1),
             RegistryValue{u"2"_s, 1, "x"}}) {
        const auto refused = listOf({textValue(u"1"_s, u"a"_s), wrong});
        QVERIFY(refused.tree.value(u"BrowserCommand"_s).isNull());
        QCOMPARE(refused.problems.size(), 1);
    }
}

void TstRegistryTree::refusesAListInTwoWays()
{
    const auto read = treeOf({{},
        {textsValue(u"BrowserCommand"_s, {u"edge"_s})},
        {{u"BrowserCommand"_s, {textValue(u"1"_s, u"chrome"_s)}, {}}}});

    QVERIFY(read.tree.value(u"BrowserCommand"_s).isNull());
    QCOMPARE(
        read.problems, QStringList(u"HKLM\\K, BrowserCommand: both a value and a key found"_s));
}

void TstRegistryTree::findsNamesWhateverTheirCase()
{
    const RegistryKey key{{},
        {numberValue(u"IDLELIMITMINUTES"_s, 7)},
        {{u"ENVIRONMENTS"_s, {}, {{u"Ward"_s, {textValue(u"issuer"_s, u"i"_s)}, {}}}}}};

    QCOMPARE(treeOf(key).tree,
        QJsonObject({{u"IdleLimitMinutes"_s, 7},
            {u"Environments"_s,
                QJsonObject({{u"ward"_s, QJsonObject({{u"Issuer"_s, u"i"_s}})}})}}));
}

void TstRegistryTree::readsProfilesAndAudiences()
{
    RegistryKey key = profile(u"live"_s, {numberValue(u"Live"_s, 1)});
    RegistryKey audiences{u"Audiences"_s,
        {textValue(u"https://a"_s, u"Method=scope; scope = a.read b ;"_s)},
        {{u"https://b"_s, {textValue(u"Resource"_s, u"urn:b"_s)}, {}}}};
    key.keys[0].keys[0].keys.push_back(audiences);

    const auto read = treeOf(key);

    QCOMPARE(read.problems, QStringList());
    const QJsonObject live =
        read.tree.value(u"Environments"_s).toObject().value(u"live"_s).toObject();
    QCOMPARE(live,
        QJsonObject({{u"Live"_s, true},
            {u"Audiences"_s,
                QJsonObject(
                    {{u"https://a"_s,
                         QJsonObject({{u"Method"_s, u"scope"_s}, {u"Scope"_s, u"a.read b"_s}})},
                        {u"https://b"_s, QJsonObject({{u"Resource"_s, u"urn:b"_s}})}})}}));
}

void TstRegistryTree::readsAudiencesInOneLine_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QJsonValue>("audience"); // Null: refused.

    QTest::newRow("nothing: every default") << QString() << QJsonValue(QJsonObject());
    QTest::newRow("a scope with an equals sign")
        << u"Scope=a=b"_s << QJsonValue(QJsonObject({{u"Scope"_s, u"a=b"_s}}));
    QTest::newRow("a number") << u"tokenlimitseconds= 300"_s
                              << QJsonValue(QJsonObject({{u"TokenLimitSeconds"_s, 300}}));
    QTest::newRow("words for a number, for the reader to report")
        << u"TokenLimitSeconds=soon"_s
        << QJsonValue(QJsonObject({{u"TokenLimitSeconds"_s, u"soon"_s}}));
    QTest::newRow("a number where text is due")
        << u"ClientId=12"_s << QJsonValue(QJsonObject({{u"ClientId"_s, u"12"_s}}));
    QTest::newRow("an unknown member, for the reader to report")
        << u"Colour=red"_s << QJsonValue(QJsonObject({{u"Colour"_s, u"red"_s}}));
    QTest::newRow("a member without a name's sign") << u"resource"_s << QJsonValue();
    QTest::newRow("a member twice") << u"Scope=a; scope=b"_s << QJsonValue();
}

void TstRegistryTree::readsAudiencesInOneLine()
{
    QFETCH(const QString, text);
    QFETCH(const QJsonValue, audience);
    RegistryKey key = profile(u"live"_s, {});
    key.keys[0].keys[0].keys.push_back({u"Audiences"_s, {textValue(u"a"_s, text)}, {}});

    const auto read = treeOf(key);

    QCOMPARE(read.tree[u"Environments"_s][u"live"_s][u"Audiences"_s][u"a"_s], audience);
    QCOMPARE(read.problems.size(), audience.isNull() ? 1 : 0);
}

void TstRegistryTree::leavesUnknownNamesToTheReader()
{
    const auto read =
        treeOf({{}, {textValue({}, u"x"_s), numberValue(u"Colour"_s, 1)}, {{u"Shapes"_s, {}, {}}}});

    QCOMPARE(read.problems, QStringList());
    QCOMPARE(read.tree.keys(), QStringList({u"(Default)"_s, u"Colour"_s, u"Shapes"_s}));
}

void TstRegistryTree::refusesKeysForValuesAndValuesForKeys()
{
    const auto keyForValue = treeOf({{}, {}, {{u"StoreMode"_s, {}, {}}}});
    QVERIFY(keyForValue.tree.value(u"StoreMode"_s).isNull());
    QCOMPARE(
        keyForValue.problems, QStringList(u"HKLM\\K, StoreMode: a key found, a value expected"_s));

    const auto valueForKey = treeOf({{}, {textValue(u"environments"_s, u"x"_s)}, {}});
    QVERIFY(valueForKey.tree.contains(u"Environments"_s));
    QVERIFY(valueForKey.tree.value(u"Environments"_s).isNull());

    RegistryKey key;
    key.keys.push_back({u"Environments"_s, {textValue(u"ward"_s, u"x"_s)}, {}});
    QCOMPARE(treeOf(key).problems, QStringList(u"HKLM\\K\\Environments, ward: a key expected"_s));
}

QTEST_APPLESS_MAIN(TstRegistryTree)
#include "tst_registry_tree.moc"
