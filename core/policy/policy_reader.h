// SPDX-License-Identifier: MIT
#pragma once

/// From what administrators wrote to what is in force.
///
/// Main thread only, as its sources are; otherwise pure.

#include "core/base/health.h"
#include "core/base/result.h"
#include "core/policy/policy.h"
#include "core/policy/policy_source.h"

#include <QJsonValue>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace lanyard::policy {

/// One setting as it is in force. None of them is a secret.
struct EffectiveValue {
    QString name; ///< "IdleLimitMinutes", "Environments.sandbox.Issuer".
    QJsonValue value; ///< Null where an audience or profile was refused as a whole.
    QString origin; ///< PolicySource::name(), or "default".
    std::optional<QString> problem; ///< Why the value that was set is not the one in force.
};

struct EffectivePolicy {
    Policy policy;
    QList<EffectiveValue> values; ///< Every setting, set or not, in the order of the documentation.
    QList<HealthCondition> problems; ///< One for each code; its detail names the settings.
};

/// Reads `sources`, the strongest first: each setting comes from the first source that has it.
///
/// Never fails. A value of the wrong type or out of range is replaced by the setting's safe value
/// (never by a weaker source's), and problems says so, naming the setting and what was expected but
/// never the value that was found. Codes:
///   "policy.bad_value"        a value that cannot be used
///   "policy.unknown_setting"  a name that is no setting
///   "policy.contradictory"    settings that cannot both hold
///   "policy.incomplete"       the active environment lacks what signing in needs
///   "policy.ephemeral_port"   a fixed redirect port that other programs may hold
///   "policy.live_exchange"    a live environment exchanges tokens without DirectExemption
/// and the conditions of the sources themselves.
[[nodiscard]] EffectivePolicy readPolicy(const std::vector<const PolicySource*>& sources);

/// Why nobody can sign in under `environment`: Misconfigured "policy.incomplete", or nothing.
[[nodiscard]] std::optional<Error> signInRefusal(const Environment& environment);

/// The names of the values that differ, for the audit record of a change.
[[nodiscard]] QStringList changedSettings(
    const EffectivePolicy& before, const EffectivePolicy& after);

} // namespace lanyard::policy
