// SPDX-License-Identifier: MIT
#include "core/broker/method.h"

#include <QJsonArray>

namespace lanyard::broker {

using namespace Qt::StringLiterals;

/// Open to every program of this user, whom alone the pipe admits: conditions carry no secrets and
/// no personal data, and whoever runs lanyard-admin needs them most when policy is broken.
Outcome diagnosticsGet(const Request& request, Caller& /*caller*/, const Services& services)
{
    Params params(request.params);
    const QByteArray section = params.word(u"section"_s, 32);
    if (params.mistake())
        return *params.mistake();
    if (!section.isEmpty() && section != "health")
        return badParams("request.section", u"the only section is health"_s);

    QJsonArray conditions;
    if (services.health != nullptr) {
        for (const HealthCondition& condition : services.health->conditions())
            conditions.append(QJsonObject{{u"code"_s, QString::fromUtf8(condition.code)},
                {u"severity"_s, nameOf(condition.severity)},
                {u"detail"_s, condition.detail},
                {u"advice"_s, condition.advice},
                {u"reference"_s, condition.reference}});
    }
    return QJsonObject{{u"health"_s, conditions}};
}

} // namespace lanyard::broker
