// SPDX-License-Identifier: MIT
#pragma once

/// The thread that connections live in, and the way there and back.
///
/// One of the exceptions to "one thread": what the operating system does inside a TLS handshake or
/// for a proxy's single sign-on may block. Schannel's chain is built with its revocation lists
/// fetched, 20 s where they cannot be had, and Kerberos asks a domain controller. Here nobody
/// waits for that: deadlines are kept on the main thread.

#include <QObject>
#include <QThread>

#include <memory>
#include <utility>

namespace lanyard::net {

/// Made on the main thread, which is "here".
class NetworkThread
{
public:
    /// Gives back the thread, or after 2 s of waiting for it leaves it to the end of the process.
    struct Deleter {
        void operator()(NetworkThread* thread) const;
    };

    using Owner = std::unique_ptr<NetworkThread, Deleter>;

    [[nodiscard]] static Owner start();

    Q_DISABLE_COPY_MOVE(NetworkThread)

    /// An object of that thread; queue things at it, touch nothing of it.
    [[nodiscard]] QObject& there() { return *m_there; }

    /// From either thread. In the order given; what has not come to run when this ends never does.
    template <class Work>
    void runThere(Work work)
    {
        QMetaObject::invokeMethod(m_there.get(), std::move(work), Qt::QueuedConnection);
    }

    template <class Work>
    void runHere(Work work)
    {
        QMetaObject::invokeMethod(&m_here, std::move(work), Qt::QueuedConnection);
    }

private:
    NetworkThread();
    ~NetworkThread();

    QObject m_here;
    QThread m_thread;
    std::unique_ptr<QObject> m_there;
};

} // namespace lanyard::net
