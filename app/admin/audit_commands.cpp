// SPDX-License-Identifier: MIT
#include "app/admin/commands.h"
#include "app/config/audit_places.h"
#include "core/audit/event_log.h"
#include "core/audit/verify.h"
#include "core/base/json.h"
#include "core/platform/logon.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>

namespace lanyard::admin {

using namespace Qt::StringLiterals;

namespace {

/// A record is a line; longer than this it is not ours, and verify says so.
constexpr qint64 longestLine = qint64{64} * 1024;

config::AuditPlaces placesOf(const config::Configuration& configuration)
{
    return config::auditPlaces(configuration.policy.policy, platform::currentLogon().userId);
}

QString toText(const audit::Report& report)
{
    QString text;
    for (const audit::FileReport& file : report.files) {
        text += u"%1  %2 lines  %3\n"_s.arg(file.name)
                    .arg(file.lines)
                    .arg(file.findings.isEmpty() ? u"as written"_s : u"NOT AS WRITTEN"_s);
        for (const audit::Finding& finding : file.findings)
            text += u"    line %1: %2: %3\n"_s.arg(finding.line)
                        .arg(QString::fromLatin1(audit::nameOf(finding.problem)), finding.detail);
    }
    return text
        + (report.isSound() ? u"The audit trail is as it was written.\n"_s
                            : u"The audit trail has been changed.\n"_s);
}

/// One record for people: when, what, which program, which error.
QString toText(const QJsonObject& record)
{
    QStringList words{record.value(u"time"_s).toString(), record.value(u"event"_s).toString()};
    for (const auto& name : {u"app"_s, u"correlation"_s})
        if (record.contains(name))
            words.append(u"%1=%2"_s.arg(name, record.value(name).toString()));
    const QJsonObject error = record.value(u"error"_s).toObject();
    if (!error.isEmpty())
        words.append(u"%1 %2"_s.arg(
            error.value(u"code"_s).toString(), error.value(u"reference"_s).toString()));
    return words.join(u"  "_s) + u'\n';
}

} // namespace

Report auditVerify(const config::Configuration& configuration)
{
    const auto places = placesOf(configuration);
    auto heads = audit::readHeads(places.heads);
    if (!heads)
        return failureReport(ExitCode::Unavailable, heads.error());
    const auto logged = audit::loggedValues(audit::headEventId);
    if (logged)
        heads->add(audit::headsOf(*logged, platform::currentLogon().userId));
    const auto report = audit::verify(places.journal, *heads);
    if (!report)
        return failureReport(ExitCode::Unavailable, report.error());
    return {.exitCode = report->isSound() ? ExitCode::Ok : ExitCode::ProblemFound,
        .json = audit::toJson(*report),
        .text = toText(*report),
        .note = logged ? QString()
                       : u"The Event Log could not be read; its heads were not compared.\n"_s};
}

Report auditShow(const config::Configuration& configuration)
{
    const QDir journal(placesOf(configuration).journal);
    if (!journal.exists())
        return failureReport(ExitCode::Unavailable,
            fail(Fault::System, "audit.unreadable", u"there is no audit trail yet"_s).value());
    Report report;
    QJsonArray records;
    for (const QString& name : journal.entryList({u"*.jsonl"_s}, QDir::Files, QDir::Name)) {
        QFile file(journal.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        while (!file.atEnd()) {
            const auto record = parseJsonObject(file.readLine(longestLine).trimmed());
            if (!record)
                continue; // Torn or foreign: verify's business.
            records.append(*record);
            if (record->contains(u"event"_s)) // The first line of a file has none.
                report.text += toText(*record);
        }
    }
    report.json = {{u"records"_s, records}};
    if (report.text.isEmpty())
        report.note = u"The audit trail holds no event yet.\n"_s;
    return report;
}

} // namespace lanyard::admin
