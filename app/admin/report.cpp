// SPDX-License-Identifier: MIT
#include "app/admin/report.h"

#include <QJsonDocument>

namespace lanyard::admin {

using namespace Qt::StringLiterals;

namespace {

QString compact(const QJsonValue& value)
{
    const QByteArray text = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(text.mid(1, text.size() - 2));
}

} // namespace

QByteArray rendered(const Report& report, const Invocation& invocation)
{
    if (invocation.json)
        return QJsonDocument(report.json).toJson(QJsonDocument::Compact) + '\n';
    return report.text.toUtf8();
}

Report failureReport(ExitCode exitCode, const Error& error)
{
    const QString code = QString::fromLatin1(error.code);
    return {.exitCode = exitCode,
        .json = {{u"error"_s,
            QJsonObject{{u"code"_s, code},
                {u"detail"_s, error.detail},
                {u"reference"_s, error.reference}}}},
        .text = u"%1: %2 (%3)\n"_s.arg(code, error.detail, error.reference)};
}

Report checkReport(const QString& file, const QList<HealthCondition>& problems)
{
    return {.exitCode = problems.isEmpty() ? ExitCode::Ok : ExitCode::ProblemFound,
        .json = {{u"ok"_s, problems.isEmpty()}, {u"problems"_s, toJson(problems)}},
        .text = problems.isEmpty() ? file + u" is in order\n"_s : toText(problems)};
}

QJsonArray toJson(const QList<HealthCondition>& conditions)
{
    QJsonArray list;
    for (const HealthCondition& condition : conditions) {
        QJsonObject shown{{u"code"_s, QString::fromLatin1(condition.code)},
            {u"severity"_s, nameOf(condition.severity)},
            {u"detail"_s, condition.detail},
            {u"advice"_s, condition.advice}};
        if (!condition.reference.isEmpty()) // Only what the running agent raised has one.
            shown.insert(u"reference"_s, condition.reference);
        list.append(shown);
    }
    return list;
}

QJsonArray toJson(const QList<policy::EffectiveValue>& values)
{
    QJsonArray list;
    for (const policy::EffectiveValue& value : values)
        list.append(QJsonObject{{u"name"_s, value.name},
            {u"value"_s, value.value},
            {u"origin"_s, value.origin},
            {u"problem"_s, value.problem ? QJsonValue(*value.problem) : QJsonValue::Null}});
    return list;
}

QString toText(const QList<HealthCondition>& conditions)
{
    QString text;
    for (const HealthCondition& condition : conditions)
        text += u"%1  %2\n    %3\n    %4\n"_s.arg(nameOf(condition.severity).leftJustified(11),
            QString::fromLatin1(condition.code),
            condition.detail,
            condition.advice);
    return text;
}

QString toText(const QList<policy::EffectiveValue>& values)
{
    QString text;
    for (const policy::EffectiveValue& value : values) {
        text += u"%1 = %2  [%3]\n"_s.arg(value.name, compact(value.value), value.origin);
        if (value.problem)
            text += u"    %1\n"_s.arg(*value.problem);
    }
    return text;
}

} // namespace lanyard::admin
