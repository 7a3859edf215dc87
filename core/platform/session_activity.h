// SPDX-License-Identifier: MIT
#pragma once

#include "core/platform/activity.h"

#include <memory>

namespace lanyard::platform {

/// The login session's own idle time. Linux: the X screen-saver extension; nothing without a
/// display, and nothing under Wayland, where an X server sees only part of the input. Main thread.
class SessionActivity final : public Activity
{
public:
    SessionActivity();
    ~SessionActivity() override;
    Q_DISABLE_COPY_MOVE(SessionActivity)

    [[nodiscard]] std::optional<Milliseconds> sinceLastInput() const override;

private:
    struct Display;
    std::unique_ptr<Display> m_display; ///< Null where there is none.
};

} // namespace lanyard::platform
