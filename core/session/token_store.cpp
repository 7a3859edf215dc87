// SPDX-License-Identifier: MIT
#include "core/session/token_store.h"

#include "core/session/token_store_work.h"

#include <utility>

namespace lanyard::session {

TokenStore::TokenStore(Ports ports, TokenStoreKey key)
    : m_work(std::make_unique<Work>(std::move(ports), std::move(key)))
{
}

TokenStore::~TokenStore() = default;

Pending TokenStore::load(LoadCompletion done)
{
    return m_work->load(std::move(done));
}

Pending TokenStore::save(TokenRecord record, SaveCompletion done)
{
    return m_work->save(std::move(record), std::move(done));
}

Pending TokenStore::owe(TokenRecord record, Completion done)
{
    return m_work->owe(std::move(record), std::move(done));
}

Pending TokenStore::erase(const platform::Logon& logon, Completion done)
{
    return m_work->erase(logon, std::move(done));
}

bool TokenStore::isMemoryOnly() const
{
    return m_work->isMemoryOnly();
}

} // namespace lanyard::session
