// SPDX-License-Identifier: MIT
#include "core/session/provider_core.h"

#include "core/session/provider_client.h"

#include <utility>

namespace lanyard::session {

AnyOperation::~AnyOperation() = default;

Provider::Core::Core(policy::Environment chosen, net::HttpClient& client, Clock& source)
    : environment(std::move(chosen))
    , http(client)
    , clock(source)
    , theirs(source)
    , metadata(environment, client, source, theirs)
    , keys(client, source, theirs)
{
}

Pending Provider::Core::run(std::unique_ptr<AnyOperation> operation)
{
    const quint64 id = nextOperation++;
    AnyOperation& started = *operation;
    operations->emplace(id, std::move(operation));
    started.start(id);
    return Pending([id, held = std::weak_ptr(operations)] {
        if (const auto alive = held.lock())
            alive->erase(id);
    });
}

Pending Provider::Core::send(
    net::HttpRequest request, Milliseconds patience, net::HttpClient::Completion done)
{
    return http.send(std::move(request),
        patience,
        [this, sentAt = clock.uptime(), done = std::move(done)](Result<net::HttpReply> reply) {
            if (reply)
                theirs.note(*reply, sentAt);
            done(std::move(reply));
        });
}

Result<net::HttpRequest> Provider::Core::authenticated(const oidc::Endpoint& endpoint,
    oidc::FormBody form,
    const oidc::ProviderMetadata& discovered) const
{
    LY_TRY(const auto authentication, clientAuthenticationFor(environment));
    LY_CHECK(authentication->addTo(form, {discovered.token.text, theirs.now()}));
    net::HttpRequest request;
    request.url = endpoint.url;
    request.form = form.encoded();
    request.headers.insert("Accept", "application/json");
    return request;
}

oidc::Answer answerIn(const net::HttpReply& reply)
{
    return {reply.status, reply.headers.value("content-type"), reply.body.view()};
}

} // namespace lanyard::session
