// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <QByteArrayView>

namespace lanyard::platform {

/// Encrypts `plain` so that it opens only with the same `entropy`: on Windows also only for this
/// user on this machine (user DPAPI over machine DPAPI); on Linux there is no device binding, and
/// the seal gives integrity and binding to `entropy` only. Any thread.
[[nodiscard]] Result<Secret> seal(const Secret& plain, QByteArrayView entropy);

/// Untrusted "seal.broken" when the blob was changed, was sealed with other entropy, or comes from
/// another user or machine.
[[nodiscard]] Result<Secret> unseal(const Secret& sealed, QByteArrayView entropy);

} // namespace lanyard::platform
