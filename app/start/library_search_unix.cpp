// SPDX-License-Identifier: MIT
#include "app/start/library_search.h"

namespace lanyard::start {

void searchSystemLibrariesOnly() noexcept { }

} // namespace lanyard::start
