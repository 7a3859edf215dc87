// SPDX-License-Identifier: MIT
#pragma once

/// The sub-commands that need more than the pipe are lanyard-admin's.

namespace lanyard::cli {

/// Runs lanyard-admin of this program's own directory in its place, with the same arguments and
/// standard streams; PATH is not searched. Returns only when there is none to run.
void becomeAdmin(char** arguments);

} // namespace lanyard::cli
