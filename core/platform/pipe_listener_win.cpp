// SPDX-License-Identifier: MIT
#include "core/base/security_win.h"
#include "core/platform/peer_executable.h"
#include "core/platform/pipe_connection_win.h"
#include "core/platform/pipe_listener.h"

#include <QWinEventNotifier>

#include <deque>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

constexpr DWORD bufferSize = 64 * 1024;

tl::unexpected<Error> refused(const QString& what)
{
    const DWORD number = GetLastError();
    const bool isTaken = number == ERROR_ACCESS_DENIED || number == ERROR_PIPE_BUSY;
    return fail(
        Fault::System, isTaken ? "pipe.in_use" : "pipe.listen", what, static_cast<int>(number));
}

/// This user reads and writes; whoever owns the pipe (us) may read this list but not change it;
/// nobody else may do anything, and nothing of lower integrity may come near. Write includes making
/// another instance of the pipe, without which .NET, VB and Java could not open it: that is why
/// clients verify the server.
QString pipeSddl()
{
    return u"D:P(A;;FRFW;;;%1)(A;;RC;;;OW)S:(ML;;NWNRNX;;;ME)"_s.arg(
        QString::fromLatin1(currentUserSid()));
}

/// Always has one instance of the pipe that waits for a client.
class WindowsListener final : public PipeListener
{
public:
    WindowsListener()
        : m_event(CreateEventW(nullptr, TRUE, FALSE, nullptr))
        , m_notifier(m_event.get())
    {
        connect(&m_notifier, &QWinEventNotifier::activated, this, [this] { accept(); });
    }

    Q_DISABLE_COPY_MOVE(WindowsListener)

    ~WindowsListener() override { stop(); }

    Result<> listen(const QString& path) override
    {
        stop();
        m_name = path;
        if (auto ready = wait(FILE_FLAG_FIRST_PIPE_INSTANCE); !ready) {
            stop();
            return ready;
        }
        m_notifier.setEnabled(true);
        return {};
    }

    void close() override { stop(); }

    std::unique_ptr<PipeConnection> take() override
    {
        if (m_waiting.empty())
            return nullptr;
        auto first = std::move(m_waiting.front());
        m_waiting.pop_front();
        return first;
    }

private:
    /// Makes an instance and waits for its client.
    Result<> wait(DWORD flag)
    {
        LY_TRY(const auto descriptor, SecurityDescriptor::fromSddl(pipeSddl()));
        SECURITY_ATTRIBUTES attributes = descriptor.attributes();
        m_next = Handle(CreateNamedPipeW(reinterpret_cast<const wchar_t*>(m_name.utf16()),
            PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | flag,
            PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
            PIPE_UNLIMITED_INSTANCES,
            bufferSize,
            bufferSize,
            0,
            &attributes));
        if (!m_next.isOpen())
            return refused(u"the pipe cannot be made"_s);
        m_overlapped = {};
        m_overlapped.hEvent = m_event.get();
        if (ConnectNamedPipe(m_next.get(), &m_overlapped) || GetLastError() == ERROR_IO_PENDING) {
            m_isUnderWay = true;
            return {};
        }
        // ERROR_PIPE_CONNECTED: somebody was quick; ERROR_NO_DATA: and has gone again.
        if (GetLastError() != ERROR_PIPE_CONNECTED && GetLastError() != ERROR_NO_DATA)
            return refused(u"the pipe cannot listen"_s);
        SetEvent(m_event.get());
        return {};
    }

    void accept()
    {
        ResetEvent(m_event.get());
        m_isUnderWay = false;
        Handle pipe = std::move(m_next);
        // The next instance first: between two, clients would find no pipe at all.
        if (auto ready = wait(0); !ready)
            Q_EMIT peerRefused(ready.error());
        auto process = PeerProcess::ofConnection(reinterpret_cast<qintptr>(pipe.get()));
        if (!process) {
            Q_EMIT peerRefused(process.error());
            return;
        }
        m_waiting.push_back(makePipeConnection(std::move(pipe), std::move(*process), m_hashes));
        Q_EMIT connected();
    }

    void stop()
    {
        m_notifier.setEnabled(false);
        if (m_isUnderWay) {
            CancelIoEx(m_next.get(), &m_overlapped);
            DWORD ignored = 0;
            GetOverlappedResult(m_next.get(), &m_overlapped, &ignored, TRUE);
        }
        m_isUnderWay = false;
        m_next = Handle();
        m_waiting.clear();
        ResetEvent(m_event.get());
    }

    QString m_name;
    Handle m_event;
    QWinEventNotifier m_notifier;
    Handle m_next; ///< The instance that waits.
    OVERLAPPED m_overlapped = {};
    bool m_isUnderWay = false;
    std::shared_ptr<ExecutableHashes> m_hashes = std::make_shared<ExecutableHashes>();
    std::deque<std::unique_ptr<PipeConnection>> m_waiting;
};

} // namespace

std::unique_ptr<PipeListener> makePipeListener()
{
    return std::make_unique<WindowsListener>();
}

} // namespace lanyard::platform
