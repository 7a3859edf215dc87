// SPDX-License-Identifier: MIT
#include "core/policy/desktop_rules.h"

namespace lanyard::policy {

using namespace Qt::StringLiterals;

DesktopRules desktopRulesOf(const QString& mode)
{
    DesktopRules rules;
    if (mode == "session_lock_persistence"_L1)
        rules.cardRemoved = DesktopAction::Lock;
    if (mode == "mobility"_L1)
        rules.locked = DesktopAction::Keep;
    return rules;
}

std::optional<DesktopAction> desktopActionOf(const QString& word)
{
    if (word == "keep"_L1)
        return DesktopAction::Keep;
    if (word == "pause"_L1)
        return DesktopAction::Pause;
    if (word == "lock"_L1)
        return DesktopAction::Lock;
    if (word == "sign_out"_L1)
        return DesktopAction::SignOut;
    return std::nullopt;
}

} // namespace lanyard::policy
