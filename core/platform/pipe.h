// SPDX-License-Identifier: MIT
#pragma once

/// Local connections from other programs: bytes in, bytes out, and who is there. Main thread only.
///
/// Two implementations: the system's (pipe_listener.h), and the tests' FakePipe.

#include "core/base/result.h"
#include "core/platform/peer.h"
#include "core/platform/publisher.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QObject>
#include <QString>

#include <memory>

namespace lanyard::platform {

/// One connected program. Destroying it closes it without a signal.
class PipeConnection : public QObject
{
    Q_OBJECT

public:
    PipeConnection() = default;
    ~PipeConnection() override;
    Q_DISABLE_COPY_MOVE(PipeConnection)

    [[nodiscard]] virtual const Peer& peer() const = 0;
    [[nodiscard]] virtual bool peerIsStillTheSame() const = 0; ///< PeerProcess::stillTheSame().
    [[nodiscard]] virtual Result<QByteArray> executableHash() const = 0;

    /// Takes bytes to send; never blocks. What waits is wiped once it is sent. False when the
    /// connection is closed, or when more than maxUnsent would wait: then nothing was taken.
    [[nodiscard]] virtual bool send(QByteArrayView bytes) = 0;
    [[nodiscard]] virtual qsizetype unsent() const = 0; ///< Bytes that wait for the peer to read.

    /// Sends nothing more, and forgets what waits. closed() follows, from the event loop.
    virtual void close() = 0;

    static constexpr qsizetype maxUnsent = qsizetype{256} * 1024; ///< Four of the longest answers.

Q_SIGNALS:
    void received(const QByteArray& bytes);
    void drained(); ///< unsent() has become 0.
    /// The peer will write nothing more, but may still read: `printf ... | socat - UNIX:...`.
    void inputEnded();
    /// What came was not written in the person's own name; an Error "peer.anonymous" or
    /// "peer.other_user". closed() follows.
    void refused(const lanyard::Error& why);
    void closed(); ///< By either side. Once; nothing follows it.
};

/// Accepts programs of this user on this computer, and nobody else.
class PipeListener : public QObject
{
    Q_OBJECT

public:
    PipeListener() = default;
    ~PipeListener() override;
    Q_DISABLE_COPY_MOVE(PipeListener)

    /// Listens at `path` (wire::newAgentEndpoint()), having made its folder where need be.
    ///
    /// Errors
    ///   System    "pipe.in_use"          another agent listens there
    ///   Untrusted "pipe.folder"          the folder is not this user's alone
    ///   System    "pipe.listen"          the system refused; see Error::native
    [[nodiscard]] virtual Result<> listen(const QString& path) = 0;

    /// Windows: how the signers of programs that connect from now on are checked.
    virtual void setRevocation(Revocation /*revocation*/) { }

    /// Stops listening and removes what listen() made. Connections taken live on.
    virtual void close() = 0;

    /// The next program that connected and was identified; null when none waits.
    [[nodiscard]] virtual std::unique_ptr<PipeConnection> take() = 0;

Q_SIGNALS:
    void connected(); ///< take() has something.
    /// Somebody was turned away before a byte was read; an Error of PeerProcess::ofConnection() or
    /// of refusalOf().
    void peerRefused(const lanyard::Error& why);
};

} // namespace lanyard::platform
