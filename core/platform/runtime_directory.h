// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/result.h"
#include "core/platform/logon.h"

#include <QString>

namespace lanyard::platform {

/// The directory of this login session's agent, made if need be, open to this user alone. On Linux
/// the one that wire::agentEndpoint() puts the socket in.
///
/// Errors  System "runtime.none" (the system gives this user no runtime directory),
///         "runtime.unsafe" (it is not this user's alone), "runtime.failed".
[[nodiscard]] Result<QString> runtimeDirectory();

/// The lock that an agent of `logon` holds from start to end: one agent a logon, and others can
/// tell whether it lives. Nothing is created. Errors as runtimeDirectory().
[[nodiscard]] Result<QString> lockFileOf(const Logon& logon);

/// Removes what agents of this user left there, but for what another one still holds: of this login
/// session on Linux, of all on Windows. For an agent that is being removed, after its own end.
void removeRuntimeFiles();

} // namespace lanyard::platform
