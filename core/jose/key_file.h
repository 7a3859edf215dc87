// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <QString>

namespace lanyard::jose {

/// Reads a private key's file, at most 64 KiB, into memory that is wiped. Any thread.
///
/// A key that other people of this computer may read is no longer a key: on Unix the file is a
/// regular one, owned by this user or root, with no permission for group or others.
///
/// Errors  System "signer.key_file" (missing, unreadable, not a regular file, too large; native is
///         errno), Misconfigured "signer.key_permissions".
[[nodiscard]] Result<Secret> readKeyFile(const QString& path);

} // namespace lanyard::jose
