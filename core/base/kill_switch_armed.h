// SPDX-License-Identifier: MIT
#pragma once

/// For kill_point.h, in builds that a test may stop anywhere.

#include <cstdint>

namespace lanyard {

enum class KillPoint : std::uint8_t;

void killPoint(KillPoint point);

} // namespace lanyard
