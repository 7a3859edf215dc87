// SPDX-License-Identifier: MIT
#include "core/broker/person_call.h"

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

Reply answerTo(const Result<>& result,
    const Caller& caller,
    const Services& services,
    const QByteArray& correlation)
{
    if (!result)
        return refusalFor(result.error());
    if (auto refusal = refusalOf(caller.app(), policy::Operation::Role))
        return std::move(*refusal);
    const session::Snapshot& now = services.session.snapshot();
    if (auto refusal = refusalOf(now, {}))
        return std::move(*refusal);
    if (const auto shown = recordShown(caller, services, correlation, u"role"_s); !shown)
        return refusalFor(shown.error());
    QJsonValue role = QJsonValue::Null;
    if (now.context->role)
        role = json(*now.context->role);
    return QJsonObject{{u"context_id"_s, QString::fromUtf8(now.contextId())}, {u"role"_s, role}};
}

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
    return std::make_unique<PersonCall>(
        services.clock,
        timeout,
        [&services, choice, by = session::Requester{caller.name(), correlation}](
            auto done) { return services.session.selectRole(choice, by, std::move(done)); },
        [&caller, &services, correlation](
            const Result<>& result) { return answerTo(result, caller, services, correlation); });
}

} // namespace lanyard::broker
