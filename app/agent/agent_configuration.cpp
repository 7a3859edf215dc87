// SPDX-License-Identifier: MIT
#include "app/agent/agent.h"
#include "app/agent/policy_parts.h"
#include "core/base/log.h"
#include "core/identity/role_rules.h"
#include "core/policy/app_rules.h"

#include <algorithm>
#include <utility>

/// What the administrator's files say, applied live, and what is wrong with them. The rest of Agent
/// is in agent.cpp.

namespace lanyard::agent {

using namespace Qt::StringLiterals;

namespace {

QString linesOf(const QList<policy::AppProblem>& problems)
{
    QStringList lines;
    for (const auto& problem : problems)
        lines.append(u"line %1: %2"_s.arg(problem.line).arg(problem.text));
    return lines.join(u"; "_s);
}

QByteArrayList stepUpAppsOf(const policy::AppRules& apps)
{
    QByteArrayList names;
    for (const policy::AppRule& rule : apps.rules) {
        if (rule.grant.operations.testFlag(policy::Operation::Elevation))
            names.append(rule.grant.name);
    }
    return names;
}

} // namespace

/// Everything that applies live. CaFile, BrowserCommand, StoreMode and AuditDirectory are
/// read at start.
void Agent::applyConfiguration()
{
    const config::Configuration& now = m_config->current();
    m_engine->setPolicy(now.policy.policy);
    m_engine->setRoleRules(identity::readRoleRules(now.roles.bytes).rules);
    const auto apps =
        policy::readAppRules(now.apps.bytes, now.policy.policy.environment.audiences.keys()).rules;
    m_broker->setRules(apps);
    m_broker->setLimits(limitsOf(now.policy.policy));
    m_listener->setRevocation(revocationOf(now.policy.policy));
    m_ui->presenter().setEnvironment(shownAs(now.policy.policy.environment));
    m_ui->presenter().setStepUpApps(stepUpAppsOf(apps));
    raiseProblems();
    record(audit::Kind::PolicyLoaded);
}

void Agent::raiseProblems()
{
    const config::Configuration& now = m_config->current();
    QList<HealthCondition> problems = now.problems();
    if (!now.roles.problem)
        problems += identity::readRoleRules(now.roles.bytes).problems;
    const auto apps =
        policy::readAppRules(now.apps.bytes, now.policy.policy.environment.audiences.keys());
    if (!now.apps.problem && !apps.problems.isEmpty())
        problems.append({"apps.refused",
            Severity::Problem,
            linesOf(apps.problems),
            u"No program is served until apps.json is right."_s,
            {}});

    std::set<QByteArray> raised;
    for (const HealthCondition& problem : std::as_const(problems)) {
        raised.insert(problem.code);
        m_health.raise(problem);
    }
    for (const QByteArray& code : m_configProblems) {
        if (!raised.contains(code))
            m_health.clear(code);
    }
    m_configProblems = std::move(raised);
}

/// Puts on record what appeared and what went.
void Agent::auditHealth()
{
    const auto isIn = [](const QList<HealthCondition>& list, const HealthCondition& wanted) {
        return std::any_of(list.begin(), list.end(), [&](const auto& each) {
            return each.code == wanted.code && each.reference == wanted.reference;
        });
    };
    const auto before = std::exchange(m_audited, m_health.conditions());
    const auto now = m_audited; // Recording may change health again.
    for (const HealthCondition& condition : now) {
        if (!isIn(before, condition))
            record(audit::Kind::HealthRaised, condition);
    }
    for (const HealthCondition& condition : before) {
        if (!isIn(now, condition))
            record(audit::Kind::HealthCleared, condition);
    }
}

void Agent::record(audit::Kind kind, const std::optional<HealthCondition>& condition)
{
    audit::Event event;
    event.kind = kind;
    if (m_engine)
        event.subject = m_engine->snapshot().subject();
    if (condition)
        event.facts = {{u"condition"_s, QString::fromUtf8(condition->code)},
            {u"reference"_s, condition->reference}};
    if (const auto written = m_trail->record(event); !written)
        qCCritical(logAgent) << "audit:" << written.error().code << written.error().reference;
}

} // namespace lanyard::agent
