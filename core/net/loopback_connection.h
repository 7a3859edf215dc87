// SPDX-License-Identifier: MIT
#pragma once

/// One browser connection: one request, one answer, gone.
///
/// Main thread only.

#include "core/base/clock.h"
#include "core/net/http_request_head.h"
#include "core/net/loopback_answer.h"

#include <QTcpSocket>

#include <functional>
#include <memory>

namespace lanyard::net {

/// Reads a request head, has it answered, and lets the peer hang up. Ends by itself: when the peer
/// is gone, when it took longer than `patience` to ask, or `linger` after the answer.
class LoopbackConnection
{
public:
    static constexpr Milliseconds patience = std::chrono::seconds{10};
    static constexpr Milliseconds linger = std::chrono::seconds{2};

    /// What the listener does for its connections. None may destroy the connection at once.
    struct Owner {
        std::function<LoopbackAnswer(const RequestHead&)> answer;
        std::function<void()> sawTls;
        std::function<void()> finished;
    };

    LoopbackConnection(std::unique_ptr<QTcpSocket> socket, Clock& clock, Owner owner);
    ~LoopbackConnection();
    Q_DISABLE_COPY_MOVE(LoopbackConnection)

    [[nodiscard]] bool isFinished() const noexcept { return m_isFinished; }

    [[nodiscard]] bool isAnswered() const noexcept { return m_isAnswered; }

private:
    void catchUp();
    void receive();
    void discard();
    void reply(const LoopbackAnswer& answer, bool isHead);
    void sendRest();
    void finish();

    std::unique_ptr<QTcpSocket> m_socket;
    Clock& m_clock;
    Owner m_owner;
    RequestHeadReader m_reader;
    qint64 m_discarded = 0;
    bool m_isAnswered = false;
    bool m_isFinished = false;
    Pending m_deadline;
};

} // namespace lanyard::net
