// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/result.h"
#include "core/oidc/client_authentication.h"
#include "core/policy/policy.h"

#include <memory>

namespace lanyard::session {

/// The client authentication that `environment` asks for. Reads the key or secret file each time,
/// so that replacing the file is all that a key rollover takes. Main thread only.
///
/// Errors  Misconfigured "client.algorithm" (not RS256, RS512, ES256 or PS256), "client.secret" (the
///         file is empty); those of jose::readKeyFile() and jose::PemSigner::create().
[[nodiscard]] Result<std::unique_ptr<oidc::ClientAuthentication>> clientAuthenticationFor(
    const policy::Environment& environment);

} // namespace lanyard::session
