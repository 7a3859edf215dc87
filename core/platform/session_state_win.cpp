// SPDX-License-Identifier: MIT
#include "core/platform/session_state_win.h"

#include <memory>

#include <windows.h>

#include <wtsapi32.h>

namespace lanyard::platform {

namespace {

using Word = ReturnCheck::Word;

struct FreeMemory {
    void operator()(wchar_t* memory) const { WTSFreeMemory(memory); }
};

Word wordFor(bool isSo)
{
    return isSo ? Word::Yes : Word::No;
}

} // namespace

ReturnCheck::Word askSessionState(DesktopEvent event)
{
    wchar_t* raw = nullptr;
    DWORD size = 0;
    if (!WTSQuerySessionInformationW(
            WTS_CURRENT_SERVER_HANDLE, WTS_CURRENT_SESSION, WTSSessionInfoEx, &raw, &size))
        return Word::Unknown;
    const std::unique_ptr<wchar_t, FreeMemory> owner(raw);
    const auto& told = *reinterpret_cast<const WTSINFOEXW*>(raw);
    if (size < sizeof told || told.Level != 1)
        return Word::Unknown;
    const auto& session = told.Data.WTSInfoExLevel1;
    if (event == DesktopEvent::ConsoleConnected || event == DesktopEvent::RemoteConnected)
        return wordFor(session.SessionState == WTSActive || session.SessionState == WTSConnected);
    const auto flags = static_cast<DWORD>(session.SessionFlags);
    if (event != DesktopEvent::Unlocked || flags == WTS_SESSIONSTATE_UNKNOWN)
        return Word::Unknown;
    return wordFor(flags == WTS_SESSIONSTATE_UNLOCK);
}

} // namespace lanyard::platform
