// SPDX-License-Identifier: MIT
#pragma once

/// What a method is given, and what it gives back.

#include "core/audit/event.h"
#include "core/base/clock.h"
#include "core/base/health.h"
#include "core/broker/answer.h"
#include "core/broker/authorizer.h"
#include "core/broker/doorbell.h"
#include "core/broker/request.h"
#include "core/broker/sign_in_desk.h"
#include "core/policy/app_rules.h"
#include "core/session/session.h"

#include <QByteArray>
#include <QByteArrayList>

#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <variant>

namespace lanyard::broker {

/// What all methods work with. Outlives every connection.
struct Services {
    session::Session& session;
    audit::Trail& trail;
    Clock& clock;
    SignInDesk& signIns;
    Doorbell& doorbell;
    QByteArray version; ///< Of the agent.
    const Health* health = nullptr; ///< What diagnostics.get shows; null: nothing.
};

/// The program that asks, as its connection knows it.
class Caller
{
public:
    Caller() = default;
    virtual ~Caller();
    Q_DISABLE_COPY_MOVE(Caller)

    /// What it may have now: policy may change while it waits.
    [[nodiscard]] virtual const Result<policy::AppGrant>& app() const = 0;
    /// Its name in apps.json; the path of an unknown program.
    [[nodiscard]] virtual QByteArray name() const = 0;
    /// Whether it is still the program that connected (P48). If not, the connection is being
    /// dropped: answer nothing.
    [[nodiscard]] virtual bool verify() = 0;
    /// Ends its own request `id` with `cancelled`. False when none is waiting.
    [[nodiscard]] virtual bool cancel(const QJsonValue& id) = 0;
    virtual void subscribe(const QByteArrayList& kinds) = 0;
    /// True the first time this connection asks about `contextId`.
    [[nodiscard]] virtual bool isFirstSightOf(const QByteArray& contextId) = 0;
};

/// A request that waits.
class Call
{
public:
    using Done = std::function<void(Reply)>;

    Call() = default;
    virtual ~Call();
    Q_DISABLE_COPY_MOVE(Call)

    /// Calls `done` at most once, perhaps before it returns. `done` must keep this object alive
    /// until its own return.
    virtual void start(Done done) = 0;

    /// Waits for nothing any more, and calls nothing. May be called while `done` runs.
    virtual void withdraw() = 0;
};

using Outcome = std::variant<Reply, std::unique_ptr<Call>>;

struct Method {
    std::string_view name;
    bool isOpenToAll; ///< Also to programs that policy does not know.
    Need need;
    Outcome (*answer)(const Request& request, Caller& caller, const Services& services);
};

[[nodiscard]] std::span<const Method> methods();

// One file each: method_*.cpp.
Outcome agentHello(const Request& request, Caller& caller, const Services& services);
Outcome agentShow(const Request& request, Caller& caller, const Services& services);
Outcome sessionGet(const Request& request, Caller& caller, const Services& services);
Outcome sessionSignIn(const Request& request, Caller& caller, const Services& services);
Outcome sessionSignOut(const Request& request, Caller& caller, const Services& services);
Outcome tokenGet(const Request& request, Caller& caller, const Services& services);
Outcome identityGet(const Request& request, Caller& caller, const Services& services);
Outcome roleList(const Request& request, Caller& caller, const Services& services);
Outcome roleSelect(const Request& request, Caller& caller, const Services& services);
Outcome elevationRequest(const Request& request, Caller& caller, const Services& services);
Outcome elevationEnd(const Request& request, Caller& caller, const Services& services);
Outcome emergencyRequest(const Request& request, Caller& caller, const Services& services);
Outcome emergencyEnd(const Request& request, Caller& caller, const Services& services);
Outcome eventsSubscribe(const Request& request, Caller& caller, const Services& services);
Outcome diagnosticsGet(const Request& request, Caller& caller, const Services& services);
Outcome requestCancel(const Request& request, Caller& caller, const Services& services);

[[nodiscard]] QJsonObject elevationJson(const session::Elevation& elevation);

/// The session as this caller may see it; seeing the person for the first time is put on record.
[[nodiscard]] Reply stateFor(
    Caller& caller, const Services& services, const QByteArray& correlationId);

} // namespace lanyard::broker
