// SPDX-License-Identifier: MIT
#include "app/start/library_search.h"

#include <windows.h>

namespace lanyard::start {

void searchSystemLibrariesOnly() noexcept
{
    SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32);
    SetDllDirectoryW(L""); // For whoever asks in the way of before.
}

} // namespace lanyard::start
