// SPDX-License-Identifier: MIT
#pragma once

/// The thread that connections live in, and the way there and back.
///
/// One of the exceptions to "one thread": what the operating system does inside a TLS handshake or
/// for a proxy's single sign-on may block. Schannel's chain is built with its revocation lists
/// fetched, 20 s where they cannot be had, and Kerberos asks a domain controller. Here nobody
/// waits for that: deadlines are kept on the main thread.

#include "core/base/clock.h"
#include "core/base/mailbox.h"

#include <QObject>

#include <functional>
#include <memory>
#include <thread>

namespace lanyard::net {

/// Made, used and destroyed on the main thread, which is "here".
class NetworkThread
{
public:
    /// `there` is an object of that thread to queue things at.
    using Work = std::function<void(QObject& there)>;

    static constexpr Milliseconds farewell = std::chrono::seconds{2};

    explicit NetworkThread(Milliseconds patience = farewell);

    /// Lets that thread do what it was given, then joins it. One that the system does not let go
    /// of within the patience is left behind: it shares nothing with this object, what it says
    /// later is destroyed unheard, and it ends by itself or with the process.
    ~NetworkThread();

    Q_DISABLE_COPY_MOVE(NetworkThread)

    /// In the order given.
    void runThere(Work work);

    /// What is put in runs here. Whoever works there keeps it, not this object.
    [[nodiscard]] const std::shared_ptr<Mailbox>& here() const { return m_here; }

private:
    struct Shared;

    Milliseconds m_patience;
    std::shared_ptr<Mailbox> m_here = std::make_shared<Mailbox>();
    std::shared_ptr<Shared> m_shared;
    std::thread m_thread;
};

} // namespace lanyard::net
