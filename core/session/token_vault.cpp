// SPDX-License-Identifier: MIT
#include "core/session/token_vault.h"

namespace lanyard::session {

void TokenVault::keep(const QByteArray& audience, const QByteArray& scope, TokenGrant grant)
{
    m_grants.insert_or_assign({audience, scope}, std::move(grant));
}

std::optional<TokenGrant> TokenVault::find(
    const QByteArray& audience, const QByteArray& scope, std::chrono::seconds minValid, Instant now)
{
    std::erase_if(m_grants, [&](const auto& entry) { return entry.second.expiresAt <= now; });
    const auto found = m_grants.find({audience, scope});
    if (found == m_grants.end() || found->second.expiresAt < now + minValid)
        return std::nullopt;
    return found->second;
}

} // namespace lanyard::session
