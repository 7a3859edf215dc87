// SPDX-License-Identifier: MIT
#pragma once

#include "core/platform/card_service.h"

#include <mutex>

#include <windows.h>

#include <winscard.h>

namespace lanyard::platform {

/// WinSCard. One thread uses it; cancel() may come from any.
class WindowsCardService final : public CardService
{
public:
    /// False where the service is not there: stopped, forbidden, or no reader was ever plugged in.
    [[nodiscard]] bool open();
    void close();

    /// Ends a wait that has begun, as Gone.
    void cancel();

    [[nodiscard]] std::optional<std::vector<std::wstring>> readers() override;
    [[nodiscard]] CardAnswer wait(std::vector<ReaderState>& states, Milliseconds patience) override;

private:
    std::mutex m_mutex; ///< Of the context's coming and going.
    SCARDCONTEXT m_context = 0;
    bool m_isOpen = false;
};

} // namespace lanyard::platform
