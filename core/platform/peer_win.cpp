// SPDX-License-Identifier: MIT
#include "core/base/security_win.h"
#include "core/platform/executable_looks_win.h"
#include "core/platform/file_version_win.h"
#include "core/platform/peer.h"
#include "core/platform/peer_executable.h"
#include "core/platform/peer_standing.h"

#include <QDir>

#include <utility>
#include <vector>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> gone()
{
    return fail(Fault::Untrusted, "peer.gone", u"the calling program has ended"_s);
}

tl::unexpected<Error> unreadable(const QString& what)
{
    return fail(Fault::System, "peer.unreadable", what, static_cast<int>(GetLastError()));
}

std::uint64_t whole(const FILETIME& time)
{
    return (static_cast<std::uint64_t>(time.dwHighDateTime) << 32U) | time.dwLowDateTime;
}

std::uint64_t startTimeOf(HANDLE process)
{
    FILETIME created = {};
    FILETIME ended = {};
    FILETIME kernel = {};
    FILETIME user = {};
    return GetProcessTimes(process, &created, &ended, &kernel, &user) ? whole(created) : 0;
}

bool hasEnded(HANDLE process)
{
    return WaitForSingleObject(process, 0) != WAIT_TIMEOUT;
}

QString executableOf(HANDLE process)
{
    std::vector<wchar_t> path(32768);
    DWORD size = static_cast<DWORD>(path.size());
    if (!QueryFullProcessImageNameW(process, 0, path.data(), &size))
        return {};
    return QDir::fromNativeSeparators(QString::fromWCharArray(path.data(), static_cast<int>(size)));
}

/// Of the process behind `process`, whose number is `pid`; nothing where the system does not tell.
Standing standingOf(HANDLE process, DWORD pid)
{
    HANDLE raw = nullptr;
    DWORD session = 0;
    if (!OpenProcessToken(process, TOKEN_QUERY, &raw))
        return {};
    const Handle token(raw);
    if (!ProcessIdToSessionId(pid, &session))
        return {};
    return {.userId = userSidOf(token.get()),
        .session = session,
        .integrity = integrityOf(token.get())};
}

Standing ownStanding()
{
    return standingOf(GetCurrentProcess(), GetCurrentProcessId());
}

} // namespace

Qt::CaseSensitivity pathCase() noexcept
{
    return Qt::CaseInsensitive;
}

struct PeerProcess::Proof {
    Peer peer;
    Handle process; ///< While it is open, no other process gets this number.
};

Result<PeerProcess> PeerProcess::ofConnection(qintptr handle)
{
    auto* const pipe = reinterpret_cast<HANDLE>(handle);
    ULONG pid = 0;
    if (!GetNamedPipeClientProcessId(pipe, &pid))
        return unreadable(u"the pipe tells no client"_s);
    LY_TRY(PeerProcess process, ofProcess(pid, currentUserSid()));
    // The number may have been given to another process before we opened it; but then the one that
    // connected has ended, and the system closed its end of the pipe.
    DWORD waiting = 0;
    if (!PeekNamedPipe(pipe, nullptr, 0, nullptr, &waiting, nullptr))
        return gone();
    return process;
}

Result<PeerProcess> PeerProcess::ofProcess(qint64 pid, const QByteArray& userId)
{
    if (pid <= 0)
        return gone();
    Handle process(OpenProcess(
        PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE, static_cast<DWORD>(pid)));
    if (!process.isOpen() && GetLastError() == ERROR_ACCESS_DENIED)
        return fail(Fault::Untrusted, "peer.other_user", u"it runs as another user"_s);
    if (!process.isOpen() || hasEnded(process.get()))
        return gone();
    Standing ours = ownStanding();
    ours.userId = userId;
    if (auto admitted = admit(standingOf(process.get(), static_cast<DWORD>(pid)), ours); !admitted)
        return hasEnded(process.get()) ? gone() : tl::unexpected(std::move(admitted).error());

    auto proof = std::make_unique<Proof>();
    Peer& peer = proof->peer;
    peer.pid = pid;
    peer.userId = userId;
    peer.session = QByteArray::number(ours.session);
    peer.startTime = startTimeOf(process.get());
    peer.executable = executableOf(process.get());
    if (peer.startTime == 0 || peer.executable.isEmpty())
        return unreadable(u"its executable is not told"_s);
    const auto file = openUnchanged(peer.executable, peer.startTime); // While its rights are read.
    peer.executableReplaced = !file;
    if (!peer.executableReplaced)
        peer.executableProtected = onlyAdministratorsCanWrite(peer.executable);
    proof->process = std::move(process);
    PeerProcess known(std::move(proof));
    if (!known.stillTheSame()) // It may have ended while we read.
        return gone();
    return known;
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
    return !hasEnded(m_proof->process.get());
}

Result<QByteArray> PeerProcess::executableHash(ExecutableHashes& known) const
{
    const Peer& peer = m_proof->peer;
    LY_TRY(QByteArray hash, hashOf({.path = peer.executable, .startTime = peer.startTime}, known));
    if (!stillTheSame())
        return gone();
    return hash;
}

} // namespace lanyard::platform
