// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/api_platform.h"
#include "core/session/claims_watch.h"
#include "core/session/engine.h"

namespace lanyard::session {

/// All that is bound to one issuer and client; another policy gets another one. Members are built
/// in this order and refer to the ones before.
struct Engine::Line {
    explicit Line(Engine& engine);

    Provider provider;
    TokenStore store;
    Ending ending;
    Renewal renewal;
    ApiPlatform platform;
    Resumption resumption;
    ClaimsWatch claims;
};

/// What another authorization of the person brought, as Renewal keeps it.
[[nodiscard]] Renewal::Replacement grantOf(TokenSet tokens, Instant now, Instant absoluteEnd);

} // namespace lanyard::session
