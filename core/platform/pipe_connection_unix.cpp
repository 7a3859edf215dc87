// SPDX-License-Identifier: MIT
#include "core/platform/pipe_connection_unix.h"

#include "core/base/secret.h"

#include <QSocketNotifier>

#include <array>
#include <cerrno>
#include <deque>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace lanyard::platform {

namespace {

bool wouldBlock(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK
        || error == EINTR; // NOLINT(misc-redundant-expression)
}

class UnixConnection final : public PipeConnection
{
public:
    UnixConnection(int socket, PeerProcess process, std::shared_ptr<ExecutableHashes> hashes)
        : m_socket(socket)
        , m_process(std::move(process))
        , m_hashes(std::move(hashes))
        , m_readable(socket, QSocketNotifier::Read)
        , m_writable(socket, QSocketNotifier::Write)
    {
        m_writable.setEnabled(false);
        connect(&m_readable, &QSocketNotifier::activated, this, [this] { receive(); });
        connect(&m_writable, &QSocketNotifier::activated, this, [this] { sendMore(); });
    }

    Q_DISABLE_COPY_MOVE(UnixConnection)

    ~UnixConnection() override { shut(); }

    [[nodiscard]] const Peer& peer() const override { return m_process.peer(); }

    [[nodiscard]] bool peerIsStillTheSame() const override { return m_process.stillTheSame(); }

    [[nodiscard]] Result<QByteArray> executableHash() const override
    {
        return m_process.executableHash(*m_hashes);
    }

    bool send(QByteArrayView bytes) override
    {
        if (m_socket < 0 || m_unsent + bytes.size() > maxUnsent)
            return false;
        if (m_waiting.empty())
            bytes = bytes.sliced(written(bytes));
        if (m_socket < 0)
            return false;
        if (!bytes.isEmpty()) {
            m_waiting.emplace_back(bytes);
            m_unsent += bytes.size();
            m_writable.setEnabled(true);
        }
        return true;
    }

    [[nodiscard]] qsizetype unsent() const override { return m_unsent; }

    void close() override
    {
        if (m_socket < 0)
            return;
        shut();
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT closed(); }, Qt::QueuedConnection);
    }

private:
    void receive()
    {
        std::array<char, std::size_t{64} * 1024> buffer; // NOLINT: filled by recv().
        const ssize_t count = ::recv(m_socket, buffer.data(), buffer.size(), 0);
        if (count > 0)
            Q_EMIT received(QByteArray(buffer.data(), count));
        else if (count == 0)
            endInput();
        else if (!wouldBlock(errno))
            close();
    }

    void endInput()
    {
        m_readable.setEnabled(false); // It would fire for ever.
        pollfd state = {m_socket, 0, 0};
        if (poll(&state, 1, 0) > 0 && (state.revents & (POLLHUP | POLLERR)) != 0)
            close();
        else
            Q_EMIT inputEnded();
    }

    void sendMore()
    {
        while (!m_waiting.empty()) {
            const qsizetype count = written(m_waiting.front().view().sliced(m_sent));
            m_sent += count;
            m_unsent -= count;
            if (m_socket < 0)
                return;
            if (m_sent < m_waiting.front().view().size())
                return; // The peer's buffer is full.
            m_waiting.pop_front();
            m_sent = 0;
        }
        m_writable.setEnabled(false);
        Q_EMIT drained();
    }

    /// How many the system took; closes on an error that is not "later".
    qsizetype written(QByteArrayView bytes)
    {
        const ssize_t count = ::send(m_socket,
            bytes.data(),
            static_cast<std::size_t>(bytes.size()),
            MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && !wouldBlock(errno))
            close();
        return count < 0 ? 0 : count;
    }

    void shut()
    {
        if (m_socket < 0)
            return;
        m_readable.setEnabled(false);
        m_writable.setEnabled(false);
        ::close(std::exchange(m_socket, -1));
        m_waiting.clear();
        m_unsent = 0;
        m_sent = 0;
    }

    int m_socket;
    PeerProcess m_process;
    std::shared_ptr<ExecutableHashes> m_hashes;
    QSocketNotifier m_readable;
    QSocketNotifier m_writable;
    std::deque<Secret> m_waiting;
    qsizetype m_sent = 0; ///< Of the first that waits.
    qsizetype m_unsent = 0;
};

} // namespace

std::unique_ptr<PipeConnection> makeUnixConnection(
    int socket, PeerProcess process, std::shared_ptr<ExecutableHashes> hashes)
{
    return std::make_unique<UnixConnection>(socket, std::move(process), std::move(hashes));
}

} // namespace lanyard::platform
