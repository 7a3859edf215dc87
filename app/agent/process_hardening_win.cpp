// SPDX-License-Identifier: MIT
#include "app/agent/process_hardening.h"

#include <windows.h>

#include <werapi.h>

namespace lanyard::agent {

void hardenProcess() noexcept
{
    // No window about a missing disk, or about a crash, that nobody at a ward's PC could answer.
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX | SEM_NOGPFAULTERRORBOX);
    // A report of a crash may go to the trust's server, but without the heap, where tokens are.
    WerSetFlags(WER_FAULT_REPORTING_FLAG_NOHEAP);
    HeapSetInformation(nullptr, HeapEnableTerminationOnCorruption, nullptr, 0);
}

} // namespace lanyard::agent
