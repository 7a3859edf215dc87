// SPDX-License-Identifier: MIT
#pragma once

/// Who is at the other end of a local connection, as the operating system tells it.
///
/// Nothing here is ever what the caller claims. Main thread only.

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <memory>

namespace lanyard::platform {

/// A program that connected. Values, taken once, when it connected. Who signed it is known of a
/// connection only: that takes long, and is found out aside.
struct Peer {
    qint64 pid = 0;
    QByteArray userId; ///< Windows: the SID; Linux: the uid in decimal.
    QByteArray session; ///< Windows: the session id; Linux: the audit session id, or empty.
    std::uint64_t startTime = 0; ///< In the system's own ticks. With the pid it names a process.
    QString executable; ///< The file it runs, with links resolved.
    bool executableReplaced = false; ///< Deleted or replaced since: `executable` proves nothing.
    bool executableProtected = false; ///< Only an administrator can write the file and its folders.
    QByteArray publisher; ///< Windows: the verified Authenticode signer; otherwise empty.
    QByteArray publisherProblem; ///< Windows: why it is empty; a code `publisher.*`.
    QByteArray product; ///< Windows: of the verified file; otherwise empty.
};

class ExecutableHashes;

/// Whether two paths that differ in case name two files here.
[[nodiscard]] Qt::CaseSensitivity pathCase() noexcept;

/// Holds what proves that a process is still the one that connected: a process id alone may be
/// given to another program as soon as its owner ends (P48).
class PeerProcess
{
public:
    /// Who is at the other end of the connected local socket `handle`, which stays the caller's.
    ///
    /// Errors
    ///   Untrusted "peer.other_user"  it runs as somebody else; also when that is root
    ///   Untrusted "peer.gone"        it has ended already, or became another program meanwhile
    ///   System    "peer.unreadable"  the system does not tell
    [[nodiscard]] static Result<PeerProcess> ofConnection(qintptr handle);

    /// The same for a process known by its number, which must run as `userId`.
    [[nodiscard]] static Result<PeerProcess> ofProcess(qint64 pid, const QByteArray& userId);

    PeerProcess(PeerProcess&& other) noexcept;
    PeerProcess& operator=(PeerProcess&& other) noexcept;
    PeerProcess(const PeerProcess&) = delete;
    PeerProcess& operator=(const PeerProcess&) = delete;
    ~PeerProcess();

    [[nodiscard]] const Peer& peer() const noexcept;

    /// It runs, and runs the same program. To be asked before every answer that carries something.
    [[nodiscard]] bool stillTheSame() const;

    /// SHA-256, in lower-case hexadecimal, of the file that the process runs, even when that was
    /// deleted or replaced on disk. `known` remembers it for as long as the file stays unchanged.
    ///
    /// Errors  those of ExecutableHashes::of(), and Untrusted "peer.gone".
    [[nodiscard]] Result<QByteArray> executableHash(ExecutableHashes& known) const;

private:
    struct Proof; ///< The platform's: a process handle, or a pidfd.
    explicit PeerProcess(std::unique_ptr<Proof> proof);

    std::unique_ptr<Proof> m_proof;
};

} // namespace lanyard::platform
