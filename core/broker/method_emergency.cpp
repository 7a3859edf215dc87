// SPDX-License-Identifier: MIT
#include "core/broker/method.h"

namespace lanyard::broker {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestName = 64;

} // namespace

Outcome emergencyRequest(const Request& request, Caller& caller, const Services& services)
{
    Params params(request.params);
    session::EmergencyRequest wanted;
    wanted.permission = params.word(u"permission"_s, longestName);
    wanted.reasonCode = params.word(u"reason_code"_s, longestName);
    wanted.reason = params.sentence(u"reason"_s, session::EmergencyRequest::longestReason);
    wanted.contextId = params.word(u"context_id"_s, 128);
    const QByteArray correlation = params.word(u"correlation_id"_s, 64);
    if (params.mistake())
        return *params.mistake();
    if (auto refusal = refusalOf(services.session.snapshot(), wanted.contextId))
        return std::move(*refusal);
    if (!caller.verify())
        return QJsonObject{}; // To nobody.
    const auto started = services.session.startEmergency(wanted, {caller.name(), correlation});
    if (!started)
        return refusalFor(started.error());
    const identity::Context& context = *services.session.snapshot().context;
    return QJsonObject{{u"context_id"_s, QString::fromUtf8(context.id)},
        {u"emergency"_s, identity::toJson(context, {"emergency"})["emergency"_L1]}};
}

/// Also while the desktop is locked: less can be done afterwards, never more.
Outcome emergencyEnd(const Request& request, Caller& caller, const Services& services)
{
    Params params(request.params);
    const QByteArray correlation = params.word(u"correlation_id"_s, 64);
    if (params.mistake())
        return *params.mistake();
    if (!caller.verify())
        return QJsonObject{}; // To nobody.
    services.session.endEmergency({caller.name(), correlation});
    return QJsonObject{};
}

} // namespace lanyard::broker
