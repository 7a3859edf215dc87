// SPDX-License-Identifier: MIT
#pragma once

/// A session that is over and still to be revoked keeps its record under a name of its own, so that
/// neither the next session nor a restart takes it away, and so that nothing can resume it. Pure.

#include "core/platform/logon.h"
#include "core/session/token_record.h"

namespace lanyard::session {

inline constexpr auto owedPrefix = "owed.";

/// A logon that never was, and is over.
[[nodiscard]] inline platform::Logon owedBy(const TokenRecord& record, platform::Logon logon)
{
    logon.logonId = owedPrefix + record.sessionId;
    return logon;
}

[[nodiscard]] inline bool isOwed(const platform::Logon& logon)
{
    return logon.logonId.startsWith(owedPrefix);
}

} // namespace lanyard::session
