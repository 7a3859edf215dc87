// SPDX-License-Identifier: MIT
#include "core/base/security_win.h"
#include "core/platform/executable_desk.h"
#include "core/platform/executable_looks_win.h"
#include "core/platform/operation_win.h"
#include "core/platform/pipe_connection_win.h"
#include "core/platform/pipe_listener.h"

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

constexpr DWORD bufferSize = 64 * 1024;

tl::unexpected<Error> refused(const QString& what, DWORD number)
{
    const bool isTaken = number == ERROR_ACCESS_DENIED || number == ERROR_PIPE_BUSY;
    return fail(
        Fault::System, isTaken ? "pipe.in_use" : "pipe.listen", what, static_cast<int>(number));
}

/// It belongs to this user, even where what an administrator makes belongs to the administrators.
/// This user reads and writes; whoever owns the pipe (us) may read this list but not change it;
/// nobody else may do anything, and nothing of lower integrity may come near. Write includes making
/// another instance of the pipe, without which .NET, VB and Java could not open it: that is why
/// clients verify the server.
QString pipeSddl()
{
    return u"O:%1D:P(A;;FRFW;;;%1)(A;;RC;;;OW)S:(ML;;NWNRNX;;;ME)"_s.arg(
        QString::fromLatin1(currentUserSid()));
}

/// One instance of the pipe that waits for its client.
class Instance
{
public:
    /// `came` is called from the event loop when somebody has come: it calls take().
    explicit Instance(std::function<void(Instance&)> came)
        : m_waiting([this, told = std::move(came)] { told(*this); })
    {
    }

    Q_DISABLE_COPY_MOVE(Instance)

    ~Instance() { stop(); }

    [[nodiscard]] bool isWaiting() const { return m_pipe.isOpen(); }

    Result<> wait(const QString& name, DWORD flag)
    {
        LY_TRY(const auto descriptor, SecurityDescriptor::fromSddl(pipeSddl()));
        SECURITY_ATTRIBUTES attributes = descriptor.attributes();
        m_pipe = Handle(CreateNamedPipeW(reinterpret_cast<const wchar_t*>(name.utf16()),
            PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | flag,
            PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
            PIPE_UNLIMITED_INSTANCES,
            bufferSize,
            bufferSize,
            0,
            &attributes));
        if (!m_pipe.isOpen())
            return refused(u"the pipe cannot be made"_s, GetLastError());
        const DWORD why = m_waiting.begin(
            [this](OVERLAPPED* overlapped) { return connectTo(m_pipe.get(), overlapped); });
        if (why != ERROR_SUCCESS) {
            m_pipe = Handle();
            return refused(u"the pipe cannot listen"_s, why);
        }
        return {};
    }

    /// The pipe with its client, who may be gone again; nothing waits any more.
    [[nodiscard]] Handle take()
    {
        m_waiting.finish(m_pipe.get());
        return std::move(m_pipe);
    }

    void stop()
    {
        m_waiting.cancel(m_pipe.get());
        m_pipe = Handle();
    }

private:
    static BOOL connectTo(HANDLE pipe, OVERLAPPED* overlapped)
    {
        if (ConnectNamedPipe(pipe, overlapped))
            return TRUE;
        // Somebody was quick; and has gone again.
        if (GetLastError() != ERROR_PIPE_CONNECTED && GetLastError() != ERROR_NO_DATA)
            return FALSE;
        overlapped->Internal = 0; // Over, which the system does not say of these.
        return SetEvent(overlapped->hEvent);
    }

    Handle m_pipe;
    Operation m_waiting;
};

/// Several instances wait at a time: a program that opens the pipe as a file (Java, a shell script)
/// cannot wait for a free one, and must not find the only one taken a moment ago.
class WindowsListener final : public PipeListener
{
public:
    WindowsListener()
    {
        for (int i = 0; i < atOnce; ++i)
            m_instances.emplace_back([this](Instance& instance) { accept(instance); });
    }

    Q_DISABLE_COPY_MOVE(WindowsListener)

    ~WindowsListener() override { stop(); }

    Result<> listen(const QString& path) override
    {
        stop();
        m_name = path;
        DWORD flag = FILE_FLAG_FIRST_PIPE_INSTANCE;
        for (auto& instance : m_instances) {
            if (auto ready = instance.wait(m_name, std::exchange(flag, 0)); !ready) {
                stop();
                return ready;
            }
        }
        return {};
    }

    void close() override { stop(); }

    void setRevocation(Revocation revocation) override { m_revocation = revocation; }

    std::unique_ptr<PipeConnection> take() override
    {
        if (m_waiting.empty())
            return nullptr;
        auto first = std::move(m_waiting.front());
        m_waiting.pop_front();
        return first;
    }

private:
    /// Somebody who connected, while it is looked into what it runs.
    struct Arrival {
        Handle pipe;
        std::optional<PeerProcess> process;
        std::optional<Result<QByteArray>> hash;
        std::optional<Publisher> publisher;
        Pending hashing;
        Pending judging;
    };

    void accept(Instance& instance)
    {
        Handle pipe = instance.take();
        // The next first: whoever comes meanwhile finds one. One that could not be made, for want
        // of memory, is made up for by the next client.
        for (auto& each : m_instances) {
            if (each.isWaiting())
                continue;
            if (auto ready = each.wait(m_name, 0); !ready)
                Q_EMIT peerRefused(ready.error());
        }
        auto process = PeerProcess::ofConnection(reinterpret_cast<qintptr>(pipe.get()));
        if (!process) {
            Q_EMIT peerRefused(process.error());
            return;
        }
        lookInto(std::move(pipe), std::move(*process));
    }

    /// Nothing is read from who connected until it is known what it runs.
    void lookInto(Handle pipe, PeerProcess process)
    {
        const Peer& peer = process.peer();
        ExecutableQuestion question{peer.executable, peer.startTime, m_revocation};
        const quint64 number = m_nextArrival++;
        auto& arrival = m_arrivals[number];
        arrival.pipe = std::move(pipe);
        arrival.process.emplace(std::move(process));
        arrival.hashing =
            m_hashes->ask(question, [this, &arrival, number](Result<QByteArray> hash) {
                arrival.hash = std::move(hash);
                welcome(number);
            });
        arrival.judging =
            m_publishers->ask(question, [this, &arrival, number](Publisher publisher) {
                arrival.publisher = std::move(publisher);
                welcome(number);
            });
    }

    /// Once both are known.
    void welcome(quint64 number)
    {
        const auto found = m_arrivals.find(number);
        if (!found->second.hash || !found->second.publisher)
            return;
        auto arrival = m_arrivals.extract(found);
        const ExecutableReport report{*arrival.mapped().hash, *arrival.mapped().publisher};
        if (const auto why = refusalOf(report.publisher)) {
            Q_EMIT peerRefused(*why);
            return;
        }
        m_waiting.push_back(makePipeConnection(
            std::move(arrival.mapped().pipe), std::move(*arrival.mapped().process), report));
        Q_EMIT connected();
    }

    void stop()
    {
        for (auto& instance : m_instances)
            instance.stop();
        m_arrivals.clear();
        m_waiting.clear();
    }

    static constexpr int atOnce = 8;

    QString m_name;
    std::deque<Instance> m_instances; ///< They stay where they are.
    Revocation m_revocation = Revocation::Cached;
    std::unique_ptr<HashDesk> m_hashes =
        makeHashDesk([known = std::make_shared<ExecutableHashes>()](
                         const ExecutableQuestion& question) { return hashOf(question, *known); });
    std::unique_ptr<PublisherDesk> m_publishers = makePublisherDesk(
        [judge = std::make_shared<SignatureJudge>()](
            const ExecutableQuestion& question) { return judge->publisherOf(question); });
    std::map<quint64, Arrival> m_arrivals; ///< Gone before the desks that they wait at.
    quint64 m_nextArrival = 1;
    std::deque<std::unique_ptr<PipeConnection>> m_waiting;
};

} // namespace

std::unique_ptr<PipeListener> makePipeListener()
{
    return std::make_unique<WindowsListener>();
}

} // namespace lanyard::platform
