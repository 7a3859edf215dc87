// SPDX-License-Identifier: MIT
#include "core/oidc/json_member.h"

#include <QJsonArray>
#include <QJsonValue>

namespace lanyard::oidc {

QByteArray textMember(const QJsonObject& object, const char* name)
{
    return object.value(QLatin1StringView(name)).toString().toUtf8();
}

QByteArrayList listMember(const QJsonObject& object, const char* name)
{
    const QJsonValue value = object.value(QLatin1StringView(name));
    if (value.isString())
        return {value.toString().toUtf8()};
    QByteArrayList list;
    const QJsonArray array = value.toArray();
    for (const auto& element : array) {
        if (element.isString())
            list += element.toString().toUtf8();
    }
    return list;
}

} // namespace lanyard::oidc
