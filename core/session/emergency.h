// SPDX-License-Identifier: MIT
#pragma once

/// Break-glass: may it start, and what is in force then. Pure, but for the random context id.

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/identity/context.h"
#include "core/policy/emergency_rules.h"
#include "core/session/session.h"

namespace lanyard::session {

/// What the person of `context` may choose from; nothing where policy has it off.
[[nodiscard]] EmergencyOffer emergencyOfferOf(
    const policy::EmergencyRules& rules, const identity::Context& context);

/// Errors
///   AccessDenied  "emergency.off", "emergency.permission", "emergency.not_needed",
///                 "emergency.active", "session.context_changed"
///   Malformed     "emergency.reason_code", "emergency.reason"
[[nodiscard]] Result<> checkEmergency(
    const EmergencyRequest& request, const EmergencyOffer& offer, const identity::Context& context);

/// `context` with the emergency that `request` asks for, from `now` until `end` (at the latest when
/// `context` expires), under a new id. Programs may keep what they were told until it expires, so it
/// expires with the emergency.
[[nodiscard]] identity::Context inEmergency(
    const identity::Context& context, const EmergencyRequest& request, Instant now, Instant end);

/// `context` without its emergency, under a new id. When it expires is the caller's to say.
[[nodiscard]] identity::Context afterEmergency(const identity::Context& context, Instant now);

} // namespace lanyard::session
