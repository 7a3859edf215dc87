// SPDX-License-Identifier: MIT
#pragma once

/// From what a program asks for to what is asked of the provider. Pure.

#include "core/policy/policy.h"
#include "core/session/renewal.h"
#include "core/session/session.h"

namespace lanyard::session {

/// What `request` comes to under `environment`.
///
/// Errors
///   AccessDenied "session.audience_unknown"  policy does not map the audience
///                "session.scope"             more than policy gives the audience
///                "session.live_exchange"     a live issuer, and no DirectExemption
[[nodiscard]] Result<Want> readWant(
    const TokenRequest& request, const policy::Environment& environment);

/// Whether a token of `scope` may be given in answer to `request`: policy may have changed meanwhile,
/// and a provider may have ignored that it was asked for less than the sign-in's (design.md §3.3).
///
/// `want` is what the request came to when the token was asked for.
///
/// Errors  as readWant(); ProviderBusy "session.audience_moved": policy now has the audience from
///         elsewhere; Misconfigured "session.userinfo_token": it would read userinfo.
[[nodiscard]] Result<> checkGranted(const TokenRequest& request,
    const Want& want,
    const QByteArray& scope,
    const policy::Environment& environment);

/// Whether the authentication in force is good enough for `request`; otherwise AccessDenied
/// "session.elevation_required". An `acr` is met by its level: the class that a provider repeats
/// says what was asked, the level says what happened (cis2.md §8).
[[nodiscard]] Result<> checkAssurance(
    const TokenRequest& request, const identity::Assurance& assurance, Instant now);

/// Whether a session may go on that was authenticated so: policy may ask for more than it did then.
/// What AcrValues asks for is demanded too, as at a sign-in.
///
/// Errors  AccessDenied "session.assurance_raised".
[[nodiscard]] Result<> checkLevels(
    const policy::Environment& environment, const identity::Assurance& assurance);

} // namespace lanyard::session
