// SPDX-License-Identifier: MIT
#include "core/platform/browser.h"

namespace lanyard::platform {

Browser::~Browser() = default;

} // namespace lanyard::platform
