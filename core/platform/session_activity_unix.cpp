// SPDX-License-Identifier: MIT
#include "core/platform/session_activity.h"

#include <QtGlobal>

#include <cstdlib>
#include <xcb/screensaver.h>
#include <xcb/xcb.h>

namespace lanyard::platform {

struct SessionActivity::Display {
    xcb_connection_t* connection;
    xcb_window_t root = XCB_WINDOW_NONE;

    explicit Display(xcb_connection_t* connected)
        : connection(connected)
    {
    }

    ~Display() { xcb_disconnect(connection); }

    Q_DISABLE_COPY_MOVE(Display)
};

SessionActivity::SessionActivity()
{
    if (qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY"))
        return;
    int screen = 0;
    auto display = std::make_unique<Display>(xcb_connect(nullptr, &screen));
    if (xcb_connection_has_error(display->connection) != 0)
        return;
    const auto* const extension = xcb_get_extension_data(display->connection, &xcb_screensaver_id);
    if (extension == nullptr || extension->present == 0)
        return;
    auto roots = xcb_setup_roots_iterator(xcb_get_setup(display->connection));
    for (; screen > 0 && roots.rem > 1; --screen)
        xcb_screen_next(&roots);
    if (roots.rem == 0)
        return;
    display->root = roots.data->root;
    m_display = std::move(display);
}

SessionActivity::~SessionActivity() = default;

std::optional<Milliseconds> SessionActivity::sinceLastInput() const
{
    if (!m_display || xcb_connection_has_error(m_display->connection) != 0)
        return std::nullopt;
    const auto asked = xcb_screensaver_query_info(m_display->connection, m_display->root);
    const std::unique_ptr<xcb_screensaver_query_info_reply_t, decltype(&std::free)> reply(
        xcb_screensaver_query_info_reply(m_display->connection, asked, nullptr), &std::free);
    if (!reply)
        return std::nullopt;
    return Milliseconds{reply->ms_since_user_input};
}

} // namespace lanyard::platform
