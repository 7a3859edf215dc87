// SPDX-License-Identifier: MIT
#pragma once

/// Sessions to look at.

#include "core/base/health.h"
#include "core/base/result.h"
#include "core/session/session.h"

#include <memory>

namespace lanyard::ui::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// 2026-09-21 14:13:20 UTC: where the tests' clock starts.
inline constexpr Instant noon{std::chrono::seconds{1'790'000'000}};

[[nodiscard]] inline std::shared_ptr<identity::Context> nurse()
{
    auto context = std::make_shared<identity::Context>();
    context->id = "c-1";
    context->person.uid = "555036632103";
    context->person.name = u"Comfort Adeyemi-Braithwaite"_s;
    context->assurance = {
        .identity = 3, .authentication = 3, .methods = {}, .authenticatedAt = noon};
    identity::Role role;
    role.id = "555036638101";
    role.name = u"Nurse Manager Access Role"_s;
    role.organisation = {.code = "RX1", .name = u"Nottingham University Hospitals"_s};
    context->role = role;
    return context;
}

[[nodiscard]] inline session::Snapshot signedIn()
{
    session::Snapshot snapshot;
    snapshot.phase = session::Phase::SignedIn;
    snapshot.sessionId = "s-1";
    snapshot.context = nurse();
    snapshot.signedInAt = noon;
    snapshot.idleEndsAt = noon + 15min;
    snapshot.idleWarnsAt = noon + 13min;
    snapshot.absoluteEndsAt = noon + 7h + 46min;
    return snapshot;
}

/// Under the second by name of organisation.
[[nodiscard]] inline session::Snapshot withTwoRoles()
{
    session::Snapshot snapshot = signedIn();
    auto context = nurse();
    identity::Role clinic = *context->role;
    clinic.id = "r-clinic";
    clinic.organisation = {.code = "RX9", .name = u"A & E Clinic"_s};
    context->roles = {*context->role, clinic};
    snapshot.context = context;
    return snapshot;
}

[[nodiscard]] inline session::Snapshot signingIn(bool nothingOpened = false)
{
    session::Snapshot snapshot;
    snapshot.phase = session::Phase::SigningIn;
    snapshot.waitingForBrowser = true;
    snapshot.nothingOpened = nothingOpened;
    return snapshot;
}

[[nodiscard]] inline session::Snapshot inEmergency()
{
    session::Snapshot snapshot = signedIn();
    auto context = nurse();
    context->emergency =
        identity::Emergency{"give_drugs", "arrest", "LY-1111-2222", noon, noon + 30min};
    snapshot.context = context;
    return snapshot;
}

[[nodiscard]] inline session::EmergencyOffer emergencyOffer()
{
    return {{"give_drugs", "prescribe"},
        {{"arrest", u"Cardiac arrest"_s}, {"major", u"Major incident"_s}},
        30min};
}

/// Nobody has used the computer for a while.
[[nodiscard]] inline session::Snapshot warned()
{
    session::Snapshot snapshot = signedIn();
    snapshot.idleWarnsAt = noon - 1s;
    snapshot.idleEndsAt = noon + 119s;
    return snapshot;
}

[[nodiscard]] inline session::Snapshot paused()
{
    session::Snapshot snapshot = signedIn();
    snapshot.phase = session::Phase::Paused;
    return snapshot;
}

[[nodiscard]] inline session::Snapshot ended(Fault fault, const QByteArray& code = "test.code")
{
    session::Snapshot snapshot;
    snapshot.phase = session::Phase::Ended;
    snapshot.reason = Error{fault, code, u"secret detail"_s, 0, u"LY-4K7D-9QXM"_s};
    return snapshot;
}

[[nodiscard]] inline HealthCondition memoryOnly()
{
    HealthCondition condition;
    condition.code = "store.memory_only";
    condition.detail = u"The credential store is forbidden by policy."_s;
    condition.advice = u"Your sign-in will not survive a restart of Lanyard."_s;
    return condition;
}

} // namespace lanyard::ui::test
