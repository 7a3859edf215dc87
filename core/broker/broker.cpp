// SPDX-License-Identifier: MIT
#include "core/broker/broker.h"

#include "core/base/log.h"
#include "core/broker/connection.h"
#include "core/broker/rate_limit.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace lanyard::broker {

using namespace Qt::StringLiterals;

struct Broker::Process {
    RateLimit rate;
    int connections = 0;
};

struct Broker::Member {
    ProcessKey process;
    std::unique_ptr<Connection> connection;
};

namespace {

constexpr std::size_t mostRemembered = 1024; ///< Processes.

policy::Program programOf(const platform::Peer& peer)
{
    return {.executable = peer.executable,
        .executableReplaced = peer.executableReplaced,
        .executableProtected = peer.executableProtected,
        .sha256 = {},
        .publisher = peer.publisher,
        .publisherProblem = peer.publisherProblem,
        .product = peer.product,
        .pathCase = platform::pathCase()};
}

} // namespace

Broker::Broker(Edges edges, const Limits& limits)
    : m_edges(std::move(edges))
    , m_limits(limits)
    , m_denials(m_edges.trail, m_edges.clock)
    , m_signIns(m_edges.session, m_edges.clock)
    , m_doorbell(m_edges.clock, [this] { Q_EMIT showRequested(); })
    , m_services{m_edges.session,
          m_edges.trail,
          m_edges.clock,
          m_signIns,
          m_doorbell,
          m_edges.version,
          m_edges.health}
{
    connect(&m_edges.listener, &platform::PipeListener::connected, this, &Broker::admitAll);
    connect(
        &m_edges.listener, &platform::PipeListener::peerRefused, this, [this](const Error& why) {
            recordRefusal(why, {});
        });
}

Broker::~Broker() = default;

Result<> Broker::listen(const QString& path)
{
    return m_edges.listener.listen(path);
}

void Broker::close()
{
    m_edges.listener.close();
    for (auto& [number, member] : m_members)
        m_leaving.push_back(std::move(member));
    m_members.clear();
    for (Member& member : m_leaving) {
        member.connection->disconnect(this);
        member.connection->close(); // Its bytes may be next in this very turn of the event loop.
    }
    m_processes.clear();
    QMetaObject::invokeMethod(
        this, [this] { m_leaving.clear(); }, Qt::QueuedConnection);
}

void Broker::setRules(policy::AppRules rules)
{
    m_rules = std::move(rules);
    for (auto& [number, member] : m_members) {
        auto app = judge(member.connection->pipe());
        processOf(member.connection->pipe().peer())
            .rate.setRate(app ? app->requestsPerSecond.value_or(m_limits.requestsPerSecond)
                              : m_limits.requestsPerSecond);
        member.connection->setApp(std::move(app));
    }
}

void Broker::setLimits(const Limits& limits)
{
    m_limits = limits;
}

qsizetype Broker::connections() const
{
    return std::ssize(m_members);
}

Result<policy::AppGrant> Broker::judge(const platform::PipeConnection& pipe) const
{
    policy::Program program = programOf(pipe.peer());
    if (m_rules.wantHashOf(program)) {
        LY_TRY(program.sha256, pipe.executableHash());
    }
    return policy::decide(program, m_rules);
}

Broker::Process& Broker::processOf(const platform::Peer& peer)
{
    // Who left is remembered for a while: coming back must not renew what it may ask a second.
    if (m_processes.size() > mostRemembered)
        std::erase_if(m_processes, [](const auto& one) { return one.second.connections == 0; });
    const ProcessKey key{peer.pid, peer.startTime};
    return m_processes
        .try_emplace(key, Process{RateLimit(m_limits.requestsPerSecond, m_edges.clock.uptime()), 0})
        .first->second;
}

void Broker::admitAll()
{
    while (auto pipe = m_edges.listener.take())
        admit(std::move(pipe));
}

void Broker::admit(std::unique_ptr<platform::PipeConnection> pipe)
{
    const platform::Peer& peer = pipe->peer();
    const ProcessKey key{peer.pid, peer.startTime};
    makeRoom();
    const auto known = m_processes.find(key);
    if (std::ssize(m_members) >= m_limits.connections
        || (known != m_processes.end()
            && known->second.connections >= m_limits.connectionsOfOneProcess)) {
        turnAway(*pipe);
        return;
    }
    Process& process = processOf(peer);
    ++process.connections;
    auto app = judge(*pipe);
    if (app && app->requestsPerSecond)
        process.rate.setRate(*app->requestsPerSecond);
    const quint64 number = m_next++;
    auto connection = std::make_unique<Connection>(std::move(pipe),
        Connection::Edges{m_services, m_denials, process.rate},
        m_limits,
        std::move(app));
    connect(connection.get(), &Connection::ended, this, [this, number] { forget(number); });
    m_members.emplace(number, Member{key, std::move(connection)});
}

/// Programs that policy does not know get next to nothing here, so that nothing is what they may
/// keep from those that it knows.
void Broker::makeRoom()
{
    if (std::ssize(m_members) < m_limits.connections)
        return;
    const auto stranger = std::find_if(m_members.begin(), m_members.end(), [](const auto& one) {
        return !one.second.connection->isKnown();
    });
    if (stranger == m_members.end())
        return;
    stranger->second.connection->close();
    forget(stranger->first);
}

void Broker::turnAway(platform::PipeConnection& pipe)
{
    Refusal refusal =
        refuse(wire::ErrorCode::Busy, "broker.full", u"too many connections are open"_s);
    refusal.retryAfter = std::chrono::seconds{1};
    recordRefusal(refusal.cause, pipe.peer().executable.toUtf8());
    std::ignore = pipe.send(lineOf(QJsonValue::Null, refusal).view());
}

void Broker::recordRefusal(const Error& why, const QByteArray& app)
{
    qCInfo(logBroker) << "a program was turned away:" << why.code;
    std::ignore = m_denials.record({.kind = audit::Kind::PeerRefused,
        .subject = m_edges.session.snapshot().subject(),
        .app = app,
        .correlationId = {},
        .error = why,
        .facts = {}});
}

void Broker::forget(quint64 number)
{
    auto member = m_members.extract(number);
    if (member.empty())
        return;
    const auto process = m_processes.find(member.mapped().process);
    if (process != m_processes.end())
        --process->second.connections;
    if (m_leaving.empty())
        QMetaObject::invokeMethod(
            this, [this] { m_leaving.clear(); }, Qt::QueuedConnection);
    m_leaving.push_back(std::move(member.mapped()));
}

} // namespace lanyard::broker
