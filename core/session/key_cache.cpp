// SPDX-License-Identifier: MIT
#include "core/session/key_cache.h"

#include <utility>

namespace lanyard::session {

KeyCache::KeyCache(net::HttpClient& http, Clock& clock, ProviderClock& theirs)
    : m_clock(clock)
    , m_document("jwks", http, clock, theirs, &jose::parseJwkSet)
{
}

Pending KeyCache::get(const QUrl& url, Document::Completion done)
{
    return m_document.get(url, std::move(done));
}

bool KeyCache::mayRefetch() const
{
    if (!m_refetchedAt)
        return true;
    const bool hasAnswered = m_document.answers() > m_answersBefore;
    return m_clock.uptime() - *m_refetchedAt
        >= (hasAnswered ? Milliseconds{refetchInterval} : Milliseconds{retryInterval});
}

Pending KeyCache::refetch(Document::Completion done)
{
    m_refetchedAt = m_clock.uptime();
    m_answersBefore = m_document.answers();
    return m_document.refetch(std::move(done));
}

} // namespace lanyard::session
