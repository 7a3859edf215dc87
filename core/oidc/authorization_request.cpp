// SPDX-License-Identifier: MIT
#include "core/oidc/authorization_request.h"

#include "core/oidc/query.h"

namespace lanyard::oidc {

QUrl authorizationUrl(const Endpoint& endpoint, const AuthorizationRequest& request)
{
    Query query(endpoint);
    query.add("response_type", "code");
    query.add("client_id", request.clientId);
    query.add("redirect_uri", request.redirectUri);
    query.add("scope", request.scope);
    query.add("state", request.state);
    query.add("nonce", request.nonce);
    query.add("code_challenge", request.codeChallenge);
    query.add("code_challenge_method", "S256");
    query.add("acr_values", request.acrValues);
    if (request.maxAge)
        query.add("max_age", QByteArray::number(qint64{request.maxAge->count()}));
    query.add("prompt", request.prompt);
    query.add("login_hint", request.loginHint);
    for (const QByteArray& resource : request.resources)
        query.add("resource", resource);
    return query.url();
}

} // namespace lanyard::oidc
