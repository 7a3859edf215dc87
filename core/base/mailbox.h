// SPDX-License-Identifier: MIT
#pragma once

/// Work that other threads leave for one thread.
///
/// The work itself goes through a queue with a mutex of its own; Qt's event queue carries nothing
/// but the wake-up. So what is handed over is ordered by something that ThreadSanitizer sees, in a
/// Qt that was not built with it too, and nothing has to be left out of its reports.

#include <QObject>

#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace lanyard {

/// Kept by shared pointer: who puts work in may outlive who takes it out.
class Mailbox : public std::enable_shared_from_this<Mailbox>
{
public:
    using Work = std::function<void()>;

    Mailbox();
    ~Mailbox();
    Q_DISABLE_COPY_MOVE(Mailbox)

    /// From any thread. Runs `work` from the event loop of the thread that opened this, in the
    /// order given; never from inside put. Destroys it unrun, on this thread, once closed.
    void put(Work work);

    /// By the thread that will do the work, once. What was put in before is kept for it.
    void open();

    /// By the thread that opened it, even from inside its work; once or more. What has not run
    /// never does, and is destroyed here.
    void close();

private:
    class Bell;

    void takeOne();

    std::mutex m_mutex;
    std::deque<Work> m_works; ///< By m_mutex.
    std::unique_ptr<Bell> m_bell; ///< By m_mutex; lives in the thread that opened.
    bool m_isClosed = false; ///< By m_mutex.
};

} // namespace lanyard
