// SPDX-License-Identifier: MIT
#pragma once

#include "core/platform/peer_executable.h"
#include "core/platform/pipe.h"

#include <memory>

namespace lanyard::platform {

/// A connection over `socket`, which is non-blocking and becomes the connection's.
[[nodiscard]] std::unique_ptr<PipeConnection> makeUnixConnection(
    int socket, PeerProcess process, std::shared_ptr<ExecutableHashes> hashes);

} // namespace lanyard::platform
