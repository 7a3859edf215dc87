// SPDX-License-Identifier: MIT
#include "core/platform/peer_executable.h"
#include "core/platform/pipe_connection_unix.h"
#include "core/platform/pipe_listener.h"

#include <QFile>
#include <QSocketNotifier>

#include <cerrno>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

constexpr int backlog = 64;

tl::unexpected<Error> refused(const QString& what)
{
    return fail(Fault::System, "pipe.listen", what, errno);
}

/// Makes the folder, or accepts one that is a folder of this user and of nobody else.
Result<> claimFolder(const QByteArray& folder)
{
    if (mkdir(folder.constData(), S_IRWXU) != 0 && errno != EEXIST)
        return refused(u"the folder of the socket cannot be made"_s);
    struct stat status = {};
    if (lstat(folder.constData(), &status) != 0 || !S_ISDIR(status.st_mode)
        || status.st_uid != geteuid() || (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return fail(Fault::Untrusted, "pipe.folder", u"not a folder of this user alone"_s);
    return {};
}

Result<sockaddr_un> addressOf(const QByteArray& path)
{
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (path.size() >= static_cast<qsizetype>(sizeof address.sun_path))
        return fail(Fault::System, "pipe.listen", u"the path is too long for a socket"_s);
    std::memcpy(address.sun_path, path.constData(), static_cast<std::size_t>(path.size()));
    return address;
}

const sockaddr* generic(const sockaddr_un& address)
{
    return reinterpret_cast<const sockaddr*>(&address);
}

/// Removes the socket that a dead agent left, and nothing else.
Result<> removeStale(const QByteArray& path, const sockaddr_un& address)
{
    struct stat status = {};
    if (lstat(path.constData(), &status) != 0)
        return errno == ENOENT ? Result<>() : refused(u"the socket's path cannot be looked at"_s);
    if (!S_ISSOCK(status.st_mode))
        return fail(Fault::System, "pipe.listen", u"something that is no socket is there"_s);
    const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const bool nobodyListens =
        ::connect(probe, generic(address), sizeof address) != 0 && errno == ECONNREFUSED;
    ::close(probe);
    if (!nobodyListens)
        return fail(Fault::System, "pipe.in_use", u"another agent listens there"_s);
    if (unlink(path.constData()) != 0)
        return refused(u"the socket of a dead agent cannot be removed"_s);
    return {};
}

class UnixListener final : public PipeListener
{
public:
    UnixListener() = default;
    Q_DISABLE_COPY_MOVE(UnixListener)

    ~UnixListener() override { stop(); }

    Result<> listen(const QString& path) override
    {
        stop();
        const QByteArray file = QFile::encodeName(path);
        LY_TRY(const sockaddr_un address, addressOf(file));
        LY_CHECK(claimFolder(file.left(file.lastIndexOf('/'))));
        LY_CHECK(lock(file + ".lock"));
        if (auto free = removeStale(file, address); !free) {
            stop();
            return free;
        }
        if (auto bound = bind(file, address); !bound) {
            stop();
            return bound;
        }
        m_spare = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        m_notifier = std::make_unique<QSocketNotifier>(m_socket, QSocketNotifier::Read);
        connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] { acceptAll(); });
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
    /// Two agents that start at once would each take the other's fresh socket for a stale one.
    Result<> lock(const QByteArray& file)
    {
        m_lock =
            ::open(file.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
        if (m_lock < 0)
            return refused(u"the lock file cannot be opened"_s);
        if (flock(m_lock, LOCK_EX | LOCK_NB) == 0)
            return {};
        const int why = errno;
        stop();
        if (why == EWOULDBLOCK)
            return fail(Fault::System, "pipe.in_use", u"another agent holds the lock"_s);
        errno = why;
        return refused(u"the lock file cannot be locked"_s);
    }

    Result<> bind(const QByteArray& file, const sockaddr_un& address)
    {
        m_socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (m_socket < 0 || ::bind(m_socket, generic(address), sizeof address) != 0)
            return refused(u"the socket cannot be bound"_s);
        m_path = file;
        if (chmod(file.constData(), S_IRUSR | S_IWUSR) != 0 || ::listen(m_socket, backlog) != 0)
            return refused(u"the socket cannot listen"_s);
        return {};
    }

    void stop()
    {
        m_notifier.reset();
        m_waiting.clear();
        if (!m_path.isEmpty())
            unlink(m_path.constData());
        m_path.clear();
        for (int* const descriptor : {&m_socket, &m_spare, &m_lock}) {
            if (*descriptor >= 0)
                ::close(*descriptor);
            *descriptor = -1;
        }
    }

    void acceptAll()
    {
        // A burst is taken in turns with other work.
        for (int i = 0; i < backlog && m_socket >= 0; ++i) {
            const int socket = accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
            if (socket >= 0)
                identify(socket);
            else if (errno == EMFILE || errno == ENFILE)
                turnAwayOne();
            else if (errno != EINTR && errno != ECONNABORTED)
                return;
        }
    }

    void identify(int socket)
    {
        auto process = PeerProcess::ofConnection(socket);
        if (!process) {
            ::close(socket);
            Q_EMIT peerRefused(process.error());
            return;
        }
        m_waiting.push_back(makeUnixConnection(socket, std::move(*process), m_hashes));
        Q_EMIT connected();
    }

    /// Out of descriptors: one that was kept for this lets the caller hear "closed" rather than
    /// wait, and keeps the notifier from firing for ever.
    void turnAwayOne()
    {
        if (m_spare >= 0)
            ::close(m_spare);
        const int socket = ::accept(m_socket, nullptr, nullptr);
        if (socket >= 0)
            ::close(socket);
        m_spare = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    }

    QByteArray m_path; ///< Empty unless there is a socket of ours to remove.
    int m_socket = -1;
    int m_spare = -1;
    int m_lock = -1;
    std::shared_ptr<ExecutableHashes> m_hashes = std::make_shared<ExecutableHashes>();
    std::deque<std::unique_ptr<PipeConnection>> m_waiting;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace

std::unique_ptr<PipeListener> makePipeListener()
{
    return std::make_unique<UnixListener>();
}

} // namespace lanyard::platform
