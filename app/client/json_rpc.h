// SPDX-License-Identifier: MIT
#pragma once

/// Requests and answers of the pipe protocol as JSON-RPC 2.0. In this file § means its
/// specification. Pure.

#include "app/client/failure.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace lanyard::client {

using Json = nlohmann::ordered_json; ///< Members keep the agent's order.

/// One line with its line feed. Throws Json::type_error where a text is not UTF-8.
[[nodiscard]] std::string requestLine(std::int64_t id, std::string_view method, const Json& params);

/// What one line from the agent says.
struct Message { // NOLINT(bugprone-exception-escape): a Json moves without throwing.
    enum class Kind : std::uint8_t {
        Result, ///< `result` is the answer to our request.
        Error, ///< `failure` is.
        Notification, ///< Not for us: pass over it.
        Nonsense, ///< Not JSON-RPC, or the answer to something we did not ask.
    };

    Kind kind = Kind::Nonsense;
    Json result;
    Failure failure;
};

/// Reads a line whose token has been lifted (token_lift.h). `id` is that of our request; an error
/// without an id is about it too, since it is the only one under way (§5).
[[nodiscard]] Message readMessage(std::string_view line, std::int64_t id);

} // namespace lanyard::client
