// SPDX-License-Identifier: MIT
#include "core/base/log.h"
#include "core/broker/person_call.h"
#include "core/broker/state.h"

#include <QJsonArray>

#include <utility>

namespace lanyard::broker {

using namespace Qt::StringLiterals;

namespace {

constexpr Milliseconds signInTimeout = std::chrono::minutes{5};
constexpr qsizetype longestReason = 256;
constexpr qsizetype longestCorrelation = 64;

Reply answerTo(
    const Result<>& result, Caller& caller, const Services& services, const QByteArray& correlation)
{
    if (auto refusal = refusalOf(caller.app(), policy::Operation::SignIn))
        return std::move(*refusal);
    return result ? stateFor(caller, services, correlation) : Reply(refusalFor(result.error()));
}

bool maySeePerson(const Caller& caller)
{
    return caller.app() && caller.app()->identity.contains("person");
}

} // namespace

Reply stateFor(Caller& caller, const Services& services, const QByteArray& correlationId)
{
    const session::Snapshot& now = services.session.snapshot();
    // While paused nothing about the person is served.
    const bool withPerson =
        now.phase == session::Phase::SignedIn && now.context && maySeePerson(caller);
    if (withPerson && caller.isFirstSightOf(now.contextId())) {
        const auto recorded = services.trail.record({.kind = audit::Kind::IdentityRead,
            .subject = now.subject(),
            .app = caller.name(),
            .correlationId = correlationId,
            .error = {},
            .facts = {{u"fields"_s, QJsonArray{u"person"_s}}}});
        if (!recorded)
            return refusalFor(recorded.error());
    }
    return fullState(now, withPerson);
}

Outcome sessionGet(const Request& request, Caller& caller, const Services& services)
{
    Params params(request.params);
    const QByteArray correlation = params.word(u"correlation_id"_s, longestCorrelation);
    if (params.mistake())
        return *params.mistake();
    return stateFor(caller, services, correlation);
}

Outcome sessionSignIn(const Request& request, Caller& caller, const Services& services)
{
    Params params(request.params);
    std::ignore = params.sentence(u"reason"_s, longestReason); // Free text: never recorded.
    const QByteArray correlation = params.word(u"correlation_id"_s, longestCorrelation);
    const Milliseconds timeout = params.timeout(signInTimeout);
    if (params.mistake())
        return *params.mistake();
    if (services.session.snapshot().phase == session::Phase::Paused)
        return refuse(wire::ErrorCode::Paused, "session.paused");
    return std::make_unique<PersonCall>(
        services.clock,
        timeout,
        [&services, app = caller.name(), correlation](
            auto done) { return services.signIns.join(app, correlation, std::move(done)); },
        [&caller, &services, correlation](
            const Result<>& result) { return answerTo(result, caller, services, correlation); });
}

Outcome sessionSignOut(const Request& request, Caller& caller, const Services& services)
{
    Params params(request.params);
    std::ignore = params.sentence(u"reason"_s, longestReason);
    const QByteArray correlation = params.word(u"correlation_id"_s, longestCorrelation);
    if (params.mistake())
        return *params.mistake();
    if (!caller.verify())
        return QJsonObject{}; // To nobody.
    qCInfo(logBroker) << "sign-out asked for by" << caller.name();
    // Nothing is served any more once it returns.
    services.session.signOut({caller.name(), correlation}, {});
    return QJsonObject{};
}

} // namespace lanyard::broker
