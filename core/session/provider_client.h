// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/jose/signer.h"
#include "core/oidc/client_authentication.h"
#include "core/policy/policy.h"
#include "core/session/platform_target.h"

#include <memory>

namespace lanyard::session {

/// The client authentication that `environment` asks for. Reads the key or secret file each time,
/// so that replacing the file is all that a key rollover takes. Main thread only.
///
/// Errors  Misconfigured "client.algorithm" (not RS256, RS512, ES256 or PS256), "client.secret" (the
///         file is empty); those of jose::readKeyFile() and jose::PemSigner::create().
[[nodiscard]] Result<std::unique_ptr<oidc::ClientAuthentication>> clientAuthenticationFor(
    const policy::Environment& environment);

/// The secret in that file, read as above and without white space around it.
///
/// Errors  Misconfigured "client.secret" (empty); those of jose::readKeyFile().
[[nodiscard]] Result<Secret> readSecretFile(const QString& path);

/// Signs assertions for the NHS API platform, which takes RS512 only. Reads the file as above.
///
/// Errors  those of jose::readKeyFile() and jose::PemSigner::create().
[[nodiscard]] Result<std::unique_ptr<jose::Signer>> platformSigner(const PlatformTarget& target);

} // namespace lanyard::session
