// SPDX-License-Identifier: MIT
#include "core/platform/keychain_secret_store.h"
#include "core/platform/pieced_secret_store.h"
#include "core/platform/system_secret_store.h"

namespace lanyard::platform {

namespace {

/// Windows takes 2,560 bytes in a credential (P37). QtKeychain knows what the compiler's headers say,
/// 512 with MinGW; from there on it would encrypt a value once more and spread it over attributes.
constexpr qsizetype pieceSize = 500;

} // namespace

std::unique_ptr<SecretStore> makeSystemSecretStore(Clock& clock)
{
    return std::make_unique<PiecedSecretStore>(
        std::make_unique<KeychainSecretStore>(clock), pieceSize);
}

} // namespace lanyard::platform
