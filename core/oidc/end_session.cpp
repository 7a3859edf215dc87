// SPDX-License-Identifier: MIT
#include "core/oidc/end_session.h"

#include "core/oidc/query.h"

namespace lanyard::oidc {

QUrl endSessionUrl(
    const Endpoint& endpoint, const Secret& idTokenHint, const EndSessionRequest& request)
{
    Query query(endpoint);
    query.add("id_token_hint", idTokenHint.view());
    query.add("client_id", request.clientId);
    query.add("post_logout_redirect_uri", request.postLogoutRedirectUri);
    query.add("state", request.state);
    return query.url();
}

} // namespace lanyard::oidc
