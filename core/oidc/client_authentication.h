// SPDX-License-Identifier: MIT
#pragma once

/// How the client proves itself at the token and revocation endpoints.
///
/// In this file § means RFC 6749 unless another document is named.
/// Main thread only.

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/jose/signer.h"
#include "core/oidc/form_body.h"

#include <QByteArray>

#include <memory>

namespace lanyard::oidc {

/// What an authentication depends on beside the client.
struct AuthenticationMoment {
    QByteArray tokenEndpoint; ///< Endpoint::text: exactly as discovered.
    Instant now; ///< By the provider's clock: ours, corrected by the measured offset.
};

/// One way to authenticate (OpenID Connect Core §9). Adds its parameters to a request's form.
class ClientAuthentication
{
public:
    ClientAuthentication() = default;
    virtual ~ClientAuthentication();
    Q_DISABLE_COPY_MOVE(ClientAuthentication)

    /// Errors  those of Signer::sign(), where there is one.
    [[nodiscard]] virtual Result<> addTo(
        FormBody& form, const AuthenticationMoment& moment) const = 0;
};

/// `none`: a public client only says its name (§3.2.1).
class NoAuthentication final : public ClientAuthentication
{
public:
    explicit NoAuthentication(QByteArray clientId);

    [[nodiscard]] Result<> addTo(FormBody& form, const AuthenticationMoment& moment) const override;

private:
    QByteArray m_clientId;
};

/// `client_secret_post` (§2.3.1).
class ClientSecretPost final : public ClientAuthentication
{
public:
    ClientSecretPost(QByteArray clientId, Secret clientSecret);

    [[nodiscard]] Result<> addTo(FormBody& form, const AuthenticationMoment& moment) const override;

private:
    QByteArray m_clientId;
    Secret m_clientSecret;
};

/// `private_key_jwt` (RFC 7523 §2.2, §3): iss and sub are the client, aud is the token endpoint as
/// discovered (CIS2 refuses it without its ":443"), a jti for every assertion.
class PrivateKeyJwt final : public ClientAuthentication
{
public:
    /// How long an assertion is good for; NHS endpoints refuse more than five minutes ahead, and
    /// an offset of seconds is common.
    static constexpr std::chrono::minutes lifetime{4};

    PrivateKeyJwt(QByteArray clientId, std::unique_ptr<jose::Signer> signer);

    [[nodiscard]] Result<> addTo(FormBody& form, const AuthenticationMoment& moment) const override;

private:
    QByteArray m_clientId;
    std::unique_ptr<jose::Signer> m_signer;
};

} // namespace lanyard::oidc
