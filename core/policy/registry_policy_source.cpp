// SPDX-License-Identifier: MIT
#include "core/policy/registry_policy_source.h"

#include "core/policy/problem_list.h"
#include "core/policy/registry_tree.h"

#include <utility>

namespace lanyard::policy {

using namespace Qt::StringLiterals;

RegistryPolicySource::RegistryPolicySource(QString name, QString key, ReadRegistry read)
    : m_name(std::move(name))
    , m_key(std::move(key))
    , m_read(std::move(read))
{
    refresh();
}

void RegistryPolicySource::refresh()
{
    const auto key = m_read();
    if (!key) {
        const Error& why = key.error();
        m_problem = HealthCondition{.code = "policy.unavailable",
            .severity = Severity::Problem,
            .detail = u"%1: %2 (%3)"_s.arg(m_key, why.detail, QString::fromLatin1(why.code)),
            .advice = u"Make it readable for the people who use the agent."_s,
            .reference = {}};
        if (!m_wasRead)
            m_tree =
                QJsonObject{{u"Environment"_s, QJsonValue::Null}}; // No choice: nobody signs in.
        return;
    }
    m_wasRead = true;
    m_problem.reset();
    auto [tree, problems] = *key ? registryTree(**key, m_key) : RegistryTree();
    m_tree = std::move(tree);
    ProblemList list;
    for (const QString& problem : std::as_const(problems))
        list.add("policy.registry_type", problem);
    if (!problems.isEmpty())
        m_problem = list.conditions().constFirst();
}

} // namespace lanyard::policy
