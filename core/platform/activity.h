// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"

#include <optional>

namespace lanyard::platform {

/// When the person last touched keyboard, mouse or screen, anywhere in the login session.
class Activity
{
public:
    Activity() = default;
    virtual ~Activity();
    Q_DISABLE_COPY_MOVE(Activity)

    /// Time since the last input; nothing where the system does not say (no display).
    [[nodiscard]] virtual std::optional<Milliseconds> sinceLastInput() const = 0;
};

} // namespace lanyard::platform
