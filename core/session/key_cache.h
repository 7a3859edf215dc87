// SPDX-License-Identifier: MIT
#pragma once

#include "core/jose/jwk_set.h"
#include "core/session/provider_document.h"

#include <chrono>
#include <optional>

namespace lanyard::session {

/// The provider's signing keys, fetched from jwks_uri and kept. Main thread only.
class KeyCache
{
public:
    using Document = ProviderDocument<jose::JwkSet>;

    /// How often an unknown kid may make us ask again: whoever can show us tokens must not be able to
    /// make us flood the provider.
    static constexpr std::chrono::minutes refetchInterval{5};

    KeyCache(net::HttpClient& http, Clock& clock, ProviderClock& theirs);

    /// Errors  those of parseJwkSet(); "jwks.busy", "jwks.not_json", "jwks.malformed", "jwks.status";
    ///         those of HttpClient. An old copy bridges what is only an outage.
    Pending get(const QUrl& url, Document::Completion done);

    /// Whether an unknown kid may make us ask now.
    [[nodiscard]] bool mayRefetch() const;

    /// Asks again. Only where mayRefetch(); the next five minutes then it is not.
    Pending refetch(Document::Completion done);

private:
    Clock& m_clock;
    std::optional<Milliseconds> m_refetchedAt; ///< By uptime.
    Document m_document;
};

} // namespace lanyard::session
