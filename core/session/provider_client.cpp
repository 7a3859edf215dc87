// SPDX-License-Identifier: MIT
#include "core/session/provider_client.h"

#include "core/jose/key_file.h"
#include "core/jose/signer.h"

#include <array>

namespace lanyard::session {

using namespace Qt::StringLiterals;

namespace {

using Made = Result<std::unique_ptr<oidc::ClientAuthentication>>;

/// What CIS2 and the NHS API platform register (design.md §3).
constexpr std::array registrable{
    jose::Algorithm::RS256, jose::Algorithm::RS512, jose::Algorithm::ES256, jose::Algorithm::PS256};

Made privateKeyJwt(const policy::Environment& environment)
{
    const auto algorithm = jose::algorithmNamed(environment.clientKeyAlgorithm);
    if (!algorithm
        || std::find(registrable.begin(), registrable.end(), *algorithm) == registrable.end())
        return fail(Fault::Misconfigured,
            "client.algorithm",
            u"the client's key algorithm is not RS256, RS512, ES256 or PS256"_s);
    LY_TRY(const Secret pem, jose::readKeyFile(environment.clientKeyFile));
    LY_TRY(auto signer, jose::PemSigner::create(pem.view(), *algorithm, environment.clientKeyId));
    return std::make_unique<oidc::PrivateKeyJwt>(environment.clientId, std::move(signer));
}

Made clientSecretPost(const policy::Environment& environment)
{
    LY_TRY(auto secret, readSecretFile(environment.clientSecretFile));
    return std::make_unique<oidc::ClientSecretPost>(environment.clientId, std::move(secret));
}

} // namespace

Result<Secret> readSecretFile(const QString& path)
{
    LY_TRY(const Secret file, jose::readKeyFile(path));
    Secret secret(file.view().trimmed()); // Editors end files with a line feed.
    if (secret.isEmpty())
        return fail(Fault::Misconfigured, "client.secret", u"the secret's file is empty"_s);
    return secret;
}

Result<std::unique_ptr<jose::Signer>> platformSigner(const PlatformTarget& target)
{
    LY_TRY(const Secret pem, jose::readKeyFile(target.keyFile));
    LY_TRY(auto signer, jose::PemSigner::create(pem.view(), jose::Algorithm::RS512, target.keyId));
    return signer;
}

Made clientAuthenticationFor(const policy::Environment& environment)
{
    switch (environment.clientAuthentication) {
    case policy::ClientAuthentication::None:
        break;
    case policy::ClientAuthentication::PrivateKeyJwt:
        return privateKeyJwt(environment);
    case policy::ClientAuthentication::ClientSecretPost:
        return clientSecretPost(environment);
    }
    return std::make_unique<oidc::NoAuthentication>(environment.clientId);
}

} // namespace lanyard::session
