// SPDX-License-Identifier: MIT
#include "core/platform/pipe_connection_win.h"

#include "core/base/secret.h"
#include "core/base/security_win.h"

#include <QWinEventNotifier>

#include <cstdlib>
#include <deque>
#include <utility>
#include <vector>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

/// One direction's operation under way. The system writes into it until it has ended.
/// Qt's own threads may be about to tell a notifier of its event when it goes: it stays for a turn of
/// the event loop, disabled. (Under Wine they do: QWinEventNotifier's destructor does not stop them.)
struct GoesLater {
    void operator()(QWinEventNotifier* notifier) const
    {
        notifier->setEnabled(false);
        notifier->deleteLater();
    }
};

using Notifier = std::unique_ptr<QWinEventNotifier, GoesLater>;

struct Operation {
    Handle event{CreateEventW(nullptr, TRUE, FALSE, nullptr)}; // Manual reset, not set.
    OVERLAPPED overlapped = {};
    bool isUnderWay = false;

    /// The notifier may tell of one event twice, and the second time the next operation is under
    /// way: what the system still writes to must not be taken for done.
    [[nodiscard]] bool isOver() const
    {
        return isUnderWay && HasOverlappedIoCompleted(&overlapped);
    }

    OVERLAPPED* begin()
    {
        overlapped = {};
        overlapped.hEvent = event.get();
        isUnderWay = true;
        return &overlapped;
    }
};

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
        , m_readable(new QWinEventNotifier(m_reading.event.get()))
        , m_writable(new QWinEventNotifier(m_writing.event.get()))
    {
        m_peer.publisher = report.publisher.name;
        m_peer.publisherProblem = report.publisher.problem;
        m_peer.product = report.publisher.product;
        connect(m_readable.get(), &QWinEventNotifier::activated, this, [this] { receive(); });
        connect(m_writable.get(), &QWinEventNotifier::activated, this, [this] { finishWriting(); });
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
        if (!m_writing.isUnderWay)
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
        // Also when it ends at once, the event says so, from the event loop.
        if (!ReadFile(m_pipe.get(),
                m_buffer.data(),
                static_cast<DWORD>(m_buffer.size()),
                nullptr,
                m_reading.begin())
            && GetLastError() != ERROR_IO_PENDING) {
            m_reading.isUnderWay = false;
            close();
        }
    }

    void receive()
    {
        if (!m_reading.isOver())
            return;
        DWORD count = 0;
        const bool isRead =
            GetOverlappedResult(m_pipe.get(), &m_reading.overlapped, &count, FALSE) != FALSE;
        m_reading.isUnderWay = false;
        ResetEvent(m_reading.event.get());
        if (!isRead) {
            close();
            return;
        }
        const QByteArray bytes(m_buffer.data(), static_cast<qsizetype>(count));
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
        const QByteArrayView bytes = m_waiting.front().view();
        if (!WriteFile(m_pipe.get(),
                bytes.data(),
                static_cast<DWORD>(bytes.size()),
                nullptr,
                m_writing.begin())
            && GetLastError() != ERROR_IO_PENDING) {
            m_writing.isUnderWay = false;
            close();
        }
    }

    /// A pipe of bytes that waits takes a whole write or fails it.
    void finishWriting()
    {
        if (!m_writing.isOver())
            return;
        DWORD count = 0;
        const bool isWritten =
            GetOverlappedResult(m_pipe.get(), &m_writing.overlapped, &count, FALSE) != FALSE;
        m_writing.isUnderWay = false;
        ResetEvent(m_writing.event.get());
        if (!isWritten) {
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
        m_readable->setEnabled(false);
        m_writable->setEnabled(false);
        for (Operation* const operation : {&m_reading, &m_writing}) {
            if (!operation->isUnderWay)
                continue;
            // The system must be done with our memory before it goes.
            CancelIoEx(m_pipe.get(), &operation->overlapped);
            DWORD count = 0;
            GetOverlappedResult(m_pipe.get(), &operation->overlapped, &count, TRUE);
            operation->isUnderWay = false;
        }
        m_pipe = Handle();
        m_waiting.clear();
        m_unsent = 0;
    }

    Handle m_pipe;
    PeerProcess m_process;
    Peer m_peer;
    Result<QByteArray> m_hash;
    std::vector<char> m_buffer = std::vector<char>(std::size_t{64} * 1024);
    Operation m_reading;
    Operation m_writing;
    Notifier m_readable;
    Notifier m_writable;
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
