// SPDX-License-Identifier: MIT
#pragma once

/// The operations of a Provider, one maker each. For provider.cpp only.
///
/// Main thread only.

#include "core/session/provider_core.h"

#include <memory>

namespace lanyard::session {

using OperationPtr = std::unique_ptr<AnyOperation>;

[[nodiscard]] OperationPtr makeMetadata(Provider::Core& core, Provider::MetadataCompletion done);
[[nodiscard]] OperationPtr makePrepare(
    Provider::Core& core, SignInParameters parameters, Provider::PrepareCompletion done);
[[nodiscard]] OperationPtr makeExchange(
    Provider::Core& core, Secret code, SignInRequest request, Provider::ExchangeCompletion done);
[[nodiscard]] OperationPtr makeRefresh(Provider::Core& core,
    const Secret& refreshToken,
    RefreshTarget target,
    oidc::IdTokenClaims previous,
    Provider::RefreshCompletion done);
[[nodiscard]] OperationPtr makeUserinfo(Provider::Core& core,
    const Secret& accessToken,
    QByteArray subject,
    Provider::UserinfoCompletion done);
[[nodiscard]] OperationPtr makeExchangeFor(Provider::Core& core,
    const Secret& subjectToken,
    ExchangeTarget target,
    Provider::AudienceCompletion done);
[[nodiscard]] OperationPtr makeRevoke(
    Provider::Core& core, const Secret& token, TokenHint hint, Provider::Completion done);

} // namespace lanyard::session
