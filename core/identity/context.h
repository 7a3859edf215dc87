// SPDX-License-Identifier: MIT
#pragma once

/// Who the person is and under which role, normalised (design.md §8, schema lanyard.identity/1).

#include "core/base/clock.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QJsonObject>
#include <QMap>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace lanyard::identity {

struct Person {
    QByteArray uid;
    QString name;
    QString givenName;
    QString familyName;
    QString title;
    QString email;

    friend bool operator==(const Person&, const Person&) = default;
};

struct Organisation {
    QByteArray code;
    QString name; ///< Empty where the claims do not say.

    friend bool operator==(const Organisation&, const Organisation&) = default;
};

struct Role {
    QByteArray id; ///< person_roleid.
    QByteArray code; ///< The triple, "S8000:G8000:R8000".
    QString name; ///< The path's last segment, without quotes.
    Organisation organisation;
    QStringList activities;
    QByteArrayList
        activityCodes; ///< Not paired with `activities` by index: CIS2 does not promise it.
    QStringList workgroups;
    QByteArrayList workgroupCodes;

    friend bool operator==(const Role&, const Role&) = default;
};

struct Assurance {
    int identity = 0;
    int authentication = 0;
    QByteArrayList methods; ///< amr.
    Instant authenticatedAt;

    friend bool operator==(const Assurance&, const Assurance&) = default;
};

/// What a cohort may have at most; the tighter of this and policy is in force.
struct SessionLimits {
    std::optional<std::chrono::minutes> idle;
    std::optional<std::chrono::minutes> absolute;

    friend bool operator==(const SessionLimits&, const SessionLimits&) = default;
};

/// A permission that counts only while the person has confirmed who they are for one program, with
/// an authentication of class `acr`.
struct StepUp {
    QByteArray permission;
    QByteArray acr;

    friend bool operator==(const StepUp&, const StepUp&) = default;
};

/// Why a permission is held, or is not.
struct Decision {
    QByteArray permission; ///< Empty: a note about the context itself, such as its role.
    bool granted = false;
    QString rule; ///< The rule or exception of roles.json that decided, by name.
    QString because; ///< One sentence.

    friend bool operator==(const Decision&, const Decision&) = default;
};

/// Break-glass: one permission more, marked as that, for a short time.
struct Emergency {
    QByteArray permission;
    QByteArray reasonCode; ///< One of policy's.
    QByteArray reference; ///< Finds it in the audit trail: "LY-4K7D-9QXM".
    Instant startedAt;
    Instant endsAt; ///< At the latest.
};

/// One context: immutable. A change of any kind is a new one with a new id.
struct Context {
    QByteArray id; ///< Random; names this context in every token and audit line.
    QByteArray issuer;
    QByteArray subject;
    Instant issuedAt;
    Instant expiresAt;
    Person person;
    QMap<QByteArray, QByteArray> registrations; ///< "gmc" -> number; only those that are there.
    Assurance assurance;
    std::optional<Role> role; ///< The role in force; none is normal.
    QList<Role> roles;
    QList<Organisation> organisations;
    QByteArrayList permissions; ///< Never what only an emergency gives.
    QList<StepUp> stepUps; ///< Not among `permissions`: each takes a step-up.
    QByteArrayList emergencyPermissions; ///< What an emergency may give, sorted.
    std::optional<Emergency> emergency;
    QByteArrayList cohorts; ///< "locum", "student", "agency".
    SessionLimits limits; ///< What the cohorts add to policy's limits.
    QList<Decision> decisions;
    std::optional<Instant> reviewAt; ///< When a local exception ends: call reviewed() then.
};

/// As served. Names of schema lanyard.identity/1.
[[nodiscard]] QJsonObject toJson(const Context& context);

/// `toJson` cut to the top-level names in `fields`; schema, context_id and times always stay.
[[nodiscard]] QJsonObject toJson(const Context& context, const QByteArrayList& fields);

} // namespace lanyard::identity
