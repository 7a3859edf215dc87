// SPDX-License-Identifier: MIT
#include "core/platform/secret_store.h"

namespace lanyard::platform {

SecretStore::~SecretStore() = default;

} // namespace lanyard::platform
