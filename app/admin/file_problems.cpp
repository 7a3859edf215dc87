// SPDX-License-Identifier: MIT
#include "app/admin/file_problems.h"

#include "core/policy/app_rules.h"

namespace lanyard::admin {

using namespace Qt::StringLiterals;

QList<HealthCondition> appsProblems(const config::Configuration& configuration)
{
    if (configuration.apps.problem)
        return {*configuration.apps.problem};
    const policy::Environment& environment = configuration.policy.policy.environment;
    const auto known = environment.name.isEmpty()
        ? std::nullopt // No environment was chosen: its problem, not the file's.
        : std::optional<QByteArrayList>(environment.audiences.keys());
    QStringList reasons;
    for (const auto& problem : policy::readAppRules(configuration.apps.bytes, known).problems)
        reasons.append(u"line %1: %2"_s.arg(QString::number(problem.line), problem.text));
    if (reasons.isEmpty())
        return {};
    return {{.code = "apps.refused",
        .severity = Severity::Problem,
        .detail = reasons.join(u"; "_s),
        .advice = u"Correct apps.json; until then no program may ask for anything."_s,
        .reference = {}}};
}

QList<HealthCondition> rolesProblems(const config::Configuration& configuration)
{
    if (configuration.roles.problem)
        return {*configuration.roles.problem};
    return identity::readRoleRules(configuration.roles.bytes).problems;
}

identity::RoleRules rolesInForce(const config::Configuration& configuration)
{
    return configuration.roles.problem ? identity::RoleRules()
                                       : identity::readRoleRules(configuration.roles.bytes).rules;
}

} // namespace lanyard::admin
