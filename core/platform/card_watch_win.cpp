// SPDX-License-Identifier: MIT
#include "core/platform/card_watch_win.h"

#include "core/base/handle_win.h"
#include "core/platform/card_readers.h"

#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <winscard.h>

namespace lanyard::platform {

namespace {

/// How long to wait for a service that is not there, and for a word from one that is: SCardCancel()
/// only ends a wait that has begun.
constexpr DWORD pauseMs = 10'000;
constexpr DWORD longestWaitMs = 60'000;

/// A reader of this name tells of readers that come and go.
constexpr const wchar_t* plugAndPlay = L"\\\\?PnP?\\Notification";

/// The names, or nothing where the service does not answer.
std::optional<std::vector<std::wstring>> readersOf(SCARDCONTEXT context)
{
    DWORD size = 0;
    LONG status = SCardListReadersW(context, nullptr, nullptr, &size);
    std::vector<wchar_t> text(size + 1, L'\0');
    if (status == SCARD_S_SUCCESS)
        status = SCardListReadersW(context, nullptr, text.data(), &size);
    if (status == static_cast<LONG>(SCARD_E_NO_READERS_AVAILABLE))
        return std::vector<std::wstring>();
    if (status != SCARD_S_SUCCESS)
        return std::nullopt;
    std::vector<std::wstring> names;
    for (const wchar_t* name = text.data(); *name != L'\0'; name += names.back().size() + 1)
        names.emplace_back(name);
    return names;
}

SCARD_READERSTATEW stateOf(const wchar_t* reader)
{
    SCARD_READERSTATEW state = {};
    state.szReader = reader;
    return state;
}

/// Worth another round: the reader that it does not know is gone by then.
bool isToGoOn(LONG status)
{
    return status == SCARD_S_SUCCESS || status == static_cast<LONG>(SCARD_E_TIMEOUT)
        || status == static_cast<LONG>(SCARD_E_UNKNOWN_READER);
}

} // namespace

class CardWatch::Watching
{
public:
    Watching(HWND window, UINT message)
        : m_window(window)
        , m_message(message)
    {
    }

    void run()
    {
        while (!isStopped()) {
            if (open())
                watch();
            close();
            WaitForSingleObject(m_stop.get(), pauseMs);
        }
    }

    void stop()
    {
        const std::lock_guard lock(m_mutex);
        m_window = nullptr;
        SetEvent(m_stop.get());
        if (m_isOpen)
            SCardCancel(m_context);
    }

private:
    [[nodiscard]] bool isStopped() const
    {
        return WaitForSingleObject(m_stop.get(), 0) == WAIT_OBJECT_0;
    }

    [[nodiscard]] bool open()
    {
        SCARDCONTEXT context = 0;
        if (SCardEstablishContext(SCARD_SCOPE_USER, nullptr, nullptr, &context) != SCARD_S_SUCCESS)
            return false;
        const std::lock_guard lock(m_mutex);
        m_context = context;
        m_isOpen = true;
        return true;
    }

    void close()
    {
        const std::lock_guard lock(m_mutex);
        if (std::exchange(m_isOpen, false))
            SCardReleaseContext(m_context);
    }

    /// Until the service is gone, or we are to stop.
    void watch()
    {
        while (!isStopped()) {
            const auto names = readersOf(m_context);
            if (!names || !waitForChange(*names))
                return;
        }
    }

    /// One round: asks, and waits until something is otherwise than it was. True to go on.
    [[nodiscard]] bool waitForChange(const std::vector<std::wstring>& names)
    {
        std::vector<SCARD_READERSTATEW> states;
        for (const auto& name : names)
            states.push_back(stateOf(name.c_str()));
        if (!states.empty()) {
            const LONG status = SCardGetStatusChangeW(
                m_context, 0, states.data(), static_cast<DWORD>(states.size()));
            if (!isToGoOn(status))
                return false;
        }
        learn(states);
        for (auto& state : states)
            state.dwCurrentState = state.dwEventState & ~DWORD{SCARD_STATE_CHANGED};
        // In the upper half, how many readers we know of.
        states.push_back(stateOf(plugAndPlay));
        states.back().dwCurrentState = static_cast<DWORD>(names.size()) << 16U;
        const LONG status = SCardGetStatusChangeW(
            m_context, longestWaitMs, states.data(), static_cast<DWORD>(states.size()));
        return isToGoOn(status);
    }

    /// The first look only says how things are.
    void learn(const std::vector<SCARD_READERSTATEW>& states)
    {
        CardReaders now;
        for (const auto& state : states)
            now[state.szReader] = (state.dwEventState & SCARD_STATE_PRESENT) != 0;
        const auto before = std::exchange(m_known, now);
        if (before) {
            for (const auto event : cardEvents(*before, now))
                post(event);
        }
    }

    void post(DesktopEvent event)
    {
        const std::lock_guard lock(m_mutex);
        if (m_window != nullptr)
            PostMessageW(m_window, m_message, static_cast<WPARAM>(event), 0);
    }

    std::mutex m_mutex; ///< Of what follows, up to m_isOpen.
    HWND m_window;
    SCARDCONTEXT m_context = 0;
    bool m_isOpen = false;
    const UINT m_message;
    const Handle m_stop{CreateEventW(nullptr, TRUE, FALSE, nullptr)};
    std::optional<CardReaders> m_known; ///< The thread's own. Outlives the service.
};

CardWatch::CardWatch(HWND window, UINT message)
    : m_watching(std::make_shared<Watching>(window, message))
{
    std::thread([watching = m_watching] { watching->run(); }).detach();
}

std::optional<DesktopEvent> CardWatch::eventOf(WPARAM wparam)
{
    for (const auto event : {DesktopEvent::CardInserted, DesktopEvent::CardRemoved}) {
        if (wparam == static_cast<WPARAM>(event))
            return event;
    }
    return std::nullopt;
}

CardWatch::~CardWatch()
{
    m_watching->stop();
}

} // namespace lanyard::platform
