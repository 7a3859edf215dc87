// SPDX-License-Identifier: MIT
#include "core/session/token_vault.h"

#include <algorithm>

namespace lanyard::session {

void TokenVault::keep(
    const QByteArray& audience, const QByteArray& scope, TokenGrant grant, Instant now)
{
    m_grants.insert_or_assign({audience, scope}, Kept{std::move(grant), now});
}

std::optional<TokenGrant> TokenVault::find(
    const QByteArray& audience, const QByteArray& scope, std::chrono::seconds minValid, Instant now)
{
    std::erase_if(m_grants, [&](const auto& entry) { return entry.second.grant.expiresAt <= now; });
    const auto found = m_grants.find({audience, scope});
    if (found == m_grants.end())
        return std::nullopt;
    const auto& [grant, since] = found->second;
    const Milliseconds freshFor = std::min<Milliseconds>(fresh, (grant.expiresAt - since) / 2);
    const bool isFresh = since <= now && now - since < freshFor;
    if (grant.expiresAt < now + minValid && !isFresh)
        return std::nullopt;
    return grant;
}

void TokenVault::carryOver(const QByteArray& contextId)
{
    for (auto& [key, kept] : m_grants)
        kept.grant.contextId = contextId;
}

} // namespace lanyard::session
