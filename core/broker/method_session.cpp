// SPDX-License-Identifier: MIT
#include "core/base/log.h"
#include "core/broker/method.h"
#include "core/broker/state.h"

#include <QJsonArray>

#include <utility>

namespace lanyard::broker {

using namespace Qt::StringLiterals;

namespace {

constexpr Milliseconds signInTimeout = std::chrono::minutes{5};
constexpr qsizetype longestReason = 256;
constexpr qsizetype longestCorrelation = 64;

/// Waits for the person.
class SignInCall final : public Call
{
public:
    SignInCall(
        Caller& caller, const Services& services, QByteArray correlation, Milliseconds timeout)
        : m_caller(caller)
        , m_services(services)
        , m_correlation(std::move(correlation))
        , m_timeout(timeout)
    {
    }

    void start(Done done) override
    {
        m_done = std::move(done);
        auto joined = m_services.signIns.join(
            m_caller.name(), m_correlation, [this](const Result<>& result) { answer(result); });
        if (!joined) {
            answer(tl::unexpected(joined.error()));
            return;
        }
        m_signIn = std::move(*joined);
        m_deadline = m_services.clock.after(
            m_timeout, [this] { finish(refuse(wire::ErrorCode::TimedOut, "request.timed_out")); });
    }

    void withdraw() override
    {
        m_done = nullptr;
        m_deadline.withdraw();
        m_signIn.withdraw();
    }

private:
    void answer(const Result<>& result)
    {
        if (auto refusal = refusalOf(m_caller.app(), policy::Operation::SignIn))
            finish(std::move(*refusal));
        else if (result)
            finish(stateFor(m_caller, m_services, m_correlation));
        else
            finish(refusalFor(result.error()));
    }

    void finish(Reply reply)
    {
        const auto done = std::exchange(m_done, nullptr);
        withdraw();
        if (done)
            done(std::move(reply));
    }

    Caller& m_caller;
    const Services& m_services;
    QByteArray m_correlation;
    Milliseconds m_timeout;
    Done m_done;
    Pending m_signIn;
    Pending m_deadline;
};

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
    return std::make_unique<SignInCall>(caller, services, correlation, timeout);
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
