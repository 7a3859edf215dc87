// SPDX-License-Identifier: MIT
#include "app/client/failure.h"

#include "core/wire/protocol.h"

#include <array>
#include <utility>

namespace lanyard::client {

namespace {

using wire::ErrorCode;

constexpr std::array agentAnswers = {
    std::pair{ErrorCode::SignedOut, LANYARD_SIGNED_OUT},
    std::pair{ErrorCode::InteractionRequired, LANYARD_INTERACTION_REQUIRED},
    std::pair{ErrorCode::Paused, LANYARD_PAUSED},
    std::pair{ErrorCode::Offline, LANYARD_OFFLINE},
    std::pair{ErrorCode::Denied, LANYARD_DENIED},
    std::pair{ErrorCode::ContextChanged, LANYARD_CONTEXT_CHANGED},
    std::pair{ErrorCode::ElevationRequired, LANYARD_ELEVATION_REQUIRED},
    std::pair{ErrorCode::InsufficientPermission, LANYARD_INSUFFICIENT_PERMISSION},
    std::pair{ErrorCode::TimedOut, LANYARD_TIMED_OUT},
    std::pair{ErrorCode::Cancelled, LANYARD_CANCELLED},
    std::pair{ErrorCode::Busy, LANYARD_BUSY},
    std::pair{ErrorCode::Unavailable, LANYARD_UNAVAILABLE},
    std::pair{ErrorCode::BadRequest, LANYARD_BAD_REQUEST},
    std::pair{ErrorCode::Unsupported, LANYARD_UNSUPPORTED},
};

} // namespace

Failure failure(lanyard_status status, std::string message)
{
    return {.status = status,
        .code = nameOf(status),
        .message = std::move(message),
        .reference = {},
        .retryAfterMs = 0};
}

Failure ended(lanyard_status status) noexcept
{
    Failure ending;
    ending.status = status;
    return ending;
}

const char* nameOf(lanyard_status status) noexcept
{
    switch (status) {
    case LANYARD_OK:
        return "ok";
    case LANYARD_BAD_ARGUMENT:
        return "bad_argument";
    case LANYARD_BUFFER_TOO_SMALL:
        return "buffer_too_small";
    case LANYARD_NO_AGENT:
        return "no_agent";
    case LANYARD_UNTRUSTED:
        return "untrusted_server";
    default:
        break;
    }
    for (const auto& [code, agentStatus] : agentAnswers) {
        if (agentStatus == status)
            return wire::nameOf(code).data(); // A literal: it ends in NUL.
    }
    return "fault";
}

lanyard_status statusNamed(std::string_view code) noexcept
{
    for (const auto& [agentCode, status] : agentAnswers) {
        if (wire::nameOf(agentCode) == code)
            return status;
    }
    return LANYARD_FAULT;
}

} // namespace lanyard::client
