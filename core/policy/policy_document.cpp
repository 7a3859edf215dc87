// SPDX-License-Identifier: MIT
#include "core/policy/policy_document.h"

#include "core/policy/registry_tree.h"
#include "core/policy/setting.h"
#include "core/policy/setting_text.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace lanyard::policy {

using namespace Qt::StringLiterals;

namespace {

/// Patterns of names, as setting_checks.h has them.
constexpr auto environmentNamePattern = "^[a-z0-9][a-z0-9_-]{0,31}$";
constexpr auto audienceNamePattern = "^[!-~]+$";

QJsonObject valueSchema(const Setting& setting)
{
    QJsonObject schema;
    switch (setting.type) {
    case SettingType::Boolean:
        schema.insert(u"type"_s, u"boolean"_s);
        break;
    case SettingType::Integer:
        schema.insert(u"type"_s, u"integer"_s);
        schema.insert(u"minimum"_s, setting.minimum);
        schema.insert(u"maximum"_s, setting.maximum);
        break;
    case SettingType::Text:
        schema.insert(u"type"_s, u"string"_s);
        if (setting.words != nullptr)
            schema.insert(u"enum"_s, QJsonArray::fromStringList(setting.allowedWords()));
        break;
    case SettingType::TextList:
        schema.insert(u"type"_s, u"array"_s);
        schema.insert(u"items"_s, QJsonObject{{u"type"_s, u"string"_s}});
        break;
    }
    QString description = QString::fromLatin1(setting.description);
    if (setting.expectation != nullptr)
        description += u" Expected: %1."_s.arg(setting.expected());
    schema.insert(u"description"_s, description);
    if (setting.necessity != Necessity::Required)
        schema.insert(u"default"_s, toJson(setting.fallback));
    return schema;
}

/// An object of `settings`, and of `group` if it has a name.
QJsonObject objectSchema(
    std::span<const Setting> settings, const QString& group = {}, const QJsonObject& members = {})
{
    QJsonObject properties;
    for (const Setting& setting : settings)
        properties.insert(QString::fromLatin1(setting.name), valueSchema(setting));
    if (!group.isEmpty())
        properties.insert(group, members);
    return {{u"type"_s, u"object"_s},
        {u"additionalProperties"_s, false},
        {u"properties"_s, properties}};
}

QJsonObject mapSchema(const char* namePattern, const QJsonObject& member)
{
    return {{u"type"_s, u"object"_s},
        {u"propertyNames"_s, QJsonObject{{u"pattern"_s, QString::fromLatin1(namePattern)}}},
        {u"additionalProperties"_s, member}};
}

QString shownDefault(const Setting& setting)
{
    if (setting.necessity == Necessity::Required)
        return u"none: must be set"_s;
    return u'`' + asJson(setting.fallback) + u'`';
}

QString shownBad(const Setting& setting)
{
    const bool isValue = setting.scope() != SettingScope::Audience
        && setting.necessity == Necessity::Optional && setting.whenBad;
    const QString meaning = meaningOfBad(setting);
    return isValue ? u'`' + meaning + u'`' : meaning;
}

QByteArray table(std::span<const Setting> settings)
{
    QString text =
        u"| setting | value | in the registry | default | a bad value means | a change is felt |\n"
        "|---|---|---|---|---|---|\n"_s;
    for (const Setting& setting : settings)
        text +=
            u"| **%1**<br>%2 | %3 | %4 | %5 | %6 | %7 |\n"_s.arg(QString::fromLatin1(setting.name),
                QString::fromLatin1(setting.description),
                setting.expected(),
                registryTypeName(registryTypeOf(setting)),
                shownDefault(setting),
                shownBad(setting),
                shownEffect(setting.effect));
    return text.toUtf8();
}

} // namespace

QJsonObject policySchema()
{
    const QJsonObject audience = objectSchema(audienceSettings());
    const QJsonObject environment = objectSchema(
        environmentSettings(), u"Audiences"_s, mapSchema(audienceNamePattern, audience));
    QJsonObject schema = objectSchema(
        machineSettings(), u"Environments"_s, mapSchema(environmentNamePattern, environment));
    QJsonObject properties = schema.value(u"properties"_s).toObject();
    properties.insert(u"$schema"_s, QJsonObject{{u"type"_s, u"string"_s}});
    schema.insert(u"properties"_s, properties);
    schema.insert(u"$schema"_s, u"https://json-schema.org/draft/2020-12/schema"_s);
    schema.insert(u"title"_s, u"Lanyard policy.json"_s);
    return schema;
}

QByteArray policyDocument()
{
    return "## For the computer\n\n" + table(machineSettings())
        + "\n## For each environment\n\nUnder `Environments`, by the profile's name.\n\n"
        + table(environmentSettings())
        + "\n## For each audience\n\nUnder `Audiences` of an environment, by the name that "
          "programs ask for.\n\n"
        + table(audienceSettings());
}

} // namespace lanyard::policy
