// SPDX-License-Identifier: MIT
#pragma once

/// What the program writes: answers to standard output, everything else to standard error.

#include "app/cli/exit_code.h"

#include <lanyard/client.h>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace lanyard::cli {

using Json = nlohmann::ordered_json;

/// One line on standard output. Exit::Other when it cannot be written.
[[nodiscard]] Exit print(std::string_view text);

/// The token alone, or as a member of `rest` when that is an object. No copy of it is left behind.
[[nodiscard]] Exit printToken(std::string_view token, const Json& rest);

/// How a call failed: {"error":{"code","message","reference","retry_after_ms"}} on standard output
/// with `asJson`, else one sentence on standard error.
[[nodiscard]] Exit printFailure(const lanyard_error& error, bool asJson);

/// How this program itself failed, in the same form; `code` is the word for `ended`.
[[nodiscard]] Exit printFailure(
    Exit ended, std::string_view code, std::string_view message, bool asJson);

void complain(std::string_view sentence); ///< To standard error.

/// A session's state (session.get) and an identity (lanyard.identity/1) for a person to read.
[[nodiscard]] std::string sessionText(const Json& session);
[[nodiscard]] std::string identityText(const Json& identity);

/// The member at "role.organisation.code", or null; a number picks from a list: "roles.0.name".
[[nodiscard]] const Json* fieldAt(const Json& json, std::string_view path);

/// Without anything that could move the cursor of a terminal.
[[nodiscard]] std::string printable(std::string text);

} // namespace lanyard::cli
