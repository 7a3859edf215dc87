// SPDX-License-Identifier: MIT
#pragma once

/// From an answer's members to the caller's buffers. Pure.

#include "app/client/json_rpc.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lanyard::client {

/// The seconds since 1970 of "2027-02-28T23:59:59Z", with or without a fraction, which is cut;
/// nothing for any other text. Times on the pipe are UTC.
[[nodiscard]] std::optional<std::int64_t> secondsOf(std::string_view time);

/// As client.h promises for every text: whole with its NUL, or LANYARD_BUFFER_TOO_SMALL.
[[nodiscard]] Trouble give(std::string_view text, std::span<char> buffer, std::size_t& needed);

/// Copies what fits of `text`, with its NUL; control characters become blanks, and a character of
/// several bytes is not cut in two.
void giveLine(std::string_view text, std::span<char> field);

/// Copies the whole words that fit.
void giveWords(std::string_view words, std::span<char> field);

/// The members of a token's answer that `info` has room for. Nothing in an older, shorter `info`
/// is passed over. LANYARD_FAULT when a member is missing or makes no sense.
[[nodiscard]] Trouble readTokenInfo(const Json& result, lanyard_token_info& info);

} // namespace lanyard::client
