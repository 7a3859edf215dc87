// SPDX-License-Identifier: MIT
#include "core/base/clock.h"

namespace lanyard {

Clock::~Clock() = default;

} // namespace lanyard
