// SPDX-License-Identifier: MIT
#include "core/policy/setting_text.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace lanyard::policy {

using namespace Qt::StringLiterals;

QString asJson(const SettingValue& value)
{
    const QByteArray text = QJsonDocument(QJsonArray{toJson(value)}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(text.mid(1, text.size() - 2));
}

QString shownEffect(TakesEffect effect)
{
    switch (effect) {
    case TakesEffect::AtOnce:
        return u"at once"_s;
    case TakesEffect::NextSignIn:
        return u"next sign-in"_s;
    case TakesEffect::NextStart:
        return u"next start"_s;
    }
    return {};
}

QString meaningOfBad(const Setting& setting)
{
    if (setting.scope() == SettingScope::Audience)
        return u"nobody gets the audience"_s;
    if (setting.necessity != Necessity::Optional)
        return u"nobody can sign in"_s;
    return setting.whenBad ? asJson(*setting.whenBad) : u"the default"_s;
}

} // namespace lanyard::policy
