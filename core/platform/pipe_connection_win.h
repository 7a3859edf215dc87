// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/handle_win.h"
#include "core/platform/peer_executable.h"
#include "core/platform/pipe.h"

#include <memory>

namespace lanyard::platform {

/// A connection over `pipe`, a connected instance made for overlapped input and output.
[[nodiscard]] std::unique_ptr<PipeConnection> makePipeConnection(
    Handle pipe, PeerProcess process, std::shared_ptr<ExecutableHashes> hashes);

} // namespace lanyard::platform
