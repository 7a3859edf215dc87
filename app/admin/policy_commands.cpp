// SPDX-License-Identifier: MIT
#include "app/admin/commands.h"
#include "core/policy/policy_document.h"

#include <QJsonDocument>

namespace lanyard::admin {

using namespace Qt::StringLiterals;

Report policyShow(const config::Configuration& configuration)
{
    const policy::EffectivePolicy& policy = configuration.policy;
    QString text = toText(policy.values);
    if (!policy.problems.isEmpty())
        text += u'\n' + toText(policy.problems);
    return {.exitCode = policy.problems.isEmpty() ? ExitCode::Ok : ExitCode::ProblemFound,
        .json = {{u"environment"_s, policy.policy.environment.name},
            {u"settings"_s, toJson(policy.values)},
            {u"problems"_s, toJson(policy.problems)}},
        .text = text};
}

Report policyCheck(const config::Configuration& configuration)
{
    return checkReport(u"policy.json"_s, configuration.policy.problems);
}

Report policySchemaReport()
{
    const QJsonObject schema = policy::policySchema();
    return {.exitCode = ExitCode::Ok,
        .json = schema,
        .text = QString::fromUtf8(QJsonDocument(schema).toJson())};
}

Report policyDocumentReport()
{
    const QString document = QString::fromUtf8(policy::policyDocument());
    return {.exitCode = ExitCode::Ok, .json = {{u"markdown"_s, document}}, .text = document};
}

} // namespace lanyard::admin
