// SPDX-License-Identifier: MIT
#pragma once

/// What becomes of a session when the person may have left the computer. Values only.

#include <QString>

#include <cstdint>
#include <optional>

namespace lanyard::policy {

enum class DesktopAction : std::uint8_t {
    Keep, ///< Nothing.
    Pause, ///< Nothing is served until it is over.
    Lock, ///< The desktop is locked: what that does is a rule of its own. Of a card only.
    SignOut, ///< The session ends.
};

/// A pause ends where Windows has seen the person again. A card that comes back is no such thing:
/// we cannot tell whose it is, so a card that goes locks the desktop and does not pause by itself.
struct DesktopRules {
    DesktopAction locked = DesktopAction::Pause;
    DesktopAction disconnected = DesktopAction::Pause; ///< RDP and the like; fast user switching.
    DesktopAction suspended = DesktopAction::Pause;
    DesktopAction cardRemoved = DesktopAction::Keep; ///< As CIS2's own client has it.

    friend bool operator==(const DesktopRules&, const DesktopRules&) = default;
};

/// Named after the modes of the NHS Identity Agent.
///
///   "normal"                    as the members above
///   "session_lock_persistence"  a card that goes locks the desktop; unlocking it goes on
///   "mobility"                  a lock pauses nothing; limits alone end a session
[[nodiscard]] DesktopRules desktopRulesOf(const QString& mode);

/// "keep", "pause", "lock" or "sign_out"; nothing for another word.
[[nodiscard]] std::optional<DesktopAction> desktopActionOf(const QString& word);

} // namespace lanyard::policy
