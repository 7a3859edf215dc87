// SPDX-License-Identifier: MIT
#include "core/platform/card_service_win.h"

#include <utility>

namespace lanyard::platform {

namespace {

// The numbers of card_rounds.cpp, which is compiled where there is no such header.
static_assert(
    SCARD_STATE_UNAWARE == 0 && SCARD_STATE_CHANGED == 0x02 && SCARD_STATE_PRESENT == 0x20);

bool is(LONG status, DWORD code)
{
    return static_cast<DWORD>(status) == code;
}

CardAnswer answerFor(LONG status)
{
    if (status == SCARD_S_SUCCESS || is(status, static_cast<DWORD>(SCARD_E_TIMEOUT)))
        return CardAnswer::Known;
    if (is(status, static_cast<DWORD>(SCARD_E_UNKNOWN_READER))
        || is(status, static_cast<DWORD>(SCARD_E_READER_UNAVAILABLE)))
        return CardAnswer::AskAgain;
    return CardAnswer::Gone;
}

} // namespace

bool WindowsCardService::open()
{
    SCARDCONTEXT context = 0;
    if (SCardEstablishContext(SCARD_SCOPE_USER, nullptr, nullptr, &context) != SCARD_S_SUCCESS)
        return false;
    const std::lock_guard lock(m_mutex);
    m_context = context;
    m_isOpen = true;
    return true;
}

void WindowsCardService::close()
{
    const std::lock_guard lock(m_mutex);
    if (std::exchange(m_isOpen, false))
        SCardReleaseContext(m_context);
}

void WindowsCardService::cancel()
{
    const std::lock_guard lock(m_mutex);
    if (m_isOpen)
        SCardCancel(m_context);
}

std::optional<std::vector<std::wstring>> WindowsCardService::readers()
{
    DWORD size = 0;
    LONG status = SCardListReadersW(m_context, nullptr, nullptr, &size);
    std::vector<wchar_t> text(size + 2, L'\0'); // Ends, whatever the service says.
    if (status == SCARD_S_SUCCESS)
        status = SCardListReadersW(m_context, nullptr, text.data(), &size);
    if (is(status, static_cast<DWORD>(SCARD_E_NO_READERS_AVAILABLE)))
        return std::vector<std::wstring>();
    if (status != SCARD_S_SUCCESS)
        return std::nullopt;
    std::vector<std::wstring> names;
    for (const wchar_t* name = text.data(); *name != L'\0'; name += names.back().size() + 1)
        names.emplace_back(name);
    return names;
}

CardAnswer WindowsCardService::wait(std::vector<ReaderState>& states, Milliseconds patience)
{
    std::vector<SCARD_READERSTATEW> asked;
    for (const auto& state : states) {
        SCARD_READERSTATEW each = {};
        each.szReader = state.name.c_str();
        each.dwCurrentState = state.known;
        asked.push_back(each);
    }
    const LONG status = SCardGetStatusChangeW(m_context,
        static_cast<DWORD>(patience.count()),
        asked.data(),
        static_cast<DWORD>(asked.size()));
    const auto answer = answerFor(status);
    for (std::size_t i = 0; answer == CardAnswer::Known && i < states.size(); ++i)
        states[i].now = asked[i].dwEventState;
    return answer;
}

} // namespace lanyard::platform
