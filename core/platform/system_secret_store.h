// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/platform/secret_store.h"

#include <memory>

namespace lanyard::platform {

/// This system's credential store, fit for values of SecretStore::maxValue. `clock` outlives it.
[[nodiscard]] std::unique_ptr<SecretStore> makeSystemSecretStore(Clock& clock);

} // namespace lanyard::platform
