// SPDX-License-Identifier: MIT
#include "core/broker/person_call.h"
#include "core/broker/state.h"

#include <QJsonArray>

#include <tuple>
#include <utility>

namespace lanyard::broker {

using namespace Qt::StringLiterals;

namespace {

constexpr Milliseconds usualTimeout = std::chrono::minutes{5};
constexpr qsizetype longestReason = 256;

Reply answerTo(const Result<>& result,
    const session::ElevationChoice& choice,
    const Caller& caller,
    const Services& services)
{
    if (!result)
        return refusalFor(result.error());
    if (auto refusal = refusalOf(caller.app(), policy::Operation::Elevation))
        return std::move(*refusal);
    const session::Snapshot& now = services.session.snapshot();
    if (auto refusal = refusalOf(now, choice.contextId))
        return std::move(*refusal);
    const session::Elevation* const elevation = now.elevationOf(choice.app);
    if (elevation == nullptr) // It ended while this answer was on its way.
        return refuse(wire::ErrorCode::ElevationRequired, "session.elevation_required");
    return QJsonObject{{u"context_id"_s, QString::fromUtf8(now.contextId())},
        {u"elevation"_s, elevationJson(*elevation)}};
}

} // namespace

QJsonObject elevationJson(const session::Elevation& elevation)
{
    return {{u"acr"_s, QString::fromUtf8(elevation.acr)},
        {u"authentication"_s, elevation.level},
        {u"authenticated_at"_s, timeText(elevation.authenticatedAt)},
        {u"expires_at"_s, timeText(elevation.endsAt)}};
}

Outcome elevationRequest(const Request& request, Caller& caller, const Services& services)
{
    Params params(request.params);
    session::ElevationChoice choice;
    choice.app = caller.name();
    choice.acr = params.word(u"acr"_s, 256);
    choice.permission = params.word(u"permission"_s, 64);
    if (params.has(u"max_age_s"_s))
        choice.maxAge = std::chrono::seconds{params.number(u"max_age_s"_s, 0)};
    choice.contextId = params.word(u"context_id"_s, 128);
    std::ignore = params.sentence(u"reason"_s, longestReason); // Free text: never recorded.
    const QByteArray correlation = params.word(u"correlation_id"_s, 64);
    const Milliseconds timeout = params.timeout(usualTimeout);
    if (params.mistake())
        return *params.mistake();
    if (auto refusal = refusalOf(services.session.snapshot(), choice.contextId))
        return std::move(*refusal);
    return std::make_unique<PersonCall>(
        services.clock,
        timeout,
        [&services, choice, by = session::Requester{caller.name(), correlation}](
            auto done) { return services.session.elevate(choice, by, std::move(done)); },
        [&caller, &services, choice](
            const Result<>& result) { return answerTo(result, choice, caller, services); });
}

Outcome elevationEnd(const Request& request, Caller& caller, const Services& services)
{
    Params params(request.params);
    const QByteArray correlation = params.word(u"correlation_id"_s, 64);
    if (params.mistake())
        return *params.mistake();
    services.session.endElevation(caller.name(), {caller.name(), correlation});
    return QJsonObject{};
}

} // namespace lanyard::broker
