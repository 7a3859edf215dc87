// SPDX-License-Identifier: MIT
#include "core/audit/log_entry.h"

#include "core/audit/chain.h"
#include "core/base/json.h"

#include <utility>

namespace lanyard::audit {

using namespace Qt::StringLiterals;

namespace {

/// Windows takes %1 in a value for a place to put the first value. In JSON this is still a percent.
QString asValue(QString text)
{
    return text.replace(u'%', u"\\u0025"_s);
}

bool isAlert(Kind kind)
{
    return kind == Kind::EmergencyStarted || kind == Kind::EmergencyRefused
        || kind == Kind::EmergencyEnded;
}

QJsonObject alertOf(const QJsonObject& record)
{
    QString reference = record["facts"_L1]["reference"_L1].toString();
    if (reference.isEmpty())
        reference = record["error"_L1]["reference"_L1].toString();
    return {{u"time"_s, record["time"_L1]},
        {u"event"_s, record["event"_L1]},
        {u"id"_s, record["id"_L1]},
        {u"reference"_s, reference}};
}

/// What of `record` the log may have.
QJsonObject loggable(Kind kind, QJsonObject record)
{
    if (isAlert(kind))
        return alertOf(record);
    record.remove(u"note"_s);
    return record;
}

} // namespace

QString nameOf(Level level)
{
    switch (level) {
    case Level::Information:
        return u"information"_s;
    case Level::Warning:
        return u"warning"_s;
    case Level::Error:
        return u"error"_s;
    }
    return u"error"_s;
}

QList<Kind> allKinds()
{
    QList<Kind> kinds;
    for (std::uint16_t id = 0; id < headEventId; ++id) {
        if (const auto kind = static_cast<Kind>(id); nameOf(kind) != "unknown")
            kinds.append(kind);
    }
    return kinds;
}

LogEntry logEntryOf(Kind kind, const QJsonObject& whole)
{
    const QJsonObject record = loggable(kind, whole);
    const auto error = record["error"_L1].toObject();
    const QString trouble = error["code"_L1].toString() + u' ' + error["reference"_L1].toString();
    return {static_cast<std::uint16_t>(kind),
        levelOf(kind),
        {asValue(record["app"_L1].toString()),
            asValue(record["person"_L1].toString()),
            asValue(trouble.trimmed()),
            asValue(QString::fromUtf8(toJsonLine(record)))}};
}

LogEntry logEntryOf(const Head& head, const QByteArray& userId)
{
    return {headEventId,
        Level::Information,
        {QString::fromLatin1(userId),
            head.file,
            QString::number(head.link.seq),
            QString::fromLatin1(head.link.hash)}};
}

Heads headsOf(const QList<QStringList>& entries, const QByteArray& userId)
{
    Heads heads;
    for (const QStringList& values : entries) {
        if (values.value(0) != QLatin1StringView(userId))
            continue;
        bool isNumber = false;
        const Head head{
            values.value(1), {values.value(2).toLongLong(&isNumber), values.value(3).toLatin1()}};
        if (!isNumber || head.file.isEmpty() || head.link.hash.size() != hashSize)
            ++heads.foreignLines;
        else
            heads.add(head);
    }
    return heads;
}

} // namespace lanyard::audit
