// SPDX-License-Identifier: MIT
#pragma once

/// What the operations of a Provider share. For provider*.cpp and api_platform.cpp only.
///
/// Main thread only.

#include "core/net/http_client.h"
#include "core/oidc/answer.h"
#include "core/oidc/form_body.h"
#include "core/session/key_cache.h"
#include "core/session/metadata_cache.h"
#include "core/session/provider.h"
#include "core/session/provider_clock.h"

#include <map>
#include <memory>

namespace lanyard::session {

/// One call of a Provider's member, from its start to its completion.
class AnyOperation
{
public:
    AnyOperation() = default;
    virtual ~AnyOperation();
    Q_DISABLE_COPY_MOVE(AnyOperation)

    /// Called once, by Core::run(). Must not finish from inside.
    virtual void start(quint64 id) = 0;
};

using Operations = std::map<quint64, std::unique_ptr<AnyOperation>>;

struct Provider::Core {
    Core(policy::Environment chosen, net::HttpClient& client, Clock& source);

    /// Starts `operation` and owns it until it finishes or the Pending is destroyed.
    Pending run(std::unique_ptr<AnyOperation> operation);

    /// Sends, and reads the provider's clock off the reply.
    Pending send(net::HttpRequest request, Milliseconds patience, net::HttpClient::Completion done);

    /// A POST of `form` with the client's authentication added.
    [[nodiscard]] Result<net::HttpRequest> authenticated(const oidc::Endpoint& endpoint,
        oidc::FormBody form,
        const oidc::ProviderMetadata& discovered) const;

    policy::Environment environment;
    net::HttpClient& http;
    Clock& clock;
    ProviderClock theirs;
    MetadataCache metadata;
    KeyCache keys;
    quint64 nextOperation = 0;
    std::shared_ptr<Operations> operations = std::make_shared<Operations>(); ///< Last: dies first.
};

/// The reply as the readers of core/oidc want it. Valid only while `reply` is.
[[nodiscard]] oidc::Answer answerIn(const net::HttpReply& reply);

} // namespace lanyard::session
