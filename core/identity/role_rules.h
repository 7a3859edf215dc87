// SPDX-License-Identifier: MIT
#pragma once

/// roles.json (schema lanyard.roles/1): which role may do what, and why.
///
/// Pure: time is passed in.

#include "core/base/clock.h"
#include "core/base/health.h"
#include "core/identity/context.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>
#include <QList>
#include <QString>

#include <optional>

namespace lanyard::identity {

/// What a rule or a cohort asks of a role. Each list that is not empty must have a match.
struct RoleCondition {
    QByteArrayList roleCodes; ///< Triples; a segment of `*` matches any: "S8000:G8000:*".
    QByteArrayList activityCodes;
    QByteArrayList workgroupCodes;
    QByteArrayList organisations; ///< Codes.
    QByteArrayList cohorts; ///< Not in a cohort's own condition.

    friend bool operator==(const RoleCondition&, const RoleCondition&) = default;
};

struct RoleRule {
    QString name;
    RoleCondition when;
    QByteArrayList permissions;
    QByteArrayList denies;
    QByteArrayList emergency; ///< Given only while the person breaks the glass.
};

/// One person, one permission, until a day, with somebody's name to it.
struct RoleException {
    QString name; ///< "exception 2" unless the file gives one.
    QByteArray person; ///< uid.
    QByteArray permission;
    Instant until; ///< Not held any more at this moment.
    QString approver;
    QString reason;
};

struct Cohort {
    QByteArray name; ///< "locum", "student", "agency".
    RoleCondition when;
    SessionLimits limits;
};

/// What the rules give to one person in one role at one moment.
struct RoleOutcome {
    QByteArrayList permissions; ///< Sorted; without those of `stepUps`.
    QList<StepUp> stepUps; ///< Sorted by permission.
    QByteArrayList emergency; ///< Sorted: neither held nor denied, and given in an emergency.
    QByteArrayList cohorts; ///< In the order of the file.
    SessionLimits limits; ///< The tightest of the cohorts.
    QList<Decision> decisions; ///< One for each permission the file knows, sorted.
    std::optional<Instant> reviewAt; ///< When the outcome changes by time alone.
};

/// The rules of one roles.json. An empty one gives nobody any permission.
class RoleRules
{
public:
    RoleRules() = default;

    /// What `person` may do under `role`; without a role only exceptions can give anything.
    ///
    /// A rule grants when its condition holds; an exception grants until it ends; a deny beats
    /// both, and what a rule gives for emergencies. What is given and takes a step-up is not held by
    /// that alone. Rules are named in the order of the file: the first that decides is the one
    /// quoted.
    [[nodiscard]] RoleOutcome decide(
        const Person& person, const std::optional<Role>& role, Instant now) const;

    [[nodiscard]] bool isEmpty() const { return m_rules.isEmpty() && m_exceptions.isEmpty(); }

private:
    friend class RoleRulesReader;

    [[nodiscard]] QByteArrayList permissions() const;
    [[nodiscard]] const StepUp* stepUpFor(const QByteArray& permission) const;
    [[nodiscard]] Decision decideOne(const QByteArray& permission,
        const Person& person,
        const std::optional<Role>& role,
        RoleOutcome& outcome,
        Instant now) const;

    QList<RoleRule> m_rules;
    QList<RoleException> m_exceptions;
    QList<StepUp> m_stepUps;
    QList<Cohort> m_cohorts;
};

struct RoleRulesReading {
    RoleRules rules;
    /// Empty, or one condition "roles.unreadable" (not JSON) or "roles.refused" (not a sound
    /// lanyard.roles/1), whose detail names lines. Then `rules` is empty.
    QList<HealthCondition> problems;
};

/// Reads the whole file or nothing: half of a set of rules is a different set of rules.
[[nodiscard]] RoleRulesReading readRoleRules(QByteArrayView json);

} // namespace lanyard::identity
