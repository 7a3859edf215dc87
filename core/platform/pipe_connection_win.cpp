// SPDX-License-Identifier: MIT
#include "core/platform/pipe_connection_win.h"

#include "core/base/secret.h"
#include "core/base/security_win.h"
#include "core/platform/operation_win.h"

#include <cstdlib>
#include <deque>
#include <utility>
#include <vector>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

/// The client of a connected pipe lets us see who it is, and is this user.
///
/// Errors  Untrusted "peer.anonymous", "peer.other_user".
Result<> checkClientOf(HANDLE pipe)
{
    if (!ImpersonateNamedPipeClient(pipe))
        return fail(Fault::Untrusted,
            "peer.anonymous",
            u"it does not let us see who it is"_s,
            static_cast<int>(GetLastError()));
    HANDLE raw = nullptr;
    const bool isTold = OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &raw) != FALSE;
    const auto why = static_cast<int>(GetLastError());
    if (!RevertToSelf()) // Never to go on in somebody else's name.
        std::abort();
    const Handle token(raw);
    if (!isTold)
        return fail(Fault::Untrusted, "peer.anonymous", u"it does not let us see who it is"_s, why);
    SECURITY_IMPERSONATION_LEVEL level = SecurityAnonymous;
    DWORD size = 0;
    if (!GetTokenInformation(token.get(), TokenImpersonationLevel, &level, sizeof level, &size)
        || level < SecurityIdentification)
        return fail(Fault::Untrusted, "peer.anonymous", u"it does not let us see who it is"_s);
    if (userSidOf(token.get()) != currentUserSid())
        return fail(Fault::Untrusted, "peer.other_user", u"it writes as another user"_s);
    return {};
}

class WindowsConnection final : public PipeConnection
{
public:
    WindowsConnection(Handle pipe, PeerProcess process, const ExecutableReport& report)
        : m_pipe(std::move(pipe))
        , m_process(std::move(process))
        , m_peer(m_process.peer())
        , m_hash(report.hash)
    {
        m_peer.publisher = report.publisher.name;
        m_peer.publisherProblem = report.publisher.problem;
        m_peer.product = report.publisher.product;
        // Whoever takes the connection connects its signals first.
        QMetaObject::invokeMethod(
            this, [this] { startReading(); }, Qt::QueuedConnection);
    }

    Q_DISABLE_COPY_MOVE(WindowsConnection)

    ~WindowsConnection() override { shut(); }

    [[nodiscard]] const Peer& peer() const override { return m_peer; }

    [[nodiscard]] bool peerIsStillTheSame() const override { return m_process.stillTheSame(); }

    [[nodiscard]] Result<QByteArray> executableHash() const override
    {
        if (!m_process.stillTheSame())
            return fail(Fault::Untrusted, "peer.gone", u"the calling program has ended"_s);
        return m_hash;
    }

    bool send(QByteArrayView bytes) override
    {
        if (!m_pipe.isOpen() || m_unsent + bytes.size() > maxUnsent)
            return false;
        if (bytes.isEmpty())
            return true;
        m_waiting.emplace_back(bytes);
        m_unsent += bytes.size();
        if (!m_writing.isUnderWay())
            startWriting();
        return m_pipe.isOpen();
    }

    [[nodiscard]] qsizetype unsent() const override { return m_unsent; }

    void close() override
    {
        if (!m_pipe.isOpen())
            return;
        shut();
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT closed(); }, Qt::QueuedConnection);
    }

private:
    void startReading()
    {
        if (!m_pipe.isOpen())
            return;
        const DWORD why = m_reading.begin([this](OVERLAPPED* overlapped) {
            const auto size = static_cast<DWORD>(m_buffer.size());
            return ReadFile(m_pipe.get(), m_buffer.data(), size, nullptr, overlapped);
        });
        if (why != ERROR_SUCCESS)
            close();
    }

    void receive()
    {
        const auto count = m_reading.finish(m_pipe.get());
        if (!count) {
            close();
            return;
        }
        const QByteArray bytes(m_buffer.data(), static_cast<qsizetype>(*count));
        if (auto isOurs = checkClient(); !isOurs) {
            Q_EMIT refused(isOurs.error());
            close();
            return;
        }
        startReading();
        Q_EMIT received(bytes);
    }

    /// A handle can be passed on: the process that opened the pipe is known, and here it is made
    /// sure in whose name. Windows tells only once something was read.
    Result<> checkClient()
    {
        if (std::exchange(m_isChecked, true))
            return {};
        return checkClientOf(m_pipe.get());
    }

    void startWriting()
    {
        const DWORD why = m_writing.begin([this](OVERLAPPED* overlapped) {
            const QByteArrayView bytes = m_waiting.front().view();
            const auto size = static_cast<DWORD>(bytes.size());
            return WriteFile(m_pipe.get(), bytes.data(), size, nullptr, overlapped);
        });
        if (why != ERROR_SUCCESS)
            close();
    }

    /// A pipe of bytes that waits takes a whole write or fails it.
    void finishWriting()
    {
        if (!m_writing.finish(m_pipe.get())) {
            close();
            return;
        }
        m_unsent -= m_waiting.front().view().size();
        m_waiting.pop_front();
        if (m_waiting.empty())
            Q_EMIT drained();
        else
            startWriting();
    }

    void shut()
    {
        if (!m_pipe.isOpen())
            return;
        m_reading.cancel(m_pipe.get());
        m_writing.cancel(m_pipe.get());
        m_pipe = Handle();
        m_waiting.clear();
        m_unsent = 0;
    }

    Handle m_pipe;
    PeerProcess m_process;
    Peer m_peer;
    Result<QByteArray> m_hash;
    std::vector<char> m_buffer = std::vector<char>(std::size_t{64} * 1024);
    Operation m_reading{[this] { receive(); }};
    Operation m_writing{[this] { finishWriting(); }};
    std::deque<Secret> m_waiting; ///< The first is being written.
    qsizetype m_unsent = 0;
    bool m_isChecked = false;
};

} // namespace

std::unique_ptr<PipeConnection> makePipeConnection(
    Handle pipe, PeerProcess process, const ExecutableReport& report)
{
    return std::make_unique<WindowsConnection>(std::move(pipe), std::move(process), report);
}

} // namespace lanyard::platform
