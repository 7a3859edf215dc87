// SPDX-License-Identifier: MIT
#include "core/session/token_store_work.h"

#include <utility>

/// owe() of TokenStore::Work.

namespace lanyard::session {

using namespace Qt::StringLiterals;

Pending TokenStore::Work::owe(TokenRecord record, Completion done)
{
    auto [completion, pending] = withdrawable(std::move(done));
    const auto kept = std::make_shared<TokenRecord>(std::move(record));
    enqueue([this, kept, call = std::move(completion)] {
        m_stored = [this, call](const Result<>& stored) { answer([&] { call(stored); }); };
        if (m_isMemoryOnly)
            return std::exchange(m_stored, nullptr)(fail(Fault::System,
                "store.memory_only",
                u"the credential store fails; nothing can be kept there"_s));
        kept->issuer = m_key.issuer;
        kept->clientId = m_key.clientId;
        kept->savedAt = m_ports.clock.now();
        kept->savedUptime = m_ports.clock.uptime();
        kept->sequence = 1;
        m_other = std::make_unique<TokenSlots>(m_ports.store, m_key, kept->logon);
        m_index.update(
            [owed = kept->logon](QList<platform::Logon>& logons) {
                if (!logons.contains(owed))
                    logons.append(owed);
            },
            [this, kept](const Result<QList<platform::Logon>>& listed) {
                if (!listed)
                    return std::exchange(m_stored, nullptr)(tl::unexpected<Error>(listed.error()));
                m_other->write(*kept, 0, [this](const Result<>& written) {
                    std::exchange(m_stored, nullptr)(written);
                });
            });
    });
    return std::move(pending);
}

} // namespace lanyard::session
