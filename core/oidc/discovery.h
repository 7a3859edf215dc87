// SPDX-License-Identifier: MIT
#pragma once

/// The provider's metadata.
///
/// In this file § means OpenID Connect Discovery 1.0 unless another document is named.
/// Pure: no clock, no I/O, no globals. Reentrant.

#include "core/base/result.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>
#include <QUrl>

#include <cstdint>
#include <optional>

namespace lanyard::oidc {

/// An endpoint as the provider spells it. QUrl drops what it thinks redundant; an assertion's `aud`
/// must be what was discovered (CIS2's endpoints contain ":443"), so the bytes are kept beside.
struct Endpoint {
    QByteArray text; ///< As discovered; for comparison and for `aud`.
    QUrl url; ///< The same, for connecting.

    [[nodiscard]] bool isEmpty() const noexcept { return text.isEmpty(); }
};

/// What discovery says (§3), as far as we act on it.
struct ProviderMetadata {
    QByteArray issuer; ///< Equal to policy's, byte for byte.
    Endpoint authorization; ///< authorization_endpoint, §3. Required.
    Endpoint token; ///< token_endpoint, §3. Required: we only know the code flow.
    Endpoint keys; ///< jwks_uri, §3. Required.
    Endpoint userinfo; ///< userinfo_endpoint, §3. May be empty.
    Endpoint endSession; ///< end_session_endpoint, RP-Initiated Logout 1.0 §2.1. May be empty.
    Endpoint revocation; ///< revocation_endpoint, RFC 8414 §2. May be empty.
    QByteArrayList scopes; ///< scopes_supported; empty: not said.
    QByteArrayList grantTypes; ///< grant_types_supported; empty: not said.
    QByteArrayList codeChallengeMethods; ///< RFC 8414 §2; empty: not said, as by CIS2.
    QByteArrayList
        clientAuthentications; ///< token_endpoint_auth_methods_supported; empty: not said.
    QByteArrayList signingAlgorithms; ///< id_token_signing_alg_values_supported.
    bool issuerInResponse = false; ///< authorization_response_iss_parameter_supported, RFC 9207 §3.
};

/// Which endpoints may be spoken to without TLS.
enum class PlainHttp : std::uint8_t {
    Refused,
    OnLoopback, ///< 127.0.0.1 and [::1] only: for tests.
};

/// A discovery document is about 3 KiB; Entra's is 2.
inline constexpr qsizetype maxMetadata = qsizetype{256} * 1024;

/// Where the metadata is: the issuer, less a trailing '/', and "/.well-known/openid-configuration"
/// (§4.1), joined as text.
///
/// Errors  Misconfigured "discovery.issuer_url": not https, or with a query or fragment (§2), or
///         no URL at all.
[[nodiscard]] Result<QUrl> metadataUrl(const QByteArray& issuer, PlainHttp plain);

/// Reads the metadata of `issuer`.
///
/// Checks, in this order:
///   1. it is one JSON object of at most maxMetadata bytes;
///   2. `issuer` is the configured one, as raw bytes (§4.3);
///   3. the required members are there and are text (§3): authorization_endpoint, token_endpoint,
///      jwks_uri;
///   4. every endpoint is an https URL with a host, without user information or fragment;
///   5. `code` is among response_types_supported, S256 among code_challenge_methods_supported, where
///      these are said; id_token_signing_alg_values_supported has one that we take.
///
/// Errors
///   Malformed      1: "json.*"; 3: "discovery.member".
///   Untrusted      2: "discovery.issuer"; 4: "discovery.endpoint".
///   Misconfigured  5: "discovery.unsupported".
[[nodiscard]] Result<ProviderMetadata> parseMetadata(
    QByteArrayView json, const QByteArray& issuer, PlainHttp plain);

} // namespace lanyard::oidc
