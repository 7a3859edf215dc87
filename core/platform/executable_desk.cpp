// SPDX-License-Identifier: MIT
#include "core/platform/executable_desk.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

ExecutableReport nothingInTime()
{
    return {fail(Fault::TimedOut, "publisher.timed_out", u"its file is still being read"_s),
        {.name = {}, .product = {}, .problem = "publisher.timed_out"}};
}

} // namespace

struct ExecutableDesk::Mailbox {
    struct Letter {
        quint64 number = 0;
        ExecutableQuestion question;
    };

    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Letter> letters;
    ExecutableDesk* desk = nullptr; ///< Null once it is gone.

    /// The thread's whole life.
    void serve(const LookIntoExecutable& look)
    {
        std::unique_lock lock(mutex);
        for (;;) {
            changed.wait(lock, [this] { return desk == nullptr || !letters.empty(); });
            if (desk == nullptr)
                return;
            const Letter letter = std::move(letters.front());
            letters.pop_front();
            lock.unlock();
            ExecutableReport report = look(letter.question);
            lock.lock();
            if (desk == nullptr)
                return;
            // Under the lock, or it might go meanwhile.
            QMetaObject::invokeMethod(
                desk,
                [to = desk, number = letter.number, report = std::move(report)] {
                    to->finish(number, report);
                },
                Qt::QueuedConnection);
        }
    }
};

ExecutableDesk::ExecutableDesk(LookIntoExecutable look, std::chrono::milliseconds patience)
    : m_patience(patience)
    , m_mailbox(std::make_shared<Mailbox>())
{
    m_mailbox->desk = this;
    std::thread([mailbox = m_mailbox, look = std::move(look)] { mailbox->serve(look); }).detach();
}

ExecutableDesk::~ExecutableDesk()
{
    const std::lock_guard lock(m_mailbox->mutex);
    m_mailbox->desk = nullptr;
    m_mailbox->changed.notify_one();
}

Pending ExecutableDesk::ask(ExecutableQuestion question, Done done)
{
    const quint64 number = m_next++;
    auto limit = std::make_unique<QTimer>();
    limit->setSingleShot(true);
    connect(
        limit.get(), &QTimer::timeout, this, [this, number] { finish(number, nothingInTime()); });
    auto patience = m_patience;
    {
        const std::lock_guard lock(m_mailbox->mutex);
        if (m_mailbox->letters.size() < mostWaiting)
            m_mailbox->letters.push_back({number, std::move(question)});
        else
            patience = {};
        m_mailbox->changed.notify_one();
    }
    limit->start(patience);
    m_waiting.emplace(number, Waiting{std::move(done), std::move(limit)});
    return Pending([this, number] { m_waiting.erase(number); });
}

void ExecutableDesk::finish(quint64 number, ExecutableReport report)
{
    auto waiting = m_waiting.extract(number);
    if (waiting.empty()) // It was too late, or is not wanted any more.
        return;
    waiting.mapped().limit.release()->deleteLater(); // It may be what called.
    waiting.mapped().done(std::move(report));
}

} // namespace lanyard::platform
