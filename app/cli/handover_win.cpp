// SPDX-License-Identifier: MIT
#include "app/cli/handover.h"

#include <cstdlib>
#include <string>
#include <vector>

#include <windows.h>

namespace lanyard::cli {

void becomeAdmin(char** /*arguments*/)
{
    std::vector<wchar_t> path(32768);
    const DWORD size = GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
    std::wstring admin(path.data(), size);
    admin.resize(admin.find_last_of(L'\\') + 1);
    admin += L"lanyard-admin.exe";

    // As it was given to us, our own name included: taken apart and put together again, a quoted
    // argument could become another.
    std::wstring line = GetCommandLineW();
    STARTUPINFOW startup = {};
    startup.cb = sizeof startup;
    PROCESS_INFORMATION started = {};
    // Windows has no exec(): ours waits, and ends as the other did. It inherits the standard
    // streams, and Ctrl-C reaches both.
    if (!CreateProcessW(admin.c_str(),
            line.data(),
            nullptr,
            nullptr,
            TRUE,
            0,
            nullptr,
            nullptr,
            &startup,
            &started))
        return;
    SetConsoleCtrlHandler(nullptr, TRUE);
    WaitForSingleObject(started.hProcess, INFINITE);
    DWORD code = 1;
    GetExitCodeProcess(started.hProcess, &code);
    CloseHandle(started.hThread);
    CloseHandle(started.hProcess);
    std::exit(static_cast<int>(code)); // NOLINT(concurrency-mt-unsafe): the only thread.
}

} // namespace lanyard::cli
