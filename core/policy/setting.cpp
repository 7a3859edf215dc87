// SPDX-License-Identifier: MIT
#include "core/policy/setting.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace lanyard::policy {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxText = 2048; // Longer than any address, shorter than any accident.

QString expectedText(const Setting& setting)
{
    if (setting.words != nullptr)
        return u"one of: %1"_s.arg(setting.allowedWords().join(u", "_s));
    if (setting.expectation != nullptr)
        return QString::fromLatin1(setting.expectation);
    return u"text"_s;
}

bool isSoundText(const Setting& setting, const QJsonValue& value)
{
    if (!value.isString() || value.toString().size() > maxText)
        return false;
    const QString text = value.toString();
    const bool hasControls = std::any_of(
        text.begin(), text.end(), [](QChar c) { return c.category() == QChar::Other_Control; });
    if (hasControls)
        return false;
    if (setting.words != nullptr)
        return setting.allowedWords().contains(text);
    return setting.isSound == nullptr || setting.isSound(text);
}

} // namespace

SettingScope Setting::scope() const
{
    return static_cast<SettingScope>(target.index()); // Same order as the alternatives.
}

QStringList Setting::allowedWords() const
{
    return QString::fromLatin1(words).split(u' ', Qt::SkipEmptyParts);
}

QString Setting::expected() const
{
    switch (type) {
    case SettingType::Boolean:
        return u"true or false"_s;
    case SettingType::Integer:
        return u"a whole number from %1 to %2"_s.arg(minimum).arg(maximum);
    case SettingType::Text:
        return expectedText(*this);
    case SettingType::TextList:
        return u"a list, each member %1"_s.arg(expectedText(*this));
    }
    return {};
}

bool Setting::accepts(const QJsonValue& value) const
{
    switch (type) {
    case SettingType::Boolean:
        return value.isBool();
    case SettingType::Integer: {
        const double number = value.toDouble(std::nan(""));
        return std::trunc(number) == number && number >= minimum && number <= maximum;
    }
    case SettingType::Text:
        return isSoundText(*this, value);
    case SettingType::TextList: {
        const QJsonArray members = value.toArray();
        return value.isArray()
            && std::all_of(members.begin(), members.end(), [this](const QJsonValue& member) {
                   return isSoundText(*this, member);
               });
    }
    }
    return false;
}

QJsonValue toJson(const SettingValue& value)
{
    struct Converter {
        QJsonValue operator()(std::monostate) const { return QJsonArray(); }

        QJsonValue operator()(bool flag) const { return flag; }

        QJsonValue operator()(int number) const { return number; }

        QJsonValue operator()(const char* text) const { return QString::fromLatin1(text); }
    };

    return std::visit(Converter{}, value);
}

} // namespace lanyard::policy
