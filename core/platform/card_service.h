// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lanyard::platform {

/// A reader, in the smartcard service's own words: SCARD_STATE_PRESENT and so on.
struct ReaderState {
    std::wstring name;
    std::uint32_t known = 0; ///< What the service is told that we know.
    std::uint32_t now = 0; ///< What it says.
};

enum class CardAnswer : std::uint8_t {
    Known, ///< Each reader's state is filled in.
    AskAgain, ///< A reader went while it was asked about.
    Gone, ///< The service is, or nobody wants to know any more.
};

/// The smartcard service. Each call may take long, so it is used in a thread of its own. Two
/// implementations: Windows' and the tests'.
class CardService
{
public:
    virtual ~CardService();

    /// The names of all readers. Nothing where the service does not answer.
    [[nodiscard]] virtual std::optional<std::vector<std::wstring>> readers() = 0;

    /// Until one of `states` is otherwise than known, or `patience` is over.
    [[nodiscard]] virtual CardAnswer wait(
        std::vector<ReaderState>& states, Milliseconds patience) = 0;

protected:
    CardService() = default;
    CardService(const CardService&) = default;
    CardService& operator=(const CardService&) = default;
};

} // namespace lanyard::platform
