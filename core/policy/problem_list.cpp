// SPDX-License-Identifier: MIT
#include "core/policy/problem_list.h"

namespace lanyard::policy {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxShown = 20; // A screenful; `policy check` lists every setting.

struct Kind {
    Severity severity;
    QString advice;
};

Kind kindOf(const QByteArray& code)
{
    if (code == "policy.unknown_setting")
        return {Severity::Warning,
            u"Correct the name or remove it; docs/policy.md lists every setting."_s};
    if (code == "policy.contradictory")
        return {Severity::Problem, u"Change one of the settings named, so that both can hold."_s};
    if (code == "policy.incomplete")
        return {Severity::Problem, u"Set what is missing; until then nobody can sign in."_s};
    if (code == "policy.ephemeral_port")
        return {Severity::Warning, u"Register and set a redirect port below 32768."_s};
    if (code == "policy.live_exchange")
        return {Severity::Problem,
            u"Leave the exchange to the gateway, or set DirectExemption once NHS England agrees."_s};
    return {Severity::Warning, u"Correct the value; until then the safe one is in force."_s};
}

} // namespace

void ProblemList::add(const QByteArray& code, const QString& text)
{
    m_texts[code].append(text);
}

QList<HealthCondition> ProblemList::conditions() const
{
    QList<HealthCondition> conditions;
    for (auto at = m_texts.begin(); at != m_texts.end(); ++at) {
        QStringList texts = at.value().mid(0, maxShown);
        if (at.value().size() > maxShown)
            texts.append(u"and %1 more"_s.arg(at.value().size() - maxShown));
        const Kind kind = kindOf(at.key());
        conditions.append({.code = at.key(),
            .severity = kind.severity,
            .detail = texts.join(u"; "_s),
            .advice = kind.advice,
            .reference = {}});
    }
    return conditions;
}

QString shownName(const QString& name)
{
    QString shown = name.left(80);
    for (QChar& c : shown) {
        if (c < u' ' || c > u'~')
            c = u'?';
    }
    return name.size() > 80 ? shown + u"..."_s : shown;
}

} // namespace lanyard::policy
