// SPDX-License-Identifier: MIT
#include "core/audit/log_entry.h"

#include "core/audit/chain.h"
#include "core/base/json.h"

#include <utility>

namespace lanyard::audit {

using namespace Qt::StringLiterals;

namespace {

constexpr QStringView headSentence = u"The audit trail of a user has grown.";

/// Windows takes %1 in a value for a place to put the first value. In JSON this is still a percent.
QString asValue(QString text)
{
    return text.replace(u'%', u"\\u0025"_s);
}

QString messageOf(std::uint16_t id, const QByteArray& name, const QString& text)
{
    return u"MessageId=%1\nSymbolicName=LANYARD_%2\nLanguage=English\n%3\n.\n\n"_s.arg(id).arg(
        QString::fromLatin1(name).toUpper(), text);
}

QString rowOf(std::uint16_t id, const QByteArray& name, Level level, const QString& sentence)
{
    return u"| %1 | `%2` | %3 | %4 |\n"_s.arg(id).arg(
        QString::fromLatin1(name), nameOf(level), sentence);
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

LogEntry logEntryOf(Kind kind, const QJsonObject& record)
{
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

QString messageSource()
{
    // Severity stays at its default of none: the number in the log is the id alone.
    QString text = u"; // SPDX-License-Identifier: MIT\n"
                   u"; // Made from core/audit/log_sentences.cpp; a test compares the two.\n\n"
                   u"LanguageNames=(English=0x409:MSG00409)\n\n"_s;
    for (const Kind kind : allKinds())
        text += messageOf(static_cast<std::uint16_t>(kind),
            nameOf(kind),
            sentenceOf(kind) + u"%n%nProgram: %1%nPerson: %2%nError: %3%nRecord: %4"_s);
    return text
        + messageOf(headEventId,
            "audit_head",
            headSentence.toString() + u"%n%nUser: %1%nFile: %2%nLast record: %3%nIts hash: %4"_s);
}

QString messageTable()
{
    QString text;
    for (const Kind kind : allKinds())
        text +=
            rowOf(static_cast<std::uint16_t>(kind), nameOf(kind), levelOf(kind), sentenceOf(kind));
    return text + rowOf(headEventId, "audit_head", Level::Information, headSentence.toString());
}

} // namespace lanyard::audit
