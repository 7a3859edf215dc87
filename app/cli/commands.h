// SPDX-License-Identifier: MIT
#pragma once

/// One function a sub-command: asks the agent, writes the answer, says how it ended.

#include "app/cli/arguments.h"
#include "app/cli/exit_code.h"

#include <lanyard/client.h>

namespace lanyard::cli {

[[nodiscard]] Exit signIn(lanyard_client* client, const Arguments& arguments);
[[nodiscard]] Exit signOut(lanyard_client* client, const Arguments& arguments);
[[nodiscard]] Exit status(lanyard_client* client, const Arguments& arguments);
[[nodiscard]] Exit token(lanyard_client* client, const Arguments& arguments);
[[nodiscard]] Exit identity(lanyard_client* client, const Arguments& arguments);

} // namespace lanyard::cli
