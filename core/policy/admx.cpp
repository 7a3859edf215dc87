// SPDX-License-Identifier: MIT
#include "core/policy/admx.h"

#include "core/policy/admx_policy.h"

#include <QXmlStreamWriter>

namespace lanyard::policy {

using namespace Qt::StringLiterals;

namespace {

constexpr auto topKey = "Software\\Policies\\Lanyard";
constexpr int maxText = 2048; // As Setting::accepts() has it.

QString stringOf(const QString& name)
{
    return u"$(string.%1)"_s.arg(name);
}

class Template
{
public:
    [[nodiscard]] QByteArray write();

private:
    void head();
    void categories();
    void category(const QString& name, const QString& parent);
    void policy(const AdmxPolicy& policy);
    void fixedValues();
    void element(const AdmxPolicy& policy);
    void numberElement(const Setting& setting);
    void textElement(const AdmxPolicy& policy);
    void words(const AdmxPolicy& policy);
    void beginElement(const QString& type, const Setting& setting);
    void decimal(int number);

    QByteArray m_text;
    QXmlStreamWriter m_xml{&m_text};
};

QByteArray Template::write()
{
    m_xml.setAutoFormatting(true);
    m_xml.setAutoFormattingIndent(2);
    m_xml.writeStartDocument();
    m_xml.writeStartElement(u"policyDefinitions"_s);
    m_xml.writeDefaultNamespace(
        u"http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"_s);
    m_xml.writeAttribute(u"revision"_s, u"1.0"_s);
    m_xml.writeAttribute(u"schemaVersion"_s, u"1.0"_s);
    head();
    categories();
    m_xml.writeStartElement(u"policies"_s);
    const auto policies = admxPolicies();
    for (const AdmxPolicy& each : policies)
        policy(each);
    m_xml.writeEndDocument();
    return m_text;
}

void Template::head()
{
    m_xml.writeStartElement(u"policyNamespaces"_s);
    m_xml.writeEmptyElement(u"target"_s);
    m_xml.writeAttribute(u"prefix"_s, u"lanyard"_s);
    m_xml.writeAttribute(u"namespace"_s, u"Lanyard.Policies"_s);
    m_xml.writeEndElement();
    m_xml.writeEmptyElement(u"resources"_s);
    m_xml.writeAttribute(u"minRequiredRevision"_s, u"1.0"_s);
    m_xml.writeStartElement(u"supportedOn"_s);
    m_xml.writeStartElement(u"definitions"_s);
    m_xml.writeEmptyElement(u"definition"_s);
    m_xml.writeAttribute(u"name"_s, u"Supported"_s);
    m_xml.writeAttribute(u"displayName"_s, stringOf(u"Supported"_s));
    m_xml.writeEndElement();
    m_xml.writeEndElement();
}

void Template::categories()
{
    m_xml.writeStartElement(u"categories"_s);
    category(categoryName({}), {});
    const QStringList environments = templateEnvironments();
    for (const QString& environment : environments)
        category(categoryName(environment), categoryName({}));
    m_xml.writeEndElement();
}

void Template::category(const QString& name, const QString& parent)
{
    m_xml.writeStartElement(u"category"_s);
    m_xml.writeAttribute(u"name"_s, name);
    m_xml.writeAttribute(u"displayName"_s, stringOf(name));
    if (!parent.isEmpty()) {
        m_xml.writeEmptyElement(u"parentCategory"_s);
        m_xml.writeAttribute(u"ref"_s, parent);
    }
    m_xml.writeEndElement();
}

void Template::policy(const AdmxPolicy& policy)
{
    m_xml.writeStartElement(u"policy"_s);
    m_xml.writeAttribute(u"name"_s, policy.name);
    m_xml.writeAttribute(u"class"_s, u"Machine"_s);
    m_xml.writeAttribute(u"displayName"_s, stringOf(policy.name));
    m_xml.writeAttribute(u"explainText"_s, stringOf(policy.name + u"_Explain"_s));
    if (hasElement(policy))
        m_xml.writeAttribute(u"presentation"_s, u"$(presentation.%1)"_s.arg(policy.name));
    m_xml.writeAttribute(u"key"_s, policy.key);
    if (!hasElement(policy))
        m_xml.writeAttribute(u"valueName"_s, QString::fromLatin1(policy.setting->name));
    m_xml.writeEmptyElement(u"parentCategory"_s);
    m_xml.writeAttribute(u"ref"_s, categoryName(policy.environment));
    m_xml.writeEmptyElement(u"supportedOn"_s);
    m_xml.writeAttribute(u"ref"_s, u"Supported"_s);
    if (hasElement(policy)) {
        m_xml.writeStartElement(u"elements"_s);
        element(policy);
        m_xml.writeEndElement();
    } else {
        fixedValues();
    }
    m_xml.writeEndElement();
}

/// Enabled is true, disabled is false: both are set, and hide what is set below.
void Template::fixedValues()
{
    m_xml.writeStartElement(u"enabledValue"_s);
    decimal(1);
    m_xml.writeEndElement();
    m_xml.writeStartElement(u"disabledValue"_s);
    decimal(0);
    m_xml.writeEndElement();
}

void Template::element(const AdmxPolicy& policy)
{
    if (policy.setting == nullptr) { // Names and values, both as the administrator writes them.
        m_xml.writeEmptyElement(u"list"_s);
        m_xml.writeAttribute(u"id"_s, QString::fromLatin1(admxElement));
        m_xml.writeAttribute(u"key"_s, policy.key);
        m_xml.writeAttribute(u"explicitValue"_s, u"true"_s);
        return;
    }
    if (policy.setting->type == SettingType::Integer)
        numberElement(*policy.setting);
    else
        textElement(policy);
}

void Template::numberElement(const Setting& setting)
{
    beginElement(u"decimal"_s, setting);
    m_xml.writeAttribute(u"required"_s, u"true"_s);
    m_xml.writeAttribute(u"minValue"_s, QString::number(setting.minimum));
    m_xml.writeAttribute(u"maxValue"_s, QString::number(setting.maximum));
    m_xml.writeEndElement();
}

void Template::textElement(const AdmxPolicy& policy)
{
    const Setting& setting = *policy.setting;
    if (setting.type == SettingType::TextList) {
        beginElement(u"multiText"_s, setting);
    } else if (setting.words != nullptr) {
        beginElement(u"enum"_s, setting);
        m_xml.writeAttribute(u"required"_s, u"true"_s);
        words(policy);
    } else {
        beginElement(u"text"_s, setting);
        if (setting.necessity == Necessity::Required)
            m_xml.writeAttribute(u"required"_s, u"true"_s);
        m_xml.writeAttribute(u"maxLength"_s, QString::number(maxText));
    }
    m_xml.writeEndElement();
}

void Template::words(const AdmxPolicy& policy)
{
    const QStringList allowed = policy.setting->allowedWords();
    for (const QString& word : allowed) {
        m_xml.writeStartElement(u"item"_s);
        m_xml.writeAttribute(u"displayName"_s, stringOf(wordName(policy, word)));
        m_xml.writeStartElement(u"value"_s);
        m_xml.writeTextElement(u"string"_s, word);
        m_xml.writeEndElement();
        m_xml.writeEndElement();
    }
}

void Template::beginElement(const QString& type, const Setting& setting)
{
    m_xml.writeStartElement(type);
    m_xml.writeAttribute(u"id"_s, QString::fromLatin1(admxElement));
    m_xml.writeAttribute(u"valueName"_s, QString::fromLatin1(setting.name));
}

void Template::decimal(int number)
{
    m_xml.writeEmptyElement(u"decimal"_s);
    m_xml.writeAttribute(u"value"_s, QString::number(number));
}

} // namespace

QByteArray admx()
{
    return Template().write();
}

QStringList templateEnvironments()
{
    return {u"live"_s, u"deployment"_s, u"integration"_s, u"training"_s, u"sandbox"_s};
}

QList<AdmxPolicy> admxPolicies()
{
    const QString top = QString::fromLatin1(topKey);
    QList<AdmxPolicy> policies;
    for (const Setting& setting : machineSettings())
        policies.append({QString::fromLatin1(setting.name), {}, top, &setting});
    const QStringList environments = templateEnvironments();
    for (const QString& environment : environments) {
        const QString key = top + u"\\Environments\\"_s + environment;
        for (const Setting& setting : environmentSettings())
            policies.append({environment + u'_' + QString::fromLatin1(setting.name),
                environment,
                key,
                &setting});
        policies.append(
            {environment + u"_Audiences"_s, environment, key + u"\\Audiences"_s, nullptr});
    }
    return policies;
}

bool hasElement(const AdmxPolicy& policy)
{
    return policy.setting == nullptr || policy.setting->type != SettingType::Boolean;
}

QString wordName(const AdmxPolicy& policy, const QString& word)
{
    return policy.name + u'_' + word;
}

QString categoryName(const QString& environment)
{
    return environment.isEmpty() ? u"Lanyard"_s : u"Lanyard_"_s + environment;
}

} // namespace lanyard::policy
