// SPDX-License-Identifier: MIT
#include "app/agent/quit_signals.h"

#include <QSocketNotifier>

#include <array>
#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

namespace lanyard::agent {

namespace {

/// A signal handler has no argument of its own. Not signalfd: that needs the signals blocked, and a
/// browser we start would inherit it.
volatile sig_atomic_t writingEnd = -1; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

void wake(int /*signal*/)
{
    const char byte = 0;
    // Nothing can be done about a full socket, and nothing need be: it is readable already.
    [[maybe_unused]] const auto written = ::write(writingEnd, &byte, 1);
}

constexpr std::array quitting{SIGTERM, SIGINT, SIGHUP};

} // namespace

struct QuitSignals::Wiring {
    Wiring(std::array<int, 2> pair, const std::function<void()>& asked)
        : ends(pair)
        , notifier(pair[0], QSocketNotifier::Read)
    {
        QObject::connect(&notifier, &QSocketNotifier::activated, &notifier, [this, asked] {
            char byte = 0;
            if (::read(ends[0], &byte, 1) == 1)
                asked();
        });
        writingEnd = ends[1];
        struct sigaction action = {};
        action.sa_handler = wake;
        action.sa_flags = SA_RESTART;
        for (const int signal : quitting)
            sigaction(signal, &action, nullptr);
    }

    ~Wiring()
    {
        for (const int signal : quitting)
            std::signal(signal, SIG_DFL); // NOLINT(cert-err33-c)
        ::close(ends[0]);
        ::close(ends[1]);
    }

    Wiring(const Wiring&) = delete;
    Wiring& operator=(const Wiring&) = delete;
    Wiring(Wiring&&) = delete;
    Wiring& operator=(Wiring&&) = delete;

    std::array<int, 2> ends;
    QSocketNotifier notifier;
};

QuitSignals::QuitSignals(QuitActions actions)
{
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) == 0)
        m_wiring = std::make_unique<Wiring>(ends, actions.leave);
}

QuitSignals::~QuitSignals() = default;

} // namespace lanyard::agent
