// SPDX-License-Identifier: MIT
#include "core/net/network_thread.h"

#include <chrono>

namespace lanyard::net {

namespace {

constexpr std::chrono::milliseconds farewell{2'000};

} // namespace

NetworkThread::NetworkThread()
    : m_there(std::make_unique<QObject>())
{
    m_thread.setObjectName(QStringLiteral("network"));
    m_there->moveToThread(&m_thread);
    m_thread.start();
}

NetworkThread::~NetworkThread() = default;

NetworkThread::Owner NetworkThread::start()
{
    return Owner(new NetworkThread); // NOLINT(cppcoreguidelines-owning-memory): an owner it is.
}

void NetworkThread::Deleter::operator()(NetworkThread* thread) const
{
    // Queued, so that connections withdrawn before are closed first.
    thread->runThere([ending = &thread->m_thread] { ending->quit(); });
    // One that the system does not let go of would be destroyed while it runs: it stays instead.
    if (thread->m_thread.wait(QDeadlineTimer(farewell)))
        delete thread; // NOLINT(cppcoreguidelines-owning-memory)
}

} // namespace lanyard::net
