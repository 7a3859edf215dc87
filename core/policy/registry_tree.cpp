// SPDX-License-Identifier: MIT
#include "core/policy/registry_tree.h"

#include "core/policy/problem_list.h"
#include "core/policy/registry_value.h"

#include <QJsonArray>
#include <QMap>

#include <algorithm>

namespace lanyard::policy {

using namespace Qt::StringLiterals;

namespace {

bool isSame(const QString& name, const QString& other)
{
    return name.compare(other, Qt::CaseInsensitive) == 0;
}

const Setting* settingNamed(std::span<const Setting> settings, const QString& name)
{
    const auto found = std::find_if(settings.begin(), settings.end(), [&](const Setting& setting) {
        return isSame(name, QString::fromLatin1(setting.name));
    });
    return found == settings.end() ? nullptr : &*found;
}

/// As declared, or as it was found where no setting has that name.
QString nameOf(const Setting* setting, const QString& found)
{
    if (setting != nullptr)
        return QString::fromLatin1(setting->name);
    return found.isEmpty() ? u"(Default)"_s : found;
}

/// A key and where it is, for problems.
struct Place {
    const RegistryKey& key;
    QString shown;

    [[nodiscard]] Place below(const RegistryKey& lower) const
    {
        return {lower, shown + u'\\' + shownName(lower.name)};
    }
};

class Converter
{
public:
    [[nodiscard]] RegistryTree convert(const Place& root);

private:
    [[nodiscard]] QJsonObject settings(
        const Place& place, std::span<const Setting> known, const QString& group = {});
    [[nodiscard]] QJsonValue value(
        const Place& place, const Setting& setting, const RegistryValue& value);
    [[nodiscard]] QJsonValue subkey(
        const Place& place, const Setting* setting, const RegistryKey& key, bool hasValue);
    [[nodiscard]] QJsonValue list(const Place& place);
    [[nodiscard]] QJsonObject environments(const Place& place);
    [[nodiscard]] QJsonObject audiences(const Place& place);
    [[nodiscard]] QJsonValue bad(const Place& place, const QString& name, const QString& why);
    [[nodiscard]] QJsonValue wrongType(const Place& place, const RegistryValue& value, quint32 due);

    QStringList m_problems;
};

RegistryTree Converter::convert(const Place& root)
{
    QJsonObject tree = settings(root, machineSettings(), u"Environments"_s);
    for (const RegistryKey& key : root.key.keys) {
        if (isSame(key.name, u"Environments"_s))
            tree.insert(u"Environments"_s, environments(root.below(key)));
    }
    return {tree, m_problems};
}

/// All but the subkey `group`.
QJsonObject Converter::settings(
    const Place& place, std::span<const Setting> known, const QString& group)
{
    QJsonObject object;
    for (const RegistryValue& found : place.key.values) {
        const Setting* setting = settingNamed(known, found.name);
        QString name = nameOf(setting, found.name);
        if (!group.isEmpty() && isSame(name, group))
            name = group;
        if (setting != nullptr)
            object.insert(name, value(place, *setting, found));
        else
            object.insert(name, QJsonValue::Null);
    }
    for (const RegistryKey& key : place.key.keys) {
        if (!group.isEmpty() && isSame(key.name, group))
            continue;
        const Setting* setting = settingNamed(known, key.name);
        const QString name = nameOf(setting, key.name);
        object.insert(name, subkey(place, setting, key, object.contains(name)));
    }
    return object;
}

/// `hasValue`: a value of the same name was found.
QJsonValue Converter::subkey(
    const Place& place, const Setting* setting, const RegistryKey& key, bool hasValue)
{
    if (setting == nullptr)
        return QJsonObject();
    const QString name = nameOf(setting, key.name);
    if (setting->type != SettingType::TextList)
        return bad(place, name, u"a key found, a value expected"_s);
    if (hasValue)
        return bad(place, name, u"both a value and a key found"_s);
    return list(place.below(key));
}

QJsonValue Converter::value(const Place& place, const Setting& setting, const RegistryValue& value)
{
    const quint32 due = registryTypeOf(setting);
    const bool isText = due == registry_type::text && value.type == registry_type::expandableText;
    if (value.type != due && !isText)
        return wrongType(place, value, due);
    const auto malformed = [&] {
        return bad(place,
            value.name,
            u"the data found is no sound %1"_s.arg(registryTypeName(value.type)));
    };
    if (due == registry_type::number) {
        const auto number = numberIn(value);
        if (!number)
            return malformed();
        if (setting.type == SettingType::Boolean && *number <= 1)
            return *number == 1;
        return static_cast<qint64>(*number); // Of a Boolean, 2 and above: the reader refuses it.
    }
    if (due == registry_type::texts) {
        const auto texts = textsIn(value);
        return texts ? QJsonValue(QJsonArray::fromStringList(*texts)) : malformed();
    }
    const auto text = textIn(value);
    if (!text)
        return malformed();
    if (isText && text->contains(u'%'))
        return bad(place, value.name, u"variables are not expanded; REG_SZ expected"_s);
    return *text;
}

/// The way of the `list` element of administrative templates.
QJsonValue Converter::list(const Place& place)
{
    QMap<uint, QString> members;
    for (const RegistryValue& each : place.key.values) {
        bool isNumber = false;
        const uint number = each.name.toUInt(&isNumber);
        if (!isNumber || members.contains(number))
            return bad(place, each.name, u"names numbered from 1 expected"_s);
        if (each.type != registry_type::text)
            return wrongType(place, each, registry_type::text);
        const auto text = textIn(each);
        if (!text)
            return bad(place, each.name, u"the data found is no sound REG_SZ"_s);
        members.insert(number, *text);
    }
    return QJsonArray::fromStringList(members.values());
}

QJsonObject Converter::environments(const Place& place)
{
    QJsonObject object;
    for (const RegistryValue& each : place.key.values)
        object.insert(nameOf(nullptr, each.name), bad(place, each.name, u"a key expected"_s));
    for (const RegistryKey& key : place.key.keys) {
        const Place profile = place.below(key);
        QJsonObject members = settings(profile, environmentSettings(), u"Audiences"_s);
        for (const RegistryKey& lower : key.keys) {
            if (isSame(lower.name, u"Audiences"_s))
                members.insert(u"Audiences"_s, audiences(profile.below(lower)));
        }
        object.insert(key.name.toLower(), members);
    }
    return object;
}

QJsonObject Converter::audiences(const Place& place)
{
    QJsonObject object;
    for (const RegistryValue& each : place.key.values) {
        const QString name = nameOf(nullptr, each.name);
        if (each.type != registry_type::text) {
            object.insert(name, wrongType(place, each, registry_type::text));
            continue;
        }
        const auto text = textIn(each);
        const auto audience = text ? audienceOfText(*text) : std::nullopt;
        object.insert(name,
            audience ? QJsonValue(*audience)
                     : bad(place, each.name, u"members such as Scope=a b expected"_s));
    }
    for (const RegistryKey& key : place.key.keys) {
        object.insert(key.name,
            object.contains(key.name) ? bad(place, key.name, u"both a value and a key found"_s)
                                      : QJsonValue(settings(place.below(key), audienceSettings())));
    }
    return object;
}

QJsonValue Converter::bad(const Place& place, const QString& name, const QString& why)
{
    m_problems.append(u"%1, %2: %3"_s.arg(place.shown, shownName(nameOf(nullptr, name)), why));
    return QJsonValue::Null;
}

QJsonValue Converter::wrongType(const Place& place, const RegistryValue& value, quint32 due)
{
    return bad(place,
        value.name,
        u"%1 found, %2 expected"_s.arg(registryTypeName(value.type), registryTypeName(due)));
}

/// What a member of an audience in one line says: a number where that is due, and it is one.
QJsonValue valueOfText(const Setting* setting, const QString& text)
{
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    const bool isDue = setting != nullptr && setting->type == SettingType::Integer;
    return isDue && isNumber ? QJsonValue(number) : QJsonValue(text);
}

} // namespace

RegistryTree registryTree(const RegistryKey& root, const QString& place)
{
    return Converter().convert({root, place});
}

std::optional<QJsonObject> audienceOfText(const QString& text)
{
    QJsonObject audience;
    for (const QString& member : text.split(u';')) {
        if (member.trimmed().isEmpty())
            continue;
        const qsizetype sign = member.indexOf(u'=');
        if (sign < 0)
            return std::nullopt;
        const QString found = member.left(sign).trimmed();
        const Setting* const setting = settingNamed(audienceSettings(), found);
        const QString name = nameOf(setting, found);
        if (audience.contains(name))
            return std::nullopt;
        audience.insert(name, valueOfText(setting, member.mid(sign + 1).trimmed()));
    }
    return audience;
}

quint32 registryTypeOf(const Setting& setting)
{
    switch (setting.type) {
    case SettingType::Boolean:
    case SettingType::Integer:
        return registry_type::number;
    case SettingType::Text:
        return registry_type::text;
    case SettingType::TextList:
        return registry_type::texts;
    }
    return registry_type::text;
}

} // namespace lanyard::policy
