// SPDX-License-Identifier: MIT
#include "app/cli/exit_code.h"

namespace lanyard::cli {

Exit exitFor(lanyard_status status) noexcept
{
    switch (status) {
    case LANYARD_OK:
        return Exit::Ok;
    case LANYARD_BAD_ARGUMENT:
        return Exit::Usage;
    case LANYARD_SIGNED_OUT:
        return Exit::SignedOut;
    case LANYARD_INTERACTION_REQUIRED:
        return Exit::InteractionRequired;
    case LANYARD_DENIED:
        return Exit::Denied;
    case LANYARD_TIMED_OUT:
        return Exit::TimedOut;
    case LANYARD_NO_AGENT:
        return Exit::NoAgent;
    case LANYARD_UNTRUSTED:
        return Exit::UntrustedServer;
    case LANYARD_CONTEXT_CHANGED:
        return Exit::ContextChanged;
    case LANYARD_OFFLINE:
        return Exit::Offline;
    case LANYARD_PAUSED:
        return Exit::Paused;
    case LANYARD_BUSY:
        return Exit::Busy;
    case LANYARD_CANCELLED:
        return Exit::Cancelled;
    default: // A number: what is not named here is not told apart.
        return Exit::Other;
    }
}

} // namespace lanyard::cli
