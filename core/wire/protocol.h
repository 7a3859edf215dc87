// SPDX-License-Identifier: MIT
#pragma once

/// What both ends of the pipe agree on (docs/protocol.md). The standard library only: compiled
/// into the client library too.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lanyard::wire {

inline constexpr int protocolVersion = 1;
inline constexpr std::size_t maxLine = std::size_t{64} * 1024; ///< Bytes, the line feed included.
inline constexpr int maxDepth = 16; ///< Nested arrays and objects.

/// `data.code` of an error. The numbers are the JSON-RPC codes that go with the names; JSON-RPC 2.0
/// §5.1 reserves -32000 to -32099 for servers. Append, never renumber.
enum class ErrorCode : std::int32_t {
    SignedOut = -32001,
    InteractionRequired = -32002,
    Paused = -32003,
    Offline = -32004,
    Denied = -32005,
    ContextChanged = -32006,
    ElevationRequired = -32007,
    InsufficientPermission = -32008,
    TimedOut = -32009,
    Cancelled = -32010,
    Busy = -32011,
    Unavailable = -32012,
    BadRequest = -32013,
    Unsupported = -32014,
};

[[nodiscard]] std::string_view nameOf(ErrorCode code) noexcept; ///< "signed_out".

namespace method {
inline constexpr std::string_view agentHello = "agent.hello";
inline constexpr std::string_view agentShow = "agent.show";
inline constexpr std::string_view sessionGet = "session.get";
inline constexpr std::string_view sessionSignIn = "session.sign_in";
inline constexpr std::string_view sessionSignOut = "session.sign_out";
inline constexpr std::string_view tokenGet = "token.get";
inline constexpr std::string_view identityGet = "identity.get";
inline constexpr std::string_view roleList = "role.list";
inline constexpr std::string_view roleSelect = "role.select";
inline constexpr std::string_view elevationRequest = "elevation.request";
inline constexpr std::string_view elevationEnd = "elevation.end";
inline constexpr std::string_view emergencyRequest = "emergency.request";
inline constexpr std::string_view emergencyEnd = "emergency.end";
inline constexpr std::string_view eventsSubscribe = "events.subscribe";
inline constexpr std::string_view diagnosticsGet = "diagnostics.get";
inline constexpr std::string_view requestCancel = "request.cancel";
} // namespace method

} // namespace lanyard::wire
