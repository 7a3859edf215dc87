// SPDX-License-Identifier: MIT
#include "core/platform/keychain_secret_store.h"
#include "core/platform/system_secret_store.h"

namespace lanyard::platform {

std::unique_ptr<SecretStore> makeSystemSecretStore(Clock& clock)
{
    return std::make_unique<KeychainSecretStore>(clock);
}

} // namespace lanyard::platform
