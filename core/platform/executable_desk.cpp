// SPDX-License-Identifier: MIT
#include "core/platform/executable_desk.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

template <class Answer>
struct ExecutableDesk<Answer>::Queue {
    struct Letter {
        ExecutableQuestion question;
        std::function<void(Answer)> reply; ///< From the thread.
    };

    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Letter> letters; ///< By `mutex`.
    bool isClosed = false; ///< By `mutex`.

    /// False when too many wait already.
    bool put(Letter letter)
    {
        const std::lock_guard lock(mutex);
        if (letters.size() >= mostWaiting)
            return false;
        letters.push_back(std::move(letter));
        changed.notify_one();
        return true;
    }

    void close()
    {
        const std::lock_guard lock(mutex);
        isClosed = true;
        changed.notify_one();
    }

    /// The thread's whole life.
    void serve(const Look& look)
    {
        std::unique_lock lock(mutex);
        for (;;) {
            changed.wait(lock, [this] { return isClosed || !letters.empty(); });
            if (isClosed)
                return;
            const Letter letter = std::move(letters.front());
            letters.pop_front();
            lock.unlock();
            letter.reply(look(letter.question));
            lock.lock();
        }
    }
};

template <class Answer>
ExecutableDesk<Answer>::ExecutableDesk(
    Look look, std::chrono::milliseconds patience, TooLate tooLate)
    : m_patience(patience)
    , m_tooLate(std::move(tooLate))
    , m_questions(std::make_shared<Queue>())
{
    m_answers->open();
    std::thread([questions = m_questions, look = std::move(look)] {
        questions->serve(look);
    }).detach();
}

template <class Answer>
ExecutableDesk<Answer>::~ExecutableDesk()
{
    m_questions->close();
    m_answers->close();
}

template <class Answer>
Pending ExecutableDesk<Answer>::ask(ExecutableQuestion question, Done done)
{
    const quint64 number = m_next++;
    auto limit = std::make_unique<QTimer>();
    limit->setSingleShot(true);
    limit->callOnTimeout([this, number] { finish(number, m_tooLate()); });
    const bool isTaken = m_questions->put(
        {std::move(question), [this, number, answers = m_answers](Answer answer) {
             // Closed before we go, so that `this` is here for whatever is taken out.
             answers->put([this, number, answer = std::move(answer)] { finish(number, answer); });
         }});
    limit->start(isTaken ? m_patience : std::chrono::milliseconds{0});
    m_waiting.emplace(number, Waiting{std::move(done), std::move(limit)});
    return Pending([this, number] { m_waiting.erase(number); });
}

template <class Answer>
void ExecutableDesk<Answer>::finish(quint64 number, Answer answer)
{
    auto waiting = m_waiting.extract(number);
    if (waiting.empty()) // It was too late, or is not wanted any more.
        return;
    waiting.mapped().limit.release()->deleteLater(); // It may be what called.
    waiting.mapped().done(std::move(answer));
}

template class ExecutableDesk<Result<QByteArray>>;
template class ExecutableDesk<Publisher>;

std::unique_ptr<HashDesk> makeHashDesk(HashDesk::Look look, std::chrono::milliseconds patience)
{
    return std::make_unique<HashDesk>(std::move(look), patience, [] {
        return Result<QByteArray>(
            fail(Fault::TimedOut, "peer.timed_out", u"its executable is still being read"_s));
    });
}

std::unique_ptr<PublisherDesk> makePublisherDesk(
    PublisherDesk::Look look, std::chrono::milliseconds patience)
{
    return std::make_unique<PublisherDesk>(std::move(look), patience, [] {
        return Publisher{.name = {}, .product = {}, .problem = "publisher.timed_out"};
    });
}

} // namespace lanyard::platform
