// SPDX-License-Identifier: MIT
#include "core/base/health.h"

#include "core/base/error.h"

#include <algorithm>

namespace lanyard {

using namespace Qt::StringLiterals;

QString nameOf(Severity severity)
{
    switch (severity) {
    case Severity::Information:
        return u"information"_s;
    case Severity::Warning:
        return u"warning"_s;
    case Severity::Problem:
        return u"problem"_s;
    }
    return u"problem"_s;
}

void Health::raise(HealthCondition condition)
{
    const auto same = std::find_if(m_conditions.begin(),
        m_conditions.end(),
        [&](const auto& known) { return known.code == condition.code; });
    if (same != m_conditions.end()) {
        if (same->severity == condition.severity && same->detail == condition.detail
            && same->advice == condition.advice)
            return; // Raised again by the next attempt: no news.
        condition.reference = same->reference;
        *same = std::move(condition);
    } else {
        condition.reference = newReference();
        m_conditions.append(std::move(condition));
    }
    std::stable_sort(m_conditions.begin(), m_conditions.end(), [](const auto& a, const auto& b) {
        return a.severity > b.severity;
    });
    Q_EMIT changed();
}

void Health::clear(const QByteArray& code)
{
    if (m_conditions.removeIf([&](const auto& known) { return known.code == code; }) > 0)
        Q_EMIT changed();
}

} // namespace lanyard
