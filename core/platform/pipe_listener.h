// SPDX-License-Identifier: MIT
#pragma once

#include "core/platform/pipe.h"

#include <memory>

namespace lanyard::platform {

/// This system's: a Unix socket on Linux, a named pipe on Windows.
[[nodiscard]] std::unique_ptr<PipeListener> makePipeListener();

} // namespace lanyard::platform
