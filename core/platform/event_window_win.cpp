// SPDX-License-Identifier: MIT
#include "core/platform/event_window_win.h"

#include <utility>

namespace lanyard::platform {

namespace {

constexpr const wchar_t* className = L"Lanyard.DesktopEvents";

void registerClass(WNDPROC procedure)
{
    WNDCLASSEXW description = {};
    description.cbSize = sizeof description;
    description.lpfnWndProc = procedure;
    description.hInstance = GetModuleHandleW(nullptr);
    description.lpszClassName = className;
    RegisterClassExW(&description); // Again is an error, and no harm.
}

} // namespace

EventWindow::EventWindow(Handler handler)
    : m_handler(std::move(handler))
{
    registerClass(&EventWindow::procedure);
    m_window = CreateWindowExW(WS_EX_TOOLWINDOW,
        className,
        L"Lanyard",
        WS_POPUP,
        0,
        0,
        0,
        0,
        nullptr,
        nullptr,
        GetModuleHandleW(nullptr),
        nullptr);
    if (m_window != nullptr)
        SetWindowLongPtrW(m_window, GWLP_USERDATA, reinterpret_cast<LONG_PTR>(this));
}

EventWindow::~EventWindow()
{
    if (m_window == nullptr)
        return;
    SetWindowLongPtrW(m_window, GWLP_USERDATA, 0);
    DestroyWindow(m_window);
}

LRESULT CALLBACK EventWindow::procedure(HWND window, UINT message, WPARAM wparam, LPARAM lparam)
{
    const auto* const self =
        reinterpret_cast<const EventWindow*>(GetWindowLongPtrW(window, GWLP_USERDATA));
    if (self != nullptr) {
        if (const auto answer = self->m_handler({message, wparam, lparam}))
            return *answer;
    }
    return DefWindowProcW(window, message, wparam, lparam);
}

} // namespace lanyard::platform
