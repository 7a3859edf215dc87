// SPDX-License-Identifier: MIT
#include "core/audit/record.h"

#include "core/base/json.h"
#include "core/base/log.h"

#include <QDateTime>
#include <QJsonArray>
#include <QTimeZone>

namespace lanyard::audit {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxIdentifier = 128;
constexpr qsizetype maxPath = 512;
constexpr int maxDepth = 4;
constexpr qsizetype maxEntries = 64;
const QLatin1StringView removed("[removed]");

QString oneLine(QString text, qsizetype limit)
{
    for (QChar& c : text) {
        if (c.category() == QChar::Other_Control)
            c = u' ';
    }
    return text.size() > limit ? text.left(limit - 1) + u'\u2026' : text;
}

/// Ours, or the operating system's: random, and therefore of the shape that scrubbed() removes.
QString identifier(const QByteArray& bytes, qsizetype limit = maxIdentifier)
{
    const QString text = oneLine(QString::fromUtf8(bytes), limit);
    return bytes.startsWith("eyJ") || bytes.size() > limit ? QString(removed) : text;
}

/// A value together with its name: `"code": "x"` must go the way of `code=x`.
QString textFact(const QString& name, const QString& value)
{
    const QString named = name + u'=';
    if (scrubbed(named + u'x') != named + u'x')
        return removed;
    return oneLine(scrubbed(value), maxFact); // Scrubbed before it is cut, or a part would remain.
}

QJsonValue clean(const QString& name, const QJsonValue& value, int depth);

QJsonObject cleanObject(const QJsonObject& object, int depth)
{
    QJsonObject result;
    for (auto entry = object.begin(); entry != object.end() && result.size() < maxEntries; ++entry)
        result.insert(
            oneLine(scrubbed(entry.key()), maxIdentifier), clean(entry.key(), *entry, depth));
    return result;
}

QJsonValue clean(const QString& name, const QJsonValue& value, int depth)
{
    if (value.isString())
        return textFact(name, value.toString());
    if (!value.isArray() && !value.isObject())
        return value;
    if (depth == 0)
        return QString(removed);
    if (value.isObject())
        return cleanObject(value.toObject(), depth - 1);
    QJsonArray result;
    const auto values = value.toArray();
    for (const auto& each : values) {
        if (result.size() < maxEntries)
            result.append(clean(name, each, depth - 1));
    }
    return result;
}

QJsonObject cleanFacts(const QJsonObject& facts)
{
    auto result = cleanObject(facts, maxDepth);
    if (toJsonLine(result).size() > maxFacts)
        return {{u"too_large"_s, true}};
    return result;
}

QJsonObject toRecord(const Error& error)
{
    QJsonObject result{{u"fault"_s, QString::fromLatin1(nameOf(error.fault))},
        {u"code"_s, identifier(error.code)}};
    if (!error.detail.isEmpty())
        result.insert(u"detail"_s, oneLine(scrubbed(error.detail), maxFact));
    if (error.native != 0)
        result.insert(u"native"_s, error.native);
    if (!error.reference.isEmpty())
        result.insert(u"reference"_s, identifier(error.reference.toUtf8()));
    return result;
}

} // namespace

QString toText(Instant time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), QTimeZone::utc())
        .toString(u"yyyy-MM-dd'T'HH:mm:ss.zzz'Z'"_s);
}

QJsonObject toRecord(const Event& event, Instant time)
{
    QJsonObject record{{u"time"_s, toText(time)},
        {u"event"_s, QString::fromLatin1(nameOf(event.kind))},
        {u"id"_s, static_cast<int>(event.kind)}};
    const auto put = [&record](const QString& name, const QString& value) {
        if (!value.isEmpty())
            record.insert(name, value);
    };
    put(u"session"_s, identifier(event.subject.sessionId));
    put(u"context"_s, identifier(event.subject.contextId));
    put(u"person"_s, identifier(event.subject.person));
    put(u"role"_s, identifier(event.subject.roleId));
    put(u"organisation"_s, identifier(event.subject.organisation));
    put(u"app"_s, identifier(event.app, maxPath));
    put(u"correlation"_s, oneLine(scrubbed(QString::fromUtf8(event.correlationId)), 64));
    if (event.error)
        record.insert(u"error"_s, toRecord(*event.error));
    put(u"note"_s, oneLine(scrubbed(event.note), maxFact));
    if (!event.facts.isEmpty())
        record.insert(u"facts"_s, cleanFacts(event.facts));
    return record;
}

} // namespace lanyard::audit
