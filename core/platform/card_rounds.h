// SPDX-License-Identifier: MIT
#pragma once

#include "core/platform/card_readers.h"
#include "core/platform/card_service.h"

#include <functional>
#include <optional>

namespace lanyard::platform {

/// Asks the smartcard service round by round, and tells of cards. What it knew outlives a service
/// that stops: a card that was taken out meanwhile is told of when the service is back. In the thread
/// of the service.
class CardRounds
{
public:
    static constexpr std::chrono::seconds patience{60}; ///< Of one round.

    /// A reader of this name tells of readers that come and go.
    static constexpr const wchar_t* plugAndPlay = L"\\\\?PnP?\\Notification";

    CardRounds(CardService& service, std::function<void(DesktopEvent)> tell);

    /// One round: asks how things are, and waits until they are not so any more. The first one tells
    /// nothing of what it finds. False when the service is gone.
    [[nodiscard]] bool next();

private:
    [[nodiscard]] CardAnswer look(std::vector<ReaderState>& states);
    void learn(const std::vector<ReaderState>& states);

    CardService& m_service;
    std::function<void(DesktopEvent)> m_tell;
    std::optional<CardReaders> m_known;
    std::optional<std::uint32_t> m_plugged; ///< What plugAndPlay said last.
};

} // namespace lanyard::platform
