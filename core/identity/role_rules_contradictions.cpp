// SPDX-License-Identifier: MIT
#include "core/identity/role_rules_reader.h"

#include <QMap>
#include <QSet>

#include <utility>

namespace lanyard::identity {

using namespace Qt::StringLiterals;

namespace {

QByteArray at(const char* list, qsizetype number)
{
    return QByteArray(list) + '/' + QByteArray::number(number);
}

} // namespace

void RoleRulesReader::contradictions()
{
    cohortContradictions();
    ruleContradictions();
    exceptionContradictions();
    stepUpContradictions();
}

void RoleRulesReader::stepUpContradictions()
{
    QSet<QByteArray> named;
    const QByteArrayList known = m_rules.permissions();
    for (qsizetype i = 0; i < m_rules.m_stepUps.size(); ++i) {
        const QByteArray& permission = m_rules.m_stepUps.at(i).permission;
        if (named.contains(permission))
            refuse(at("step_up", i), u"an earlier one is about this permission"_s);
        if (!known.contains(permission)) // Misspelt, the real one would need no step-up.
            refuse(at("step_up", i), u"no rule or exception has this permission"_s);
        named.insert(permission);
    }
}

void RoleRulesReader::cohortContradictions()
{
    QSet<QByteArray> names;
    for (qsizetype i = 0; i < m_rules.m_cohorts.size(); ++i) {
        const Cohort& cohort = m_rules.m_cohorts.at(i);
        if (names.contains(cohort.name))
            refuse(at("cohorts", i), u"an earlier cohort has this name"_s);
        names.insert(cohort.name);
        if (cohort.limits.idle && cohort.limits.absolute
            && *cohort.limits.idle > *cohort.limits.absolute)
            refuse(at("cohorts", i), u"the idle limit is longer than the absolute one"_s);
    }
    for (qsizetype i = 0; i < m_rules.m_rules.size(); ++i) {
        for (const QByteArray& cohort : m_rules.m_rules.at(i).when.cohorts) {
            if (!names.contains(cohort))
                refuse(at("rules", i) + "/when/cohort", u"no cohort has this name"_s);
        }
    }
}

void RoleRulesReader::ruleContradictions()
{
    QSet<QString> names;
    for (qsizetype i = 0; i < m_rules.m_rules.size(); ++i) {
        const RoleRule& rule = m_rules.m_rules.at(i);
        if (names.contains(rule.name))
            refuse(at("rules", i) + "/name", u"an earlier rule has this name"_s);
        names.insert(rule.name);
        // The same people given and denied the same thing, by one rule or by two.
        for (const RoleRule& other : std::as_const(m_rules.m_rules)) {
            if (!(other.when == rule.when))
                continue;
            for (const QByteArray& permission : rule.denies) {
                if (other.permissions.contains(permission) || other.emergency.contains(permission))
                    refuse(at("rules", i) + "/deny",
                        u"the same condition also gives this permission"_s);
            }
        }
    }
}

void RoleRulesReader::exceptionContradictions()
{
    QSet<std::pair<QByteArray, QByteArray>> seen;
    QSet<QString> names;
    for (qsizetype i = 0; i < m_rules.m_exceptions.size(); ++i) {
        const RoleException& exception = m_rules.m_exceptions.at(i);
        const std::pair who(exception.person, exception.permission);
        if (seen.contains(who))
            refuse(at("exceptions", i),
                u"an earlier exception gives this person the same permission"_s);
        if (names.contains(exception.name))
            refuse(at("exceptions", i) + "/name", u"an earlier exception has this name"_s);
        seen.insert(who);
        names.insert(exception.name);
    }
}

} // namespace lanyard::identity
