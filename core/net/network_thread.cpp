// SPDX-License-Identifier: MIT
#include "core/net/network_thread.h"

#include <QEventLoop>

#include <condition_variable>
#include <mutex>
#include <utility>

namespace lanyard::net {

/// All that the two threads both know.
struct NetworkThread::Shared {
    /// Of that thread alone: filled before its first work, emptied after its last.
    struct Objects {
        QObject there;
        QEventLoop loop;
    };

    std::shared_ptr<Mailbox> box = std::make_shared<Mailbox>();
    Objects* objects = nullptr;
    std::mutex mutex;
    std::condition_variable ending;
    bool hasEnded = false; ///< By `mutex`.

    void run()
    {
        {
            Objects mine;
            objects = &mine;
            box->open();
            mine.loop.exec();
            box->close(); // Before the objects that its work knows.
            objects = nullptr;
        }
        const std::lock_guard lock(mutex);
        hasEnded = true;
        ending.notify_all();
    }

    bool waitForEnd(Milliseconds patience)
    {
        std::unique_lock lock(mutex);
        return ending.wait_for(lock, patience, [this] { return hasEnded; });
    }
};

NetworkThread::NetworkThread(Milliseconds patience)
    : m_patience(patience)
    , m_shared(std::make_shared<Shared>())
    , m_thread([shared = m_shared] { shared->run(); })
{
    m_here->open();
}

NetworkThread::~NetworkThread()
{
    m_here->close();
    // Queued, so that connections withdrawn before are closed first.
    m_shared->box->put([shared = m_shared.get()] { shared->objects->loop.quit(); });
    if (m_shared->waitForEnd(m_patience))
        m_thread.join();
    else
        m_thread.detach();
}

void NetworkThread::runThere(Work work)
{
    m_shared->box->put(
        [shared = m_shared.get(), work = std::move(work)] { work(shared->objects->there); });
}

} // namespace lanyard::net
