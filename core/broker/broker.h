// SPDX-License-Identifier: MIT
#pragma once

/// Serves local programs (docs/protocol.md): a listener, its connections, and their limits.

#include "core/audit/event.h"
#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/broker/denials.h"
#include "core/broker/doorbell.h"
#include "core/broker/limits.h"
#include "core/broker/method.h"
#include "core/broker/sign_in_desk.h"
#include "core/platform/pipe.h"
#include "core/policy/app_rules.h"
#include "core/session/session.h"

#include <QObject>
#include <QString>

#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace lanyard::broker {

/// Main thread only. Everything passed to the constructor outlives it.
class Broker : public QObject
{
    Q_OBJECT

public:
    struct Edges {
        platform::PipeListener& listener;
        session::Session& session;
        audit::Trail& trail;
        Clock& clock;
        QByteArray version; ///< Of the agent, for agent.hello.
        const Health* health = nullptr; ///< For diagnostics.get.
    };

    Broker(Edges edges, const Limits& limits);
    ~Broker() override;
    Q_DISABLE_COPY_MOVE(Broker)

    /// Starts serving at `path` (wire::newAgentEndpoint()). Errors  those of PipeListener::listen().
    [[nodiscard]] Result<> listen(const QString& path);

    /// Stops listening and drops every connection. What waits for an answer gets none.
    void close();

    /// From now on, also for programs that are connected: what they may no longer have, they no
    /// longer get, not even by a request that is already waiting.
    void setRules(policy::AppRules rules);

    /// From now on; a connection's own limits stay as they were when it was made.
    void setLimits(const Limits& limits);

    [[nodiscard]] qsizetype connections() const;

Q_SIGNALS:
    /// A program asks for the agent's window (agent.show).
    void showRequested();

private:
    struct Process; ///< What all connections of one process share.
    struct Member;

    [[nodiscard]] Result<policy::AppGrant> judge(const platform::PipeConnection& pipe) const;
    void admitAll();
    void admit(std::unique_ptr<platform::PipeConnection> pipe);
    [[nodiscard]] Process& processOf(const platform::Peer& peer);
    void makeRoom();
    void turnAway(platform::PipeConnection& pipe);
    void recordRefusal(const Error& why, const QByteArray& app);
    void forget(quint64 number);

    using ProcessKey = std::pair<qint64, std::uint64_t>; ///< Process id and start time.

    Edges m_edges;
    Limits m_limits;
    policy::AppRules m_rules;
    Denials m_denials;
    SignInDesk m_signIns;
    Doorbell m_doorbell;
    Services m_services;
    quint64 m_next = 0;
    std::map<ProcessKey, Process> m_processes;
    std::map<quint64, Member> m_members;
    std::vector<Member> m_leaving; ///< Ended, and perhaps still on the call stack.
};

} // namespace lanyard::broker
