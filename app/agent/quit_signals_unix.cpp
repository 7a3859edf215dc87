// SPDX-License-Identifier: MIT
#include "app/agent/quit_signals.h"

#include <QSocketNotifier>

#include <csignal>

#include <sys/signalfd.h>
#include <unistd.h>

namespace lanyard::agent {

struct QuitSignals::Wiring {
    Wiring(int descriptor, std::function<void()> asked)
        : notifier(descriptor, QSocketNotifier::Read)
    {
        QObject::connect(&notifier, &QSocketNotifier::activated, &notifier, [this, asked] {
            signalfd_siginfo which{};
            if (::read(static_cast<int>(notifier.socket()), &which, sizeof which) > 0)
                asked();
        });
    }

    QSocketNotifier notifier;
};

QuitSignals::QuitSignals(std::function<void()> asked)
{
    sigset_t wanted;
    sigemptyset(&wanted);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP})
        sigaddset(&wanted, signal);
    pthread_sigmask(SIG_BLOCK, &wanted, nullptr);
    const int descriptor = signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
    if (descriptor >= 0)
        m_wiring = std::make_unique<Wiring>(descriptor, std::move(asked));
}

QuitSignals::~QuitSignals()
{
    if (m_wiring)
        ::close(static_cast<int>(m_wiring->notifier.socket()));
}

} // namespace lanyard::agent
