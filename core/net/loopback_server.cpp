// SPDX-License-Identifier: MIT
#include "core/net/loopback_server.h"

#include <algorithm>
#include <utility>

namespace lanyard::net {

LoopbackServer::LoopbackServer(RedirectUri uri, Sockets sockets, Clock& clock)
    : m_uri(std::move(uri))
    , m_port(sockets.front()->serverPort())
    , m_clock(clock)
    , m_sockets(std::move(sockets))
{
}

LoopbackServer::~LoopbackServer() = default;

QByteArray LoopbackServer::redirectUri() const
{
    return m_uri.text(m_port);
}

void LoopbackServer::await(Judge judge, Completion done)
{
    Q_ASSERT_X(!m_gate, "LoopbackListener::await", "called twice");
    m_gate.emplace(RedirectGate::Place{m_uri.authority(m_port), m_uri.path}, std::move(judge));
    m_done = std::move(done);
    for (const auto& owned : m_sockets) {
        QTcpServer* const socket = owned.get();
        // Queued, so that a burst is taken in turns, and whoever has spoken is heard between them:
        // else those who came later and say nothing could push it out unheard.
        QObject::connect(
            socket,
            &QTcpServer::newConnection,
            &m_events,
            [this, socket] { accept(*socket); },
            Qt::QueuedConnection);
        accept(*socket); // Whoever came before anybody was waiting (P3).
    }
}

void LoopbackServer::accept(QTcpServer& socket)
{
    while (auto* const next = socket.nextPendingConnection()) {
        next->setParent(nullptr);
        makeRoom();
        LoopbackConnection::Owner owner{
            .answer = [this](const RequestHead& request) { return answer(request); },
            .sawTls = [this] { m_sawTls = true; },
            .finished =
                [this] {
                    // From inside one of its own calls: it may not be destroyed yet.
                    QMetaObject::invokeMethod(
                        &m_events, [this] { sweep(); }, Qt::QueuedConnection);
                },
        };
        m_connections.push_back(std::make_unique<LoopbackConnection>(
            std::unique_ptr<QTcpSocket>(next), m_clock, std::move(owner)));
    }
}

void LoopbackServer::makeRoom()
{
    sweep();
    if (m_connections.size() < maxConnections)
        return;
    const auto idle = std::find_if(m_connections.begin(),
        m_connections.end(),
        [](const auto& connection) { return !connection->isAnswered(); });
    m_connections.erase(idle == m_connections.end() ? m_connections.begin() : idle);
}

void LoopbackServer::sweep()
{
    std::erase_if(m_connections, [](const auto& connection) { return connection->isFinished(); });
}

LoopbackAnswer LoopbackServer::answer(const RequestHead& request)
{
    LoopbackAnswer answer = m_gate->answer(request);
    if (auto taken = m_gate->takeResult()) {
        auto result = std::make_shared<Result<Secret>>(std::move(*taken));
        // Nothing of ours may follow the call: the receiver may destroy us in it.
        const auto announce = [this, result] {
            std::exchange(m_done, nullptr)(std::move(*result));
        };
        QMetaObject::invokeMethod(&m_events, announce, Qt::QueuedConnection);
    }
    return answer;
}

} // namespace lanyard::net
