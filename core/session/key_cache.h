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

    /// The same where the last time nobody answered: keys that changed during an outage must not keep
    /// everybody out for minutes after it.
    static constexpr std::chrono::seconds retryInterval{10};

    KeyCache(net::HttpClient& http, Clock& clock, ProviderClock& theirs);

    /// Errors  those of parseJwkSet(); "jwks.busy", "jwks.not_json", "jwks.malformed", "jwks.status";
    ///         those of HttpClient. An old copy bridges what is only an outage.
    Pending get(const QUrl& url, Document::Completion done);

    /// Whether an unknown kid may make us ask now.
    [[nodiscard]] bool mayRefetch() const;

    /// Asks again. Only where mayRefetch(); for refetchInterval it then is not, or for retryInterval
    /// where nobody answers.
    Pending refetch(Document::Completion done);

private:
    Clock& m_clock;
    std::optional<Milliseconds> m_refetchedAt; ///< By uptime.
    int m_answersBefore = 0; ///< What m_document.answers() was then.
    Document m_document;
};

} // namespace lanyard::session
