// SPDX-License-Identifier: MIT
#include "app/admin/commands.h"
#include "app/admin/file_problems.h"

namespace lanyard::admin {

using namespace Qt::StringLiterals;

namespace {

QJsonObject agentJson(const Result<QJsonObject>& agent)
{
    if (agent)
        return {{u"reachable"_s, true}, {u"hello"_s, *agent}};
    return {{u"reachable"_s, false},
        {u"code"_s, QString::fromLatin1(agent.error().code)},
        {u"detail"_s, agent.error().detail}};
}

/// What the agent knows beside the files: of the same condition its own word counts, because it
/// carries the reference that the person reads out.
void appendHealth(QList<HealthCondition>& problems, const QJsonArray& health)
{
    for (const QJsonValue each : health) {
        HealthCondition condition;
        condition.code = each[u"code"_s].toString().toUtf8();
        condition.severity = each[u"severity"_s].toString() == u"problem"_s ? Severity::Problem
            : each[u"severity"_s].toString() == u"information"_s            ? Severity::Information
                                                                            : Severity::Warning;
        condition.detail = each[u"detail"_s].toString();
        condition.advice = each[u"advice"_s].toString();
        condition.reference = each[u"reference"_s].toString();
        problems.removeIf([&](const auto& known) { return known.code == condition.code; });
        problems.append(condition);
    }
}

} // namespace

Report diagnose(const config::Configuration& configuration,
    const QString& directory,
    const Result<QJsonObject>& agent,
    const QJsonArray& health)
{
    QList<HealthCondition> problems = configuration.policy.problems;
    problems.append(appsProblems(configuration));
    problems.append(rolesProblems(configuration));
    if (!agent)
        problems.append({.code = agent.error().code,
            .severity = Severity::Warning,
            .detail = agent.error().detail,
            .advice = u"Start lanyard-agent in this login session."_s,
            .reference = {}});

    // What administrators set or got wrong; `policy show` has the defaults too.
    QList<policy::EffectiveValue> set = configuration.policy.values;
    set.removeIf([](const policy::EffectiveValue& value) {
        return value.origin == u"default"_s && !value.problem;
    });
    appendHealth(problems, health);
    const QString agentText = agent ? u"answers"_s : agent.error().detail;
    const QString problemsText = problems.isEmpty() ? u"No problems.\n"_s : toText(problems);
    return {.exitCode = problems.isEmpty() ? ExitCode::Ok : ExitCode::ProblemFound,
        .json = {{u"ok"_s, problems.isEmpty()},
            {u"directory"_s, directory},
            {u"environment"_s, configuration.policy.policy.environment.name},
            {u"settings"_s, toJson(set)},
            {u"agent"_s, agentJson(agent)},
            {u"problems"_s, toJson(problems)}},
        .text = u"Directory: %1\nAgent: %2\n\n%3\n%4"_s.arg(
            directory, agentText, toText(set), problemsText)};
}

} // namespace lanyard::admin
