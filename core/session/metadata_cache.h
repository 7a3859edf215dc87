// SPDX-License-Identifier: MIT
#pragma once

#include "core/oidc/discovery.h"
#include "core/policy/policy.h"
#include "core/session/provider_document.h"

namespace lanyard::session {

/// Whether `environment` may be spoken to without TLS: only where its issuer is itself plain http
/// and it is not live, and then on loopback only.
[[nodiscard]] oidc::PlainHttp plainHttpFor(const policy::Environment& environment);

/// The provider's metadata, fetched from the issuer of an environment and kept. Main thread only.
class MetadataCache
{
public:
    using Document = ProviderDocument<oidc::ProviderMetadata>;

    MetadataCache(const policy::Environment& environment,
        net::HttpClient& http,
        Clock& clock,
        ProviderClock& theirs);

    /// Errors  those of metadataUrl() and parseMetadata(); "discovery.busy", "discovery.not_json",
    ///         "discovery.malformed", "discovery.status"; those of HttpClient. An old copy bridges
    ///         what is only an outage.
    Pending get(Document::Completion done);

    [[nodiscard]] const Document::Value& latest() const { return m_document.latest(); }

private:
    Clock& m_clock;
    Result<QUrl> m_url;
    Document m_document;
};

} // namespace lanyard::session
