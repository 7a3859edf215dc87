// SPDX-License-Identifier: MIT
#include "core/policy/admx.h"
#include "core/policy/registry_tree.h"
#include "core/policy/setting.h"

#include <QFile>
#include <QHash>
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <QXmlStreamReader>

#include <algorithm>

using namespace lanyard::policy;
using namespace Qt::StringLiterals;

namespace {

/// An element with what is in it.
struct Node {
    QString name;
    QHash<QString, QString> attributes;
    QString text;
    QList<Node> children;

    [[nodiscard]] QString at(const QString& attribute) const { return attributes.value(attribute); }

    [[nodiscard]] QStringList childNames() const
    {
        QStringList names;
        for (const Node& child : children)
            names.append(child.name);
        return names;
    }

    /// The only child of that name, or an empty one.
    [[nodiscard]] Node child(const QString& wanted) const
    {
        return childNames().count(wanted) == 1 ? children.at(childNames().indexOf(wanted)) : Node();
    }
};

Node nodeAt(QXmlStreamReader& xml)
{
    Node node{xml.name().toString(), {}, {}, {}};
    for (const auto& attribute : xml.attributes())
        node.attributes.insert(attribute.name().toString(), attribute.value().toString());
    while (!xml.atEnd() && xml.readNext() != QXmlStreamReader::EndElement) {
        if (xml.isStartElement())
            node.children.append(nodeAt(xml));
        else if (xml.isCharacters() && !xml.isWhitespace())
            node.text += xml.text();
    }
    return node;
}

/// Empty where it is not well-formed or of another namespace.
Node parsed(const QByteArray& text)
{
    QXmlStreamReader xml(text);
    xml.readNextStartElement();
    const bool isOurs = xml.namespaceUri()
        == u"http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"_s;
    Node root = nodeAt(xml);
    return isOurs && !xml.hasError() ? root : Node();
}

QByteArray committed(const QString& path)
{
    QFile file(QStringLiteral(LANYARD_SOURCE_DIR "/") + path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// What every attribute of the form $(kind.id) refers to.
void collect(const Node& node, const QString& kind, QStringList& ids)
{
    static const QRegularExpression reference(uR"(\A\$\((string|presentation)\.([^)]*)\)\z)"_s);
    for (const QString& value : node.attributes) {
        const auto match = reference.match(value);
        if (match.hasMatch() && match.captured(1) == kind)
            ids.append(match.captured(2));
    }
    for (const Node& child : node.children)
        collect(child, kind, ids);
}

QStringList idsOf(const Node& table)
{
    QStringList ids;
    for (const Node& each : table.children)
        ids.append(each.at(u"id"_s));
    return ids;
}

/// The control that shows an element, as the schema pairs them.
QString controlOf(const QString& element)
{
    static const QHash<QString, QString> controls{{u"decimal"_s, u"decimalTextBox"_s},
        {u"text"_s, u"textBox"_s},
        {u"enum"_s, u"dropdownList"_s},
        {u"multiText"_s, u"multiTextBox"_s},
        {u"list"_s, u"listBox"_s}};
    return controls.value(element);
}

QSet<QString> unique(const QStringList& list)
{
    return QSet<QString>(list.begin(), list.end());
}

} // namespace

/// The rules of Microsoft's schema for administrative templates that ours could break.
class TstAdmx : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isWhatTheFilesHold();
    void hasItsPartsInTheSchemasOrder();
    void refersOnlyToWhatThereIs();
    void namesEachThingOnce();
    void hasOnePolicyForEachSetting();
    void setsWhatTheRegistryReaderTakes();
    void showsEachElementInItsControl();

private:
    [[nodiscard]] QList<Node> policies() const { return m_admx.child(u"policies"_s).children; }

    [[nodiscard]] Node table(const QString& name) const
    {
        return m_adml.child(u"resources"_s).child(name);
    }

    const Node m_admx = parsed(admx());
    const Node m_adml = parsed(adml());
};

// When this fails:  lanyard-admin policy templates resources/policy
void TstAdmx::isWhatTheFilesHold()
{
    QCOMPARE(committed(u"resources/policy/lanyard.admx"_s), admx());
    QCOMPARE(committed(u"resources/policy/en-GB/lanyard.adml"_s), adml());
}

void TstAdmx::hasItsPartsInTheSchemasOrder()
{
    QCOMPARE(m_admx.name, u"policyDefinitions"_s);
    QCOMPARE(m_admx.at(u"schemaVersion"_s), u"1.0"_s);
    QCOMPARE(m_admx.childNames(),
        QStringList({u"policyNamespaces"_s,
            u"resources"_s,
            u"supportedOn"_s,
            u"categories"_s,
            u"policies"_s}));
    QCOMPARE(m_adml.name, u"policyDefinitionResources"_s);
    QCOMPARE(m_adml.at(u"revision"_s), m_admx.at(u"revision"_s));
    QCOMPARE(
        m_adml.childNames(), QStringList({u"displayName"_s, u"description"_s, u"resources"_s}));
    QCOMPARE(m_adml.child(u"resources"_s).childNames(),
        QStringList({u"stringTable"_s, u"presentationTable"_s}));
    for (const Node& policy : policies()) {
        QStringList expected{u"parentCategory"_s, u"supportedOn"_s};
        if (policy.attributes.contains(u"valueName"_s))
            expected += {u"enabledValue"_s, u"disabledValue"_s};
        else
            expected += u"elements"_s;
        QCOMPARE(policy.childNames(), expected);
    }
}

void TstAdmx::refersOnlyToWhatThereIs()
{
    QStringList strings;
    collect(m_admx, u"string"_s, strings);
    QCOMPARE(unique(strings), unique(idsOf(table(u"stringTable"_s))));
    QStringList presentations;
    collect(m_admx, u"presentation"_s, presentations);
    QCOMPARE(unique(presentations), unique(idsOf(table(u"presentationTable"_s))));

    QSet<QString> categories;
    for (const Node& category : m_admx.child(u"categories"_s).children) {
        const QString parent = category.child(u"parentCategory"_s).at(u"ref"_s);
        QVERIFY2(parent.isEmpty() || categories.contains(parent), qPrintable(parent));
        categories.insert(category.at(u"name"_s));
    }
    const QString supported =
        m_admx.child(u"supportedOn"_s).child(u"definitions"_s).child(u"definition"_s).at(u"name"_s);
    for (const Node& policy : policies()) {
        QVERIFY(categories.contains(policy.child(u"parentCategory"_s).at(u"ref"_s)));
        QCOMPARE(policy.child(u"supportedOn"_s).at(u"ref"_s), supported);
    }
}

void TstAdmx::namesEachThingOnce()
{
    static const QRegularExpression item(uR"(\A[A-Za-z_][A-Za-z0-9_]*\z)"_s);
    QStringList names;
    QStringList places; // Two policies of one value would undo each other.
    for (const Node& policy : policies()) {
        names.append(policy.at(u"name"_s));
        QVERIFY2(item.match(names.constLast()).hasMatch(), qPrintable(names.constLast()));
        const QList<Node> elements = policy.child(u"elements"_s).children;
        const Node& holder = elements.isEmpty() ? policy : elements.constFirst();
        places.append(policy.at(u"key"_s) + u'|' + holder.at(u"valueName"_s));
    }
    QVERIFY(!names.isEmpty());
    QCOMPARE(unique(names).size(), names.size());
    QCOMPARE(unique(places).size(), places.size());
    for (const QString& name : {u"stringTable"_s, u"presentationTable"_s}) {
        const QStringList ids = idsOf(table(name));
        QCOMPARE(unique(ids).size(), ids.size());
    }
}

void TstAdmx::hasOnePolicyForEachSetting()
{
    QStringList found;
    for (const Node& policy : policies()) {
        QCOMPARE(policy.at(u"class"_s), u"Machine"_s);
        found.append(policy.at(u"name"_s));
    }
    QStringList expected;
    for (const Setting& setting : machineSettings())
        expected.append(QString::fromLatin1(setting.name));
    for (const QString& environment : templateEnvironments()) {
        for (const Setting& setting : environmentSettings())
            expected.append(environment + u'_' + QString::fromLatin1(setting.name));
        expected.append(environment + u"_Audiences"_s);
    }
    QCOMPARE(found, expected);
}

/// Each policy, as Windows carries it out, is a value that registryTree() takes and the setting too.
void TstAdmx::setsWhatTheRegistryReaderTakes()
{
    const auto settingOf = [](const Node& policy, const QString& value) -> const Setting* {
        const bool isTop = !policy.at(u"key"_s).contains(u"Environments"_s);
        const auto settings = isTop ? machineSettings() : environmentSettings();
        const auto found = std::find_if(settings.begin(), settings.end(), [&](const auto& each) {
            return value == QLatin1String(each.name);
        });
        return found == settings.end() ? nullptr : &*found;
    };
    for (const Node& policy : policies()) {
        QVERIFY(policy.at(u"key"_s).startsWith(u"Software\\Policies\\Lanyard"_s));
        if (const QString value = policy.at(u"valueName"_s); !value.isEmpty()) {
            const Setting* setting = settingOf(policy, value);
            QVERIFY(setting != nullptr && setting->type == SettingType::Boolean);
            QCOMPARE(policy.child(u"enabledValue"_s).child(u"decimal"_s).at(u"value"_s), u"1"_s);
            QCOMPARE(policy.child(u"disabledValue"_s).child(u"decimal"_s).at(u"value"_s), u"0"_s);
            continue;
        }
        const QList<Node> elements = policy.child(u"elements"_s).children;
        QCOMPARE(elements.size(), 1);
        const Node& element = elements.constFirst();
        if (element.name == u"list"_s) {
            QCOMPARE(element.at(u"explicitValue"_s), u"true"_s);
            QVERIFY(!element.attributes.contains(u"valuePrefix"_s)); // Excluded by the other.
            QVERIFY(element.at(u"key"_s).endsWith(u"\\Audiences"_s));
            continue;
        }
        const Setting* setting = settingOf(policy, element.at(u"valueName"_s));
        QVERIFY(setting != nullptr);
        if (element.name == u"decimal"_s) {
            QCOMPARE(registryTypeOf(*setting), registry_type::number);
            QVERIFY(setting->accepts(element.at(u"minValue"_s).toInt()));
            QVERIFY(setting->accepts(element.at(u"maxValue"_s).toInt()));
            QVERIFY(!setting->accepts(element.at(u"minValue"_s).toInt() - 1));
            QVERIFY(!setting->accepts(element.at(u"maxValue"_s).toInt() + 1));
        } else if (element.name == u"enum"_s) {
            QCOMPARE(registryTypeOf(*setting), registry_type::text);
            QStringList words;
            for (const Node& choice : element.children)
                words.append(choice.child(u"value"_s).child(u"string"_s).text);
            QCOMPARE(words, setting->allowedWords());
        } else if (element.name == u"text"_s) {
            QCOMPARE(registryTypeOf(*setting), registry_type::text);
            QCOMPARE(element.at(u"maxLength"_s), u"2048"_s);
        } else {
            QCOMPARE(element.name, u"multiText"_s);
            QCOMPARE(registryTypeOf(*setting), registry_type::texts);
        }
    }
}

void TstAdmx::showsEachElementInItsControl()
{
    QHash<QString, Node> presentations;
    for (const Node& each : table(u"presentationTable"_s).children)
        presentations.insert(each.at(u"id"_s), each);
    for (const Node& policy : policies()) {
        const QList<Node> elements = policy.child(u"elements"_s).children;
        QCOMPARE(policy.attributes.contains(u"presentation"_s), !elements.isEmpty());
        if (elements.isEmpty())
            continue;
        const QList<Node> controls = presentations.value(policy.at(u"name"_s)).children;
        QCOMPARE(controls.size(), 1);
        const Node& control = controls.constFirst();
        QCOMPARE(control.at(u"refId"_s), elements.constFirst().at(u"id"_s));
        QCOMPARE(control.name, controlOf(elements.constFirst().name));
        const bool isTextBox = control.name == u"textBox"_s;
        QVERIFY(!(isTextBox ? control.child(u"label"_s).text : control.text).isEmpty());
        if (control.name == u"dropdownList"_s) {
            const int chosen = control.at(u"defaultItem"_s).toInt();
            QVERIFY(chosen >= 0 && chosen < elements.constFirst().children.size());
        }
    }
}

QTEST_APPLESS_MAIN(TstAdmx)
#include "tst_admx.moc"
