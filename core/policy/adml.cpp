// SPDX-License-Identifier: MIT
#include "core/policy/admx.h"
#include "core/policy/admx_policy.h"
#include "core/policy/setting_text.h"

#include <QXmlStreamWriter>

namespace lanyard::policy {

using namespace Qt::StringLiterals;

namespace {

/// "IdleLimitMinutes" as "Idle limit minutes"; names are what the rest of the documentation has,
/// so that they stay whole in the explanation.
QString title(const QString& name)
{
    QString words;
    for (const QChar c : name) {
        if (c.isUpper() && !words.isEmpty())
            words += u' ';
        words += words.isEmpty() ? c : c.toLower();
    }
    return words;
}

QString titleOf(const AdmxPolicy& policy)
{
    return policy.setting == nullptr ? u"Audiences"_s
                                     : title(QString::fromLatin1(policy.setting->name));
}

QString explanation(const AdmxPolicy& policy)
{
    if (policy.setting == nullptr)
        return u"What programs may get tokens for here: the audience's name as they ask for it, "
               "and beside it how its token is had.\n\n"
               "Value: members parted by semicolons, such as Method=scope; Scope=records.read. "
               "They are Method (scope, resource or exchange; otherwise resource), Resource and "
               "Scope; each may be left out.\n"
               "A bad value means: nobody gets the audience.\n"
               "A change is felt: at once."_s;
    const Setting& setting = *policy.setting;
    const QString unset = setting.necessity == Necessity::Required
        ? u"nobody can sign in to this environment, unless the machine's own settings have it"_s
        : u"the machine's own settings, otherwise %1"_s.arg(asJson(setting.fallback));
    return u"%1\n\nValue: %2.\nNot configured means: %3.\nA bad value means: %4.\n"
           "A change is felt: %5.\nSetting: %6."_s.arg(QString::fromLatin1(setting.description),
               setting.type == SettingType::Boolean ? u"enabled is true, disabled is false"_s
                                                    : setting.expected(),
               unset,
               meaningOfBad(setting),
               shownEffect(setting.effect),
               QString::fromLatin1(setting.name));
}

class Texts
{
public:
    [[nodiscard]] QByteArray write();

private:
    void strings(const QList<AdmxPolicy>& policies);
    void string(const QString& id, const QString& text);
    void presentation(const AdmxPolicy& policy);
    void labelled(const QString& control, const AdmxPolicy& policy);

    QByteArray m_text;
    QXmlStreamWriter m_xml{&m_text};
};

QByteArray Texts::write()
{
    const auto policies = admxPolicies();
    m_xml.setAutoFormatting(true);
    m_xml.setAutoFormattingIndent(2);
    m_xml.writeStartDocument();
    m_xml.writeStartElement(u"policyDefinitionResources"_s);
    m_xml.writeDefaultNamespace(
        u"http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"_s);
    m_xml.writeAttribute(u"revision"_s, u"1.0"_s);
    m_xml.writeAttribute(u"schemaVersion"_s, u"1.0"_s);
    m_xml.writeTextElement(u"displayName"_s, u"Lanyard"_s);
    m_xml.writeTextElement(u"description"_s, u"Settings of the Lanyard sign-in agent"_s);
    m_xml.writeStartElement(u"resources"_s);
    strings(policies);
    m_xml.writeStartElement(u"presentationTable"_s);
    for (const AdmxPolicy& policy : policies) {
        if (hasElement(policy))
            presentation(policy);
    }
    m_xml.writeEndDocument();
    return m_text;
}

void Texts::strings(const QList<AdmxPolicy>& policies)
{
    m_xml.writeStartElement(u"stringTable"_s);
    string(u"Supported"_s, u"Lanyard on Windows 10 1809 or Windows Server 2019, or later"_s);
    string(categoryName({}), u"Lanyard"_s);
    const QStringList environments = templateEnvironments();
    for (const QString& environment : environments)
        string(categoryName(environment), u"Environment: %1"_s.arg(environment));
    for (const AdmxPolicy& policy : policies) {
        string(policy.name, titleOf(policy));
        string(policy.name + u"_Explain"_s, explanation(policy));
        if (policy.setting == nullptr || policy.setting->words == nullptr)
            continue;
        const QStringList words = policy.setting->allowedWords();
        for (const QString& word : words)
            string(wordName(policy, word), word);
    }
    m_xml.writeEndElement();
}

void Texts::string(const QString& id, const QString& text)
{
    m_xml.writeStartElement(u"string"_s);
    m_xml.writeAttribute(u"id"_s, id);
    m_xml.writeCharacters(text);
    m_xml.writeEndElement();
}

void Texts::presentation(const AdmxPolicy& policy)
{
    m_xml.writeStartElement(u"presentation"_s);
    m_xml.writeAttribute(u"id"_s, policy.name);
    if (policy.setting == nullptr)
        labelled(u"listBox"_s, policy);
    else if (policy.setting->type == SettingType::TextList)
        labelled(u"multiTextBox"_s, policy);
    else if (policy.setting->type == SettingType::Integer)
        labelled(u"decimalTextBox"_s, policy);
    else if (policy.setting->words != nullptr)
        labelled(u"dropdownList"_s, policy);
    else
        labelled(u"textBox"_s, policy);
    m_xml.writeEndElement();
}

/// A text box has its label as an element of its own, the others as their text.
void Texts::labelled(const QString& control, const AdmxPolicy& policy)
{
    m_xml.writeStartElement(control);
    m_xml.writeAttribute(u"refId"_s, QString::fromLatin1(admxElement));
    if (control == u"decimalTextBox"_s)
        m_xml.writeAttribute(
            u"defaultValue"_s, QString::number(toJson(policy.setting->fallback).toInt()));
    if (control == u"dropdownList"_s) {
        const auto words = policy.setting->allowedWords();
        m_xml.writeAttribute(u"noSort"_s, u"true"_s);
        m_xml.writeAttribute(u"defaultItem"_s,
            QString::number(words.indexOf(toJson(policy.setting->fallback).toString())));
    }
    if (control == u"textBox"_s)
        m_xml.writeTextElement(u"label"_s, titleOf(policy));
    else
        m_xml.writeCharacters(titleOf(policy));
    m_xml.writeEndElement();
}

} // namespace

QByteArray adml()
{
    return Texts().write();
}

} // namespace lanyard::policy
