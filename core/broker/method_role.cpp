// SPDX-License-Identifier: MIT
#include "core/broker/method.h"

#include <QJsonArray>

#include <utility>

namespace lanyard::broker {

using namespace Qt::StringLiterals;

namespace {

constexpr Milliseconds timeoutUnattended = std::chrono::seconds{30};
constexpr Milliseconds timeoutInteractive = std::chrono::minutes{5};

QJsonObject json(const identity::Role& role)
{
    return {{u"id"_s, QString::fromUtf8(role.id)},
        {u"name"_s, role.name},
        {u"organisation"_s,
            QJsonObject{{u"code"_s, QString::fromUtf8(role.organisation.code)},
                {u"name"_s, role.organisation.name}}}};
}

/// What is shown of the roles is part of the identity, and on record as that.
Result<> recordShown(const Caller& caller,
    const Services& services,
    const QByteArray& correlation,
    const QString& field)
{
    return services.trail.record({.kind = audit::Kind::IdentityRead,
        .subject = services.session.snapshot().subject(),
        .app = caller.name(),
        .correlationId = correlation,
        .error = {},
        .facts = {{u"fields"_s, QJsonArray{field}}}});
}

/// Waits for the person to change role.
class RoleCall final : public Call
{
public:
    RoleCall(Caller& caller,
        const Services& services,
        session::RoleChoice choice,
        QByteArray correlation,
        Milliseconds timeout)
        : m_caller(caller)
        , m_services(services)
        , m_choice(std::move(choice))
        , m_correlation(std::move(correlation))
        , m_timeout(timeout)
    {
    }

    void start(Done done) override
    {
        m_done = std::move(done);
        m_work = m_services.session.selectRole(m_choice,
            {m_caller.name(), m_correlation},
            [this](const Result<>& result) { finish(replyTo(result)); });
        m_deadline = m_services.clock.after(
            m_timeout, [this] { finish(refuse(wire::ErrorCode::TimedOut, "request.timed_out")); });
    }

    void withdraw() override
    {
        m_done = nullptr;
        m_deadline.withdraw();
        m_work.withdraw();
    }

private:
    /// All that was true before the wait must be true after it.
    Reply replyTo(const Result<>& result)
    {
        if (!result)
            return refusalFor(result.error());
        if (auto refusal = refusalOf(m_caller.app(), policy::Operation::Role))
            return std::move(*refusal);
        const session::Snapshot& now = m_services.session.snapshot();
        if (auto refusal = refusalOf(now, {}))
            return std::move(*refusal);
        if (const auto shown = recordShown(m_caller, m_services, m_correlation, u"role"_s); !shown)
            return refusalFor(shown.error());
        QJsonValue role = QJsonValue::Null;
        if (now.context->role)
            role = json(*now.context->role);
        return QJsonObject{
            {u"context_id"_s, QString::fromUtf8(now.contextId())}, {u"role"_s, role}};
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
    session::RoleChoice m_choice;
    QByteArray m_correlation;
    Milliseconds m_timeout;
    Done m_done;
    Pending m_work;
    Pending m_deadline;
};

} // namespace

Outcome roleList(const Request& request, Caller& caller, const Services& services)
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
    if (const auto shown = recordShown(caller, services, correlation, u"roles"_s); !shown)
        return refusalFor(shown.error());
    QJsonArray roles;
    for (const identity::Role& role : now.context->roles) {
        QJsonObject one = json(role);
        one.insert(u"current"_s, now.context->role && now.context->role->id == role.id);
        roles.append(one);
    }
    return QJsonObject{{u"context_id"_s, QString::fromUtf8(now.contextId())}, {u"roles"_s, roles}};
}

Outcome roleSelect(const Request& request, Caller& caller, const Services& services)
{
    Params params(request.params);
    session::RoleChoice choice;
    choice.roleId = params.word(u"role_id"_s, 128);
    choice.contextId = params.word(u"context_id"_s, 128);
    choice.mayAsk = params.flag(u"interactive"_s);
    const QByteArray correlation = params.word(u"correlation_id"_s, 64);
    const Milliseconds timeout =
        params.timeout(choice.mayAsk ? timeoutInteractive : timeoutUnattended);
    if (params.mistake())
        return *params.mistake();
    if (choice.roleId.isEmpty())
        return badParams("request.role_id", u"role_id is missing"_s);
    if (auto refusal = refusalOf(services.session.snapshot(), choice.contextId))
        return std::move(*refusal);
    return std::make_unique<RoleCall>(caller, services, choice, correlation, timeout);
}

} // namespace lanyard::broker
