// SPDX-License-Identifier: MIT
#pragma once

/// What the program's exit code says (docs/cli.md). Scripts decide by it: append, never renumber.

#include <lanyard/client.h>

namespace lanyard::cli {

enum class Exit : int {
    Ok = 0,
    Usage = 2,
    SignedOut = 10,
    InteractionRequired = 11,
    Denied = 12,
    TimedOut = 13,
    NoAgent = 14,
    UntrustedServer = 15,
    ContextChanged = 16,
    Offline = 17,
    Paused = 18,
    Busy = 19,
    Other = 20,
    Cancelled = 21,
    NoSuchField = 22,
};

[[nodiscard]] Exit exitFor(lanyard_status status) noexcept;

} // namespace lanyard::cli
