// SPDX-License-Identifier: MIT
#pragma once

#include "core/platform/desktop_event.h"

#include <memory>
#include <optional>

#include <windows.h>

namespace lanyard::platform {

/// Watches the smartcard readers in a thread of its own, because the service behind them may answer
/// late or never. Posts `message` to `window` for each event; eventOf() its WPARAM says which. Readers
/// and the service itself may come and go.
class CardWatch
{
public:
    CardWatch(HWND window, UINT message);
    CardWatch(const CardWatch&) = delete;
    CardWatch& operator=(const CardWatch&) = delete;
    CardWatch(CardWatch&&) = delete;
    CardWatch& operator=(CardWatch&&) = delete;

    /// Nothing for what no CardWatch has posted: other programs can post to a window, too.
    [[nodiscard]] static std::optional<DesktopEvent> eventOf(WPARAM wparam);

    ~CardWatch(); ///< Waits for nobody: nothing is posted any more, and the thread ends by itself.

private:
    class Watching;
    std::shared_ptr<Watching> m_watching;
};

} // namespace lanyard::platform
