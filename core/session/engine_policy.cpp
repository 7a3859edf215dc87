// SPDX-License-Identifier: MIT
#include "core/session/engine_line.h"

#include <algorithm>
#include <utility>

/// What the administrator changes while somebody is signed in. The rest of Engine is in engine.cpp.

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

bool sameLine(const policy::Environment& one, const policy::Environment& other)
{
    return one.issuer == other.issuer && one.clientId == other.clientId;
}

} // namespace

void Engine::setPolicy(policy::Policy policy)
{
    const bool isAnother = !sameLine(policy.environment, m_policy.environment);
    m_policy = std::move(policy);
    ++m_policyVersion;
    m_vault.clear(); // Its answers are what the policy before gave.
    if (!isAnother) {
        m_line->provider.setEnvironment(m_policy.environment);
        reviewLevels();
        reviewLimits();
        reviewPresence();
        reviewEmergency();
        return;
    }
    const auto why = fail(
        Fault::Misconfigured, "session.policy_changed", u"policy names another issuer or client"_s)
                         .value();
    handle(Failed{why});
    handle(Lost{why});
    std::erase_if(m_retired, [](const auto& line) { return line->ending.isIdle(); });
    m_retired.push_back(std::move(m_line));
    m_isLooking = false;
    openLine();
}

/// A session that would not be granted any more does not go on (design.md §6.1).
void Engine::reviewLevels()
{
    if (!m_snapshot.context)
        return;
    if (auto enough = checkLevels(m_policy.environment, m_snapshot.context->assurance); !enough)
        handle(Lost{std::move(enough).error()});
}

void Engine::setRoleRules(identity::RoleRules rules)
{
    m_rules = std::move(rules);
    review("roles.json");
}

} // namespace lanyard::session
