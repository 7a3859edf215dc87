// SPDX-License-Identifier: MIT
#include "core/platform/activity.h"

namespace lanyard::platform {

Activity::~Activity() = default;

} // namespace lanyard::platform
