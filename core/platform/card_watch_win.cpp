// SPDX-License-Identifier: MIT
#include "core/platform/card_watch_win.h"

#include "core/base/handle_win.h"
#include "core/platform/card_rounds.h"
#include "core/platform/card_service_win.h"

#include <mutex>
#include <thread>

namespace lanyard::platform {

namespace {

/// How long to wait for a service that is not there; and between rounds, for a reader whose contact
/// is loose.
constexpr DWORD servicePauseMs = 10'000;
constexpr DWORD roundPauseMs = 100;

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
        CardRounds rounds(m_service, [this](DesktopEvent event) { post(event); });
        do {
            if (m_service.open()) {
                while (rounds.next() && isWanted(roundPauseMs)) { }
            }
            m_service.close();
        } while (isWanted(servicePauseMs));
    }

    void stop()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_window = nullptr;
        }
        SetEvent(m_stop.get());
        m_service.cancel();
    }

private:
    /// After that pause, or as soon as it is not.
    [[nodiscard]] bool isWanted(DWORD pauseMs) const
    {
        return WaitForSingleObject(m_stop.get(), pauseMs) == WAIT_TIMEOUT;
    }

    void post(DesktopEvent event)
    {
        const std::lock_guard lock(m_mutex);
        if (m_window != nullptr)
            PostMessageW(m_window, m_message, static_cast<WPARAM>(event), 0);
    }

    std::mutex m_mutex; ///< Of the window.
    HWND m_window;
    const UINT m_message;
    const Handle m_stop{CreateEventW(nullptr, TRUE, FALSE, nullptr)};
    WindowsCardService m_service;
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
