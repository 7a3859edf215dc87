// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/handle_win.h"
#include "core/platform/executable_report.h"
#include "core/platform/pipe.h"

#include <memory>

namespace lanyard::platform {

/// A connection over `pipe`, a connected instance made for overlapped input and output, from
/// `process`, whose file is as `report` says.
[[nodiscard]] std::unique_ptr<PipeConnection> makePipeConnection(
    Handle pipe, PeerProcess process, const ExecutableReport& report);

} // namespace lanyard::platform
