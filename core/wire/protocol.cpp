// SPDX-License-Identifier: MIT
#include "core/wire/protocol.h"

namespace lanyard::wire {

std::string_view nameOf(ErrorCode code) noexcept
{
    switch (code) {
    case ErrorCode::SignedOut:
        return "signed_out";
    case ErrorCode::InteractionRequired:
        return "interaction_required";
    case ErrorCode::Paused:
        return "paused";
    case ErrorCode::Offline:
        return "offline";
    case ErrorCode::Denied:
        return "denied";
    case ErrorCode::ContextChanged:
        return "context_changed";
    case ErrorCode::ElevationRequired:
        return "elevation_required";
    case ErrorCode::InsufficientPermission:
        return "insufficient_permission";
    case ErrorCode::TimedOut:
        return "timed_out";
    case ErrorCode::Cancelled:
        return "cancelled";
    case ErrorCode::Busy:
        return "busy";
    case ErrorCode::Unavailable:
        return "unavailable";
    case ErrorCode::BadRequest:
        return "bad_request";
    case ErrorCode::Unsupported:
        return "unsupported";
    }
    return "unavailable";
}

} // namespace lanyard::wire
