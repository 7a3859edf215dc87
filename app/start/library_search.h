// SPDX-License-Identifier: MIT
#pragma once

/// Where this process looks for libraries that it loads while it runs.

namespace lanyard::start {

/// To be the first call of main(), of every program of ours: on Windows only in System32, and not
/// beside the program, in the working folder, or on the PATH. On Linux the loader does so anyway.
void searchSystemLibrariesOnly() noexcept;

} // namespace lanyard::start
