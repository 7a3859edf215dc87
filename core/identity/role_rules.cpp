// SPDX-License-Identifier: MIT
#include "core/identity/role_rules.h"

#include <QDateTime>
#include <QMap>
#include <QSet>
#include <QStringList>

#include <algorithm>

namespace lanyard::identity {

using namespace Qt::StringLiterals;

namespace {

bool isSameCode(const QByteArray& left, const QByteArray& right)
{
    return left.compare(right, Qt::CaseInsensitive) == 0;
}

/// "S8000:G8000:*" against "S8000:G8000:R8001", segment by segment.
bool isWithin(const QByteArray& code, const QByteArray& pattern)
{
    const auto segments = code.split(':');
    const auto wanted = pattern.split(':');
    return std::equal(segments.begin(),
        segments.end(),
        wanted.begin(),
        wanted.end(),
        [](const QByteArray& segment, const QByteArray& want) {
            return want == "*" || isSameCode(segment, want);
        });
}

/// True where nothing is asked for, or something of it is there.
template <class Matches>
bool holds(const QByteArrayList& wanted, const QByteArrayList& there, Matches matches)
{
    return wanted.isEmpty()
        || std::any_of(wanted.begin(), wanted.end(), [&](const QByteArray& want) {
               return std::any_of(there.begin(), there.end(), [&](const QByteArray& one) {
                   return matches(one, want);
               });
           });
}

bool holds(
    const RoleCondition& when, const std::optional<Role>& role, const QByteArrayList& cohorts)
{
    return role && holds(when.roleCodes, {role->code}, isWithin)
        && holds(when.activityCodes, role->activityCodes, isSameCode)
        && holds(when.workgroupCodes, role->workgroupCodes, isSameCode)
        && holds(when.organisations, {role->organisation.code}, isSameCode)
        && holds(when.cohorts, cohorts, isSameCode);
}

/// "its role code and organisation match".
QString matchOf(const RoleCondition& when)
{
    QStringList asked;
    const auto add = [&](const QByteArrayList& list, const QString& name) {
        if (!list.isEmpty())
            asked.append(name);
    };
    add(when.roleCodes, u"role code"_s);
    add(when.activityCodes, u"activity"_s);
    add(when.workgroupCodes, u"workgroup"_s);
    add(when.organisations, u"organisation"_s);
    add(when.cohorts, u"cohort"_s);
    return u"its "_s + asked.join(u", "_s) + (asked.size() == 1 ? u" matches"_s : u" match"_s);
}

QString shown(Instant when)
{
    return QDateTime::fromMSecsSinceEpoch(when.time_since_epoch().count())
        .toUTC()
        .toString(Qt::ISODate);
}

void tighten(std::optional<std::chrono::minutes>& limit, std::optional<std::chrono::minutes> other)
{
    if (other)
        limit = limit ? std::min(*limit, *other) : *other;
}

} // namespace

RoleOutcome RoleRules::decide(
    const Person& person, const std::optional<Role>& role, Instant now) const
{
    RoleOutcome outcome;
    for (const Cohort& cohort : m_cohorts) {
        if (!holds(cohort.when, role, {}))
            continue;
        outcome.cohorts.append(cohort.name);
        tighten(outcome.limits.idle, cohort.limits.idle);
        tighten(outcome.limits.absolute, cohort.limits.absolute);
    }

    for (const QByteArray& permission : permissions()) {
        Decision decision = decideOne(permission, person, role, outcome, now);
        const StepUp* const stepUp = stepUpFor(permission);
        if (decision.granted && stepUp != nullptr) {
            outcome.stepUps.append(*stepUp);
            decision.granted = false;
            decision.because += u" It takes a step-up (%1)."_s.arg(QString::fromUtf8(stepUp->acr));
        }
        if (decision.granted)
            outcome.permissions.append(permission);
        outcome.decisions.append(decision);
    }
    return outcome;
}

const StepUp* RoleRules::stepUpFor(const QByteArray& permission) const
{
    const auto found = std::find_if(m_stepUps.begin(), m_stepUps.end(), [&](const StepUp& stepUp) {
        return stepUp.permission == permission;
    });
    return found == m_stepUps.end() ? nullptr : &*found;
}

QByteArrayList RoleRules::permissions() const
{
    QSet<QByteArray> names;
    for (const RoleRule& rule : m_rules) {
        names.unite(QSet<QByteArray>(rule.permissions.begin(), rule.permissions.end()));
        names.unite(QSet<QByteArray>(rule.denies.begin(), rule.denies.end()));
        names.unite(QSet<QByteArray>(rule.emergency.begin(), rule.emergency.end()));
    }
    for (const RoleException& exception : m_exceptions)
        names.insert(exception.permission);
    QByteArrayList sorted(names.begin(), names.end());
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

Decision RoleRules::decideOne(const QByteArray& permission,
    const Person& person,
    const std::optional<Role>& role,
    RoleOutcome& outcome,
    Instant now) const
{
    const auto firstRule = [&](const QByteArrayList RoleRule::*list) {
        return std::find_if(m_rules.begin(), m_rules.end(), [&](const RoleRule& rule) {
            return (rule.*list).contains(permission) && holds(rule.when, role, outcome.cohorts);
        });
    };

    // 1. A deny beats everything, exceptions included.
    if (const auto rule = firstRule(&RoleRule::denies); rule != m_rules.end())
        return {
            permission, false, rule->name, u"The rule denies it: %1."_s.arg(matchOf(rule->when))};

    // 2. A rule.
    if (const auto rule = firstRule(&RoleRule::permissions); rule != m_rules.end())
        return {permission, true, rule->name, u"The rule gives it: %1."_s.arg(matchOf(rule->when))};

    // 3. An exception for this very person. A person without a uid is nobody's exception.
    const auto exception =
        std::find_if(m_exceptions.begin(), m_exceptions.end(), [&](const RoleException& one) {
            return one.permission == permission && one.person == person.uid;
        });
    const bool hasException = exception != m_exceptions.end() && !person.uid.isEmpty();
    if (hasException && now < exception->until) {
        outcome.reviewAt = std::min(outcome.reviewAt.value_or(exception->until), exception->until);
        return {permission,
            true,
            exception->name,
            u"An exception until %1, approved by %2."_s.arg(
                shown(exception->until), exception->approver)};
    }

    // 4. A rule, in an emergency.
    if (const auto rule = firstRule(&RoleRule::emergency); rule != m_rules.end()) {
        outcome.emergency.append(permission);
        return {permission,
            false,
            rule->name,
            u"The rule gives it in an emergency only: %1."_s.arg(matchOf(rule->when))};
    }

    // 5. Nothing.
    if (hasException)
        return {permission,
            false,
            exception->name,
            u"The exception ended on %1."_s.arg(shown(exception->until))};
    return {permission,
        false,
        {},
        role ? u"No rule gives it to this role."_s : u"No role is in force."_s};
}

} // namespace lanyard::identity
