// SPDX-License-Identifier: MIT
#pragma once

#include "core/platform/pipe.h"

#include <QList>
#include <QPointer>

#include <deque>
#include <memory>
#include <utility>

namespace lanyard::test {

[[nodiscard]] inline platform::Peer aPeer(const QString& executable = "/opt/ward/ward")
{
    platform::Peer peer;
    peer.pid = 4711;
    peer.userId = "1000";
    peer.startTime = 99;
    peer.executable = executable;
    peer.executableProtected = true;
    return peer;
}

/// A program at the other end, played by the test.
class FakePipe final : public platform::PipeConnection
{
public:
    explicit FakePipe(platform::Peer peer = aPeer())
        : m_peer(std::move(peer))
    {
    }

    [[nodiscard]] const platform::Peer& peer() const override { return m_peer; }

    [[nodiscard]] bool peerIsStillTheSame() const override { return isSame; }

    [[nodiscard]] Result<QByteArray> executableHash() const override { return hash; }

    [[nodiscard]] bool send(QByteArrayView bytes) override
    {
        if (m_isClosed || m_unsent + bytes.size() > maxUnsent)
            return false;
        m_sent.append(bytes);
        if (!reads)
            m_unsent += bytes.size();
        return true;
    }

    [[nodiscard]] qsizetype unsent() const override { return m_unsent; }

    void close() override
    {
        if (!std::exchange(m_isClosed, true))
            QMetaObject::invokeMethod(
                this, [this] { Q_EMIT closed(); }, Qt::QueuedConnection);
    }

    /// The program writes.
    void write(const QByteArray& bytes) { Q_EMIT received(bytes); }

    /// It reads all that waits.
    void catchUp()
    {
        reads = true;
        if (std::exchange(m_unsent, 0) > 0)
            Q_EMIT drained();
    }

    /// What it was sent since the last time, as lines.
    [[nodiscard]] QByteArrayList takeLines()
    {
        QByteArrayList lines = std::exchange(m_sent, {}).split('\n');
        lines.removeLast();
        return lines;
    }

    [[nodiscard]] bool isClosed() const { return m_isClosed; }

    bool isSame = true; ///< The process is still the one that connected.
    bool reads = true; ///< What is sent is read at once.
    QByteArray hash = QByteArray(64, 'a');

private:
    platform::Peer m_peer;
    QByteArray m_sent;
    qsizetype m_unsent = 0;
    bool m_isClosed = false;
};

class FakeListener final : public platform::PipeListener
{
public:
    [[nodiscard]] Result<> listen(const QString& /*path*/) override { return {}; }

    void close() override { m_waiting.clear(); }

    [[nodiscard]] std::unique_ptr<platform::PipeConnection> take() override
    {
        if (m_waiting.empty())
            return nullptr;
        auto first = std::move(m_waiting.front());
        m_waiting.pop_front();
        return first;
    }

    /// A program connects. The pipe is the listener's, then the broker's; empty once that is gone.
    QPointer<FakePipe> connectProgram(platform::Peer peer = aPeer())
    {
        auto pipe = std::make_unique<FakePipe>(std::move(peer));
        QPointer<FakePipe> seen(pipe.get());
        m_waiting.push_back(std::move(pipe));
        Q_EMIT connected();
        return seen;
    }

private:
    std::deque<std::unique_ptr<platform::PipeConnection>> m_waiting;
};

} // namespace lanyard::test
