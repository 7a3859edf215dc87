// SPDX-License-Identifier: MIT
#pragma once

/// Why a call has no answer, as the caller is told.

#include <cstdint>
#include <lanyard/client.h>
#include <optional>
#include <string>
#include <string_view>

namespace lanyard::client {

struct Failure {
    lanyard_status status = LANYARD_FAULT;
    std::string code; ///< The word; an agent newer than this library may use one of its own.
    std::string message; ///< English, for a log.
    std::string reference; ///< The agent's support code, or empty.
    std::uint32_t retryAfterMs = 0;
};

/// What a function returns that gives nothing else: nothing when it went well.
using Trouble = std::optional<Failure>;

/// A failure found on this side of the pipe.
[[nodiscard]] Failure failure(lanyard_status status, std::string message);

/// The same without words, which takes no memory; LANYARD_OK is none.
[[nodiscard]] Failure ended(lanyard_status status) noexcept;

[[nodiscard]] const char* nameOf(lanyard_status status) noexcept; ///< "fault" for a stranger.

/// The status for `data.code` of an answer; LANYARD_FAULT for a word this library does not know.
[[nodiscard]] lanyard_status statusNamed(std::string_view code) noexcept;

} // namespace lanyard::client
