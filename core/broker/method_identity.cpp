// SPDX-License-Identifier: MIT
#include "core/broker/method.h"

#include <QJsonArray>

namespace lanyard::broker {

using namespace Qt::StringLiterals;

Outcome identityGet(const Request& request, Caller& caller, const Services& services)
{
    Params params(request.params);
    const QByteArray expected = params.word(u"context_id"_s, 128);
    const QByteArray correlation = params.word(u"correlation_id"_s, 64);
    if (params.mistake())
        return *params.mistake();
    const session::Snapshot& now = services.session.snapshot();
    if (auto refusal = refusalOf(now, expected))
        return std::move(*refusal);
    if (!now.context)
        return refuse(wire::ErrorCode::Unavailable, "session.no_context");

    const QByteArrayList& fields = caller.app()->identity;
    QJsonArray names;
    for (const QByteArray& field : fields)
        names.append(QString::fromLatin1(field));
    const auto recorded = services.trail.record({.kind = audit::Kind::IdentityRead,
        .subject = now.subject(),
        .app = caller.name(),
        .correlationId = correlation,
        .error = {},
        .facts = {{u"fields"_s, names}}});
    if (!recorded)
        return refusalFor(recorded.error());
    return identity::toJson(*now.context, fields);
}

} // namespace lanyard::broker
