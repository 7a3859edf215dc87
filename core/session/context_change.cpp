// SPDX-License-Identifier: MIT
#include "core/session/context_change.h"

#include <QJsonArray>

#include <algorithm>
#include <utility>

namespace lanyard::session {

using namespace Qt::StringLiterals;
using identity::Context;
using identity::Role;

namespace {

template <class List>
List sorted(List list)
{
    std::sort(list.begin(), list.end());
    return list;
}

Role sorted(Role role)
{
    role.activities = sorted(std::move(role.activities));
    role.activityCodes = sorted(std::move(role.activityCodes));
    role.workgroups = sorted(std::move(role.workgroups));
    role.workgroupCodes = sorted(std::move(role.workgroupCodes));
    return role;
}

QList<Role> sorted(QList<Role> roles)
{
    std::transform(roles.begin(), roles.end(), roles.begin(), [](Role& role) {
        return sorted(std::move(role));
    });
    std::sort(roles.begin(), roles.end(), [](const Role& one, const Role& other) {
        return one.id < other.id;
    });
    return roles;
}

QList<identity::Organisation> sorted(QList<identity::Organisation> organisations)
{
    std::sort(organisations.begin(), organisations.end(), [](const auto& one, const auto& other) {
        return one.code < other.code;
    });
    return organisations;
}

template <class List>
List without(const List& list, const List& others)
{
    List rest = list;
    rest.removeIf([&](const auto& member) { return others.contains(member); });
    return rest;
}

template <class List>
List common(const List& list, const List& others)
{
    return without(list, without(list, others));
}

/// The same role in the same place, whatever it allows.
bool isSameRole(const Role& one, const Role& other)
{
    return one.id == other.id && one.code == other.code
        && one.organisation.code == other.organisation.code;
}

/// What of `role` was in `before` too.
Role common(Role role, const Role& before)
{
    role.activities = common(role.activities, before.activities);
    role.activityCodes = common(role.activityCodes, before.activityCodes);
    role.workgroups = common(role.workgroups, before.workgroups);
    role.workgroupCodes = common(role.workgroupCodes, before.workgroupCodes);
    return role;
}

QList<Role> common(const QList<Role>& roles, const QList<Role>& before)
{
    QList<Role> both;
    for (const Role& role : roles) {
        const auto known = std::find_if(before.begin(), before.end(), [&](const Role& other) {
            return isSameRole(role, other);
        });
        if (known != before.end())
            both.append(common(role, *known));
    }
    return both;
}

std::optional<Role> common(const std::optional<Role>& role, const std::optional<Role>& before)
{
    if (!role || !before || !isSameRole(*role, *before))
        return std::nullopt;
    return common(*role, *before);
}

bool needsStepUp(const QList<identity::StepUp>& stepUps, const QByteArray& permission)
{
    return std::any_of(stepUps.begin(), stepUps.end(), [&](const auto& one) {
        return one.permission == permission;
    });
}

/// Those that ask no less than `before` did: the same, or one for what was held without.
QList<identity::StepUp> common(QList<identity::StepUp> stepUps, const Context& before)
{
    stepUps.removeIf([&](const identity::StepUp& one) {
        return !before.stepUps.contains(one) && !before.permissions.contains(one.permission);
    });
    return stepUps;
}

using Limit = std::optional<std::chrono::minutes>;

bool isLonger(const Limit& limit, const Limit& before)
{
    return before && (!limit || *limit > *before);
}

Limit shorter(const Limit& one, const Limit& other)
{
    return isLonger(one, other) ? other : one;
}

bool raises(const Context& before, const Context& after)
{
    return !without(after.permissions, before.permissions).isEmpty()
        || common(after.stepUps, before) != after.stepUps
        || !without(after.emergencyPermissions, before.emergencyPermissions).isEmpty()
        || common(after.role, before.role) != after.role
        || common(after.roles, before.roles) != after.roles
        || after.assurance.identity > before.assurance.identity
        || after.assurance.authentication > before.assurance.authentication
        || isLonger(after.limits.idle, before.limits.idle)
        || isLonger(after.limits.absolute, before.limits.absolute);
}

} // namespace

ContextChange changeBetween(const Context& before, const Context& after)
{
    ContextChange change;
    const auto compare = [&change](const char* name, bool isSame) {
        if (!isSame)
            change.what.append(name);
    };
    const auto roleOf = [](const Context& context) {
        return context.role ? std::optional(sorted(*context.role)) : std::nullopt;
    };
    compare("person", before.person == after.person);
    compare("registrations", before.registrations == after.registrations);
    compare("assurance", before.assurance == after.assurance);
    compare("role", roleOf(before) == roleOf(after));
    compare("roles", sorted(before.roles) == sorted(after.roles));
    compare("organisations", sorted(before.organisations) == sorted(after.organisations));
    compare("permissions", sorted(before.permissions) == sorted(after.permissions));
    compare("step_ups", before.stepUps == after.stepUps); // Sorted by whoever decided them.
    compare("emergency_permissions", before.emergencyPermissions == after.emergencyPermissions);
    compare("cohorts", sorted(before.cohorts) == sorted(after.cohorts));
    compare("limits", before.limits == after.limits);
    change.lost = without(before.permissions, after.permissions);
    change.gained = without(after.permissions, before.permissions);
    change.raises = raises(before, after);
    return change;
}

Context withoutGains(const Context& before, Context after)
{
    after.stepUps = common(after.stepUps, before);
    for (const identity::StepUp& stepUp : before.stepUps) { // What needs none any more still does.
        if (after.permissions.contains(stepUp.permission)
            && !needsStepUp(after.stepUps, stepUp.permission))
            after.stepUps.append(stepUp);
    }
    after.permissions = common(after.permissions, before.permissions);
    after.emergencyPermissions = common(after.emergencyPermissions, before.emergencyPermissions);
    after.roles = common(after.roles, before.roles);
    after.role = common(after.role, before.role);
    after.assurance.identity = std::min(after.assurance.identity, before.assurance.identity);
    after.assurance.authentication =
        std::min(after.assurance.authentication, before.assurance.authentication);
    after.limits = {shorter(after.limits.idle, before.limits.idle),
        shorter(after.limits.absolute, before.limits.absolute)};
    return after;
}

QJsonObject factsOf(const ContextChange& change, const Context& before, const QByteArray& because)
{
    const auto text = [](const QByteArrayList& names) {
        QJsonArray array;
        for (const QByteArray& name : names)
            array.append(QString::fromUtf8(name));
        return array;
    };
    return {{u"because"_s, QString::fromLatin1(because)},
        {u"changed"_s, text(change.what)},
        {u"lost"_s, text(change.lost)},
        {u"gained"_s, text(change.gained)},
        {u"role_before"_s, before.role ? QString::fromUtf8(before.role->id) : QString()},
        {u"context_before"_s, QString::fromUtf8(before.id)}};
}

} // namespace lanyard::session
