// SPDX-License-Identifier: MIT
#include "core/platform/pipe.h"

namespace lanyard::platform {

PipeConnection::~PipeConnection() = default;
PipeListener::~PipeListener() = default;

} // namespace lanyard::platform
