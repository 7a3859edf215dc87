// SPDX-License-Identifier: MIT
#include "core/identity/claims.h"

#include "core/base/json.h"

#include <QJsonArray>

#include <cmath>

namespace lanyard::identity {

QList<QJsonValue> members(const QJsonValue& value)
{
    QList<QJsonValue> list;
    if (value.isArray()) {
        for (const QJsonValue member : value.toArray())
            list.append(member);
    } else if (!value.isNull() && !value.isUndefined()) {
        list.append(value);
    }
    return list;
}

QList<QJsonObject> objects(const QJsonValue& value)
{
    QList<QJsonObject> list;
    for (const QJsonValue& member : members(value)) {
        if (member.isObject())
            list.append(member.toObject());
    }
    return list;
}

QString text(const QJsonValue& value)
{
    if (value.isString())
        return value.toString().trimmed();
    const auto number = value.isDouble() ? lenientInteger(value) : std::nullopt;
    return number ? QString::number(*number) : QString();
}

QStringList texts(const QJsonValue& value)
{
    QStringList list;
    for (const QJsonValue& member : members(value)) {
        if (const QString one = text(member); !one.isEmpty())
            list.append(one);
    }
    return list;
}

QByteArray code(const QJsonValue& value)
{
    return text(value).toUtf8();
}

QByteArrayList codes(const QJsonValue& value)
{
    QByteArrayList list;
    for (const QString& one : texts(value))
        list.append(one.toUtf8());
    return list;
}

std::optional<int> level(const QJsonValue& value)
{
    constexpr qint64 highest = 9; // Levels go to 3; ten of them leave room, a year does not fit.
    const auto number = lenientInteger(QJsonValue(text(value)));
    if (!number || *number < 0 || *number > highest)
        return std::nullopt;
    return static_cast<int>(*number);
}

std::optional<Instant> moment(const QJsonValue& value)
{
    constexpr double latest = 253402300799.0; // The last second of the year 9999.
    bool isNumber = value.isDouble();
    const double seconds =
        isNumber ? value.toDouble() : value.toString().trimmed().toDouble(&isNumber);
    if (!isNumber || !std::isfinite(seconds) || seconds < 0 || seconds > latest)
        return std::nullopt;
    return Instant{std::chrono::seconds{static_cast<qint64>(seconds)}};
}

QString lastSegment(const QString& path)
{
    QString segment;
    bool isQuoted = false;
    for (const QChar c : path) {
        if (c == u'"')
            isQuoted = !isQuoted;
        else if (c == u':' && !isQuoted)
            segment.clear();
        else
            segment += c;
    }
    return segment.trimmed();
}

} // namespace lanyard::identity
