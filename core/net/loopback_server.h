// SPDX-License-Identifier: MIT
#pragma once

/// The listener itself: sockets on one side, RedirectGate on the other.
///
/// Main thread only. Others use LoopbackListener; this header is for its tests.

#include "core/base/clock.h"
#include "core/net/loopback_connection.h"
#include "core/net/loopback_listener.h"
#include "core/net/loopback_socket.h"
#include "core/net/redirect_gate.h"
#include "core/net/redirect_uri.h"

#include <QObject>
#include <QTcpServer>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace lanyard::net {

class LoopbackServer final : public LoopbackListener
{
public:
    using Listen = std::function<Result<std::unique_ptr<QTcpServer>>(LoopbackFamily, quint16)>;
    using Sockets = std::vector<std::unique_ptr<QTcpServer>>;

    /// A browser opens a handful. Above this the one that has kept us waiting longest is dropped,
    /// so that a flood of idle connections cannot keep the browser out.
    static constexpr std::size_t maxConnections = 64;

    /// As LoopbackListener::bind. `clock` outlives the result; `listen` is listenOnLoopback but
    /// for tests of what this computer does not have.
    [[nodiscard]] static Result<std::unique_ptr<LoopbackServer>> create(
        const QByteArrayList& redirectUris, Clock& clock, const Listen& listen = listenOnLoopback);

    /// `sockets` listen on the same port, at least one.
    LoopbackServer(RedirectUri uri, Sockets sockets, Clock& clock);
    ~LoopbackServer() override;
    Q_DISABLE_COPY_MOVE(LoopbackServer)

    [[nodiscard]] QByteArray redirectUri() const override;
    void await(Judge judge, Completion done) override;

    [[nodiscard]] bool sawTls() const override { return m_sawTls; }

    /// Open now.
    [[nodiscard]] std::size_t connections() const noexcept { return m_connections.size(); }

private:
    void accept(QTcpServer& socket);
    void makeRoom();
    void sweep();
    LoopbackAnswer answer(const RequestHead& request);

    RedirectUri m_uri;
    quint16 m_port;
    Clock& m_clock;
    bool m_sawTls = false;
    std::optional<RedirectGate> m_gate; ///< From await() on.
    Completion m_done;
    Sockets m_sockets;
    std::vector<std::unique_ptr<LoopbackConnection>> m_connections; ///< Oldest first.
    QObject m_events; ///< What is queued for us dies with it. Last: it goes first.
};

} // namespace lanyard::net
