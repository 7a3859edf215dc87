// SPDX-License-Identifier: MIT
#include "app/agent/process_hardening.h"

#include <sys/resource.h>

namespace lanyard::agent {

void hardenProcess() noexcept
{
    // One byte, not none: a limit of 0 still feeds a core_pattern that is a pipe, while 1 stops
    // both the pipe (core(5)) and the file, which would need a page at least.
    // Not PR_SET_DUMPABLE: it gives /proc/<pid>/exe to root, and the client library checks it.
    const rlimit none{1, 1};
    setrlimit(RLIMIT_CORE, &none);
}

} // namespace lanyard::agent
