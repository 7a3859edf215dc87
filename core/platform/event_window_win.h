// SPDX-License-Identifier: MIT
#pragma once

#include "core/platform/window_message.h"

#include <functional>
#include <optional>

#include <windows.h>

namespace lanyard::platform {

/// A window that nobody sees. Top-level, because Windows leaves out those that are for messages only
/// when it tells of the clock, of power and of the end of the session. Main thread only.
class EventWindow
{
public:
    /// The answer to a message, or nothing where Windows' own is right.
    using Handler = std::function<std::optional<LRESULT>(const WindowMessage&)>;

    explicit EventWindow(Handler handler);
    EventWindow(const EventWindow&) = delete;
    EventWindow& operator=(const EventWindow&) = delete;
    EventWindow(EventWindow&&) = delete;
    EventWindow& operator=(EventWindow&&) = delete;
    ~EventWindow();

    [[nodiscard]] HWND get() const noexcept { return m_window; } ///< Null where there is none.

private:
    static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam);

    Handler m_handler;
    HWND m_window = nullptr;
};

} // namespace lanyard::platform
