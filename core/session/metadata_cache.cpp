// SPDX-License-Identifier: MIT
#include "core/session/metadata_cache.h"

#include <utility>

namespace lanyard::session {

oidc::PlainHttp plainHttpFor(const policy::Environment& environment)
{
    return !environment.live && environment.issuer.startsWith("http://")
        ? oidc::PlainHttp::OnLoopback
        : oidc::PlainHttp::Refused;
}

MetadataCache::MetadataCache(const policy::Environment& environment,
    net::HttpClient& http,
    Clock& clock,
    ProviderClock& theirs)
    : m_clock(clock)
    , m_url(oidc::metadataUrl(environment.issuer, plainHttpFor(environment)))
    , m_document("discovery",
          http,
          clock,
          theirs,
          [issuer = environment.issuer, plain = plainHttpFor(environment)](
              QByteArrayView body) { return oidc::parseMetadata(body, issuer, plain); })
{
}

Pending MetadataCache::get(Document::Completion done)
{
    if (m_url)
        return m_document.get(*m_url, std::move(done));
    return m_clock.after(Milliseconds{0},
        [error = m_url.error(), done = std::move(done)] { done(tl::unexpected(error)); });
}

} // namespace lanyard::session
