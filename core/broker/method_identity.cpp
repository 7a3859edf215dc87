// SPDX-License-Identifier: MIT
#include "core/broker/method.h"

#include <QJsonArray>

namespace lanyard::broker {

using namespace Qt::StringLiterals;

namespace {

/// What this program alone may count on for now.
void addElevation(QJsonObject& shown, const session::Elevation* elevation)
{
    if (elevation == nullptr)
        return;
    if (shown.contains(u"elevation"_s))
        shown.insert(u"elevation"_s, elevationJson(*elevation));
    if (!shown.contains(u"permissions"_s))
        return;
    QStringList permissions = shown.value(u"permissions"_s).toVariant().toStringList();
    for (const QByteArray& permission : elevation->permissions)
        permissions.append(QString::fromUtf8(permission));
    permissions.sort();
    shown.insert(u"permissions"_s, QJsonArray::fromStringList(permissions));
}

} // namespace

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
    QJsonObject shown = identity::toJson(*now.context, fields);
    addElevation(shown, now.elevationOf(caller.name()));
    return shown;
}

} // namespace lanyard::broker
