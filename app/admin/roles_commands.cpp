// SPDX-License-Identifier: MIT
#include "app/admin/commands.h"
#include "app/admin/file_problems.h"
#include "core/base/json.h"
#include "core/identity/context_builder.h"

#include <QFile>

namespace lanyard::admin {

using namespace Qt::StringLiterals;

namespace {

QJsonArray toJson(const QList<identity::Decision>& decisions)
{
    QJsonArray list;
    for (const identity::Decision& decision : decisions)
        list.append(QJsonObject{{u"permission"_s, QString::fromLatin1(decision.permission)},
            {u"granted"_s, decision.granted},
            {u"rule"_s, decision.rule},
            {u"because"_s, decision.because}});
    return list;
}

QString toText(const identity::Context& context)
{
    QString text = context.role ? u"Role: %1 (%2) at %3\n"_s.arg(context.role->name,
                       QString::fromUtf8(context.role->code),
                       QString::fromUtf8(context.role->organisation.code))
                                : u"Role: none\n"_s;
    for (const QByteArray& cohort : context.cohorts)
        text += u"Cohort: %1\n"_s.arg(QString::fromLatin1(cohort));
    for (const identity::Decision& decision : context.decisions)
        text += u"%1 %2  [%3] %4\n"_s.arg(decision.granted ? u"yes"_s : u"no "_s,
            QString::fromLatin1(decision.permission).leftJustified(24),
            decision.rule.isEmpty() ? u"-"_s : decision.rule,
            decision.because);
    return text;
}

/// {"id_token": {...}, "userinfo": {...}}.
Result<identity::ContextInput> readClaims(const Invocation& invocation, Instant now)
{
    QFile file(invocation.claimsFile);
    if (!file.open(QIODevice::ReadOnly))
        return fail(Fault::System, "claims.unreadable", u"the claims file cannot be read"_s);
    LY_TRY(const QJsonObject claims, parseJsonObject(file.read(JsonLimits{}.bytes + 1)));
    if (!claims.value(u"id_token"_s).isObject())
        return fail(Fault::Malformed, "claims.no_id_token", u"the claims have no id_token"_s);
    return identity::ContextInput{.idToken = claims.value(u"id_token"_s).toObject(),
        .userinfo = claims.value(u"userinfo"_s).toObject(),
        .now = now,
        .expiresAt = now + std::chrono::hours(1),
        .roleId = invocation.roleId.toUtf8()};
}

} // namespace

Report rolesCheck(const config::Configuration& configuration)
{
    return checkReport(u"roles.json"_s, rolesProblems(configuration));
}

Report rolesExplain(
    const config::Configuration& configuration, const Invocation& invocation, Instant now)
{
    const auto input = readClaims(invocation, now);
    if (!input)
        return failureReport(ExitCode::Unavailable, input.error());
    const auto context = identity::buildContext(*input, rolesInForce(configuration));
    if (!context)
        return failureReport(ExitCode::ProblemFound, context.error());
    const auto problems = rolesProblems(configuration);
    const QJsonObject served = identity::toJson(*context, {"role", "permissions"});
    QJsonArray cohorts;
    for (const QByteArray& cohort : context->cohorts)
        cohorts.append(QString::fromLatin1(cohort));
    return {.exitCode = problems.isEmpty() ? ExitCode::Ok : ExitCode::ProblemFound,
        .json = {{u"role"_s, served.value(u"role"_s)},
            {u"permissions"_s, served.value(u"permissions"_s)},
            {u"cohorts"_s, cohorts},
            {u"decisions"_s, toJson(context->decisions)},
            {u"problems"_s, toJson(problems)}},
        .text = toText(*context) + toText(problems)};
}

} // namespace lanyard::admin
