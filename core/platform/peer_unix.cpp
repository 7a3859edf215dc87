// SPDX-License-Identifier: MIT
#include "core/platform/peer.h"
#include "core/platform/peer_executable.h"

#include <QFile>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

/// A file descriptor that closes itself.
class Descriptor
{
public:
    Descriptor() noexcept = default;

    explicit Descriptor(int number) noexcept
        : m_number(number)
    {
    }

    Descriptor(Descriptor&& other) noexcept
        : m_number(std::exchange(other.m_number, -1))
    {
    }

    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(m_number, other.m_number);
        return *this;
    }

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }

    [[nodiscard]] int number() const noexcept { return m_number; }

    [[nodiscard]] bool isOpen() const noexcept { return m_number >= 0; }

private:
    int m_number = -1;
};

struct FileId {
    dev_t device = 0;
    ino_t inode = 0;

    friend bool operator==(const FileId&, const FileId&) = default;
};

std::string inProc(qint64 pid, const char* name)
{
    return "/proc/" + std::to_string(pid) + '/' + name;
}

std::optional<FileId> fileAt(const char* path)
{
    struct stat status = {};
    if (stat(path, &status) != 0)
        return std::nullopt;
    return FileId{status.st_dev, status.st_ino};
}

QByteArray contentOf(qint64 pid, const char* name)
{
    QFile file(QFile::decodeName(inProc(pid, name).c_str()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// proc(5), /proc/pid/stat: field 22. The second field is the program's name in brackets and may
/// itself contain anything, brackets and blanks included.
std::uint64_t startTimeOf(qint64 pid)
{
    const QByteArray line = contentOf(pid, "stat");
    const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    constexpr qsizetype startTime = 22 - 3; // The list begins at field 3.
    return fields.size() > startTime ? fields[startTime].toULongLong() : 0;
}

QByteArray sessionOf(qint64 pid)
{
    const QByteArray id = contentOf(pid, "sessionid").trimmed();
    return id == "4294967295" ? QByteArray() : id; // (uint32_t)-1: none was set.
}

QString executableOf(qint64 pid)
{
    std::array<char, PATH_MAX> target = {};
    const ssize_t size = readlink(inProc(pid, "exe").c_str(), target.data(), target.size());
    return size > 0 ? QFile::decodeName(QByteArray(target.data(), size)) : QString();
}

Descriptor pidfdOf(qint64 pid)
{
    return Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, static_cast<pid_t>(pid), 0U)));
}

/// Linux 6.5 keeps the process itself with the socket; before, only its number.
Result<Descriptor> pidfdOfConnection(int socket, qint64 pid)
{
    constexpr int peerPidfd = 77; // SO_PEERPIDFD, which older headers do not know.
    int number = -1;
    socklen_t size = sizeof number;
    if (getsockopt(socket, SOL_SOCKET, peerPidfd, &number, &size) == 0)
        return Descriptor(number);
    if (errno != ENOPROTOOPT) // The kernel would know it, were it still there.
        return fail(Fault::Untrusted, "peer.gone", u"the calling program has ended"_s, errno);
    return pidfdOf(pid);
}

bool hasEnded(const Descriptor& pidfd)
{
    pollfd state = {pidfd.number(), POLLIN, 0};
    return poll(&state, 1, 0) != 0;
}

bool hasHungUp(int socket)
{
    pollfd state = {socket, 0, 0};
    return poll(&state, 1, 0) > 0 && (state.revents & (POLLHUP | POLLERR)) != 0;
}

tl::unexpected<Error> gone()
{
    return fail(Fault::Untrusted, "peer.gone", u"the calling program has ended"_s);
}

} // namespace

Qt::CaseSensitivity pathCase() noexcept
{
    return Qt::CaseSensitive;
}

struct PeerProcess::Proof {
    Peer peer;
    FileId executable;
    Descriptor pidfd; ///< Closed where the system has none; then the start time alone decides.

    /// What /proc says now, about a process that `pidfd` or its number names.
    static Result<PeerProcess> of(qint64 pid, uid_t user, Descriptor pidfd)
    {
        auto proof = std::make_unique<Proof>();
        const auto file = fileAt(inProc(pid, "exe").c_str());
        Peer& peer = proof->peer;
        peer.pid = pid;
        peer.userId = QByteArray::number(user);
        peer.startTime = startTimeOf(pid);
        peer.executable = executableOf(pid);
        if (peer.startTime == 0 || (pidfd.isOpen() && hasEnded(pidfd)))
            return gone();
        if (!file || peer.executable.isEmpty())
            return fail(Fault::System, "peer.unreadable", u"its executable is not told"_s, errno);
        // Also catches a path that means another file to us than in the peer's mount namespace.
        peer.executableReplaced = fileAt(QFile::encodeName(peer.executable).constData()) != file;
        if (peer.executableReplaced && peer.executable.endsWith(u" (deleted)"))
            peer.executable.chop(10);
        peer.executableProtected =
            !peer.executableReplaced && onlyAdministratorsCanWrite(peer.executable);
        peer.session = sessionOf(pid);
        proof->executable = *file;
        proof->pidfd = std::move(pidfd);
        PeerProcess process(std::move(proof));
        if (!process.stillTheSame()) // It may have ended while we read.
            return gone();
        return process;
    }
};

Result<PeerProcess> PeerProcess::ofConnection(qintptr handle)
{
    const int socket = static_cast<int>(handle);
    ucred credentials = {};
    socklen_t size = sizeof credentials;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return fail(Fault::System, "peer.unreadable", u"the socket tells no peer"_s, errno);
    if (credentials.uid != geteuid())
        return fail(Fault::Untrusted, "peer.other_user", u"it runs as another user"_s);
    if (credentials.pid <= 0)
        return fail(Fault::System, "peer.unreadable", u"it is in another PID namespace"_s);

    LY_TRY(Descriptor pidfd, pidfdOfConnection(socket, credentials.pid));
    LY_TRY(PeerProcess process, Proof::of(credentials.pid, credentials.uid, std::move(pidfd)));
    // Without SO_PEERPIDFD the number may already be another's; but then its socket was closed.
    if (hasHungUp(socket))
        return gone();
    return process;
}

Result<PeerProcess> PeerProcess::ofProcess(qint64 pid, const QByteArray& userId)
{
    struct stat status = {};
    Descriptor pidfd = pidfdOf(pid);
    if (pid <= 0 || stat(inProc(pid, "").c_str(), &status) != 0)
        return gone();
    if (QByteArray::number(status.st_uid) != userId)
        return fail(Fault::Untrusted, "peer.other_user", u"it runs as another user"_s);
    return Proof::of(pid, status.st_uid, std::move(pidfd));
}

PeerProcess::PeerProcess(std::unique_ptr<Proof> proof)
    : m_proof(std::move(proof))
{
}

PeerProcess::PeerProcess(PeerProcess&& other) noexcept = default;
PeerProcess& PeerProcess::operator=(PeerProcess&& other) noexcept = default;
PeerProcess::~PeerProcess() = default;

const Peer& PeerProcess::peer() const noexcept
{
    return m_proof->peer;
}

bool PeerProcess::stillTheSame() const
{
    const qint64 pid = m_proof->peer.pid;
    // While a pidfd says that the process lives, its number is nobody else's; to read its start time
    // would cost more than all else that an answer takes.
    const bool lives = m_proof->pidfd.isOpen() ? !hasEnded(m_proof->pidfd)
                                               : startTimeOf(pid) == m_proof->peer.startTime;
    return lives
        && fileAt(inProc(pid, "exe").c_str()) == m_proof->executable; // exec() keeps the rest.
}

Result<QByteArray> PeerProcess::executableHash(ExecutableHashes& known) const
{
    const Descriptor file(::open(inProc(m_proof->peer.pid, "exe").c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.isOpen())
        return fail(Fault::System, "peer.unreadable", u"its executable cannot be read"_s, errno);
    LY_TRY(QByteArray hash, known.of(file.number()));
    if (!stillTheSame())
        return gone();
    return hash;
}

} // namespace lanyard::platform
