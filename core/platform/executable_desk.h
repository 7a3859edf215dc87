// SPDX-License-Identifier: MIT
#pragma once

/// Has programs' files looked into aside, so that neither a large file nor a slow network holds up
/// whoever else is to be answered. Main thread only; the looking has a thread of its own.

#include "core/base/mailbox.h"
#include "core/base/pending.h"
#include "core/platform/executable_report.h"

#include <QTimer>

#include <chrono>
#include <functional>
#include <map>
#include <memory>

namespace lanyard::platform {

/// One kind of look: `Answer` is Result<QByteArray>, a hash, or Publisher. One question after the
/// other; what takes long delays none of another desk.
template <class Answer>
class ExecutableDesk
{
public:
    using Look = std::function<Answer(const ExecutableQuestion&)>; ///< Called on the thread.
    using TooLate = std::function<Answer()>; ///< What is answered without a look.
    using Done = std::function<void(Answer)>;

    /// A question not answered within `patience` gets `tooLate`. The look goes on: a Look that
    /// remembers serves the next who asks.
    ExecutableDesk(Look look, std::chrono::milliseconds patience, TooLate tooLate);
    ~ExecutableDesk(); ///< Waits for nobody: a look under way ends by itself, unheard.
    Q_DISABLE_COPY_MOVE(ExecutableDesk)

    /// `done` is called once, from the event loop, unless it is withdrawn.
    [[nodiscard]] Pending ask(ExecutableQuestion question, Done done);

    static constexpr std::size_t mostWaiting = 64; ///< More are too late at once.

private:
    struct Queue;

    struct Waiting {
        Done done;
        std::unique_ptr<QTimer> limit;
    };

    void finish(quint64 number, Answer answer);

    std::chrono::milliseconds m_patience;
    TooLate m_tooLate;
    std::shared_ptr<Mailbox> m_answers = std::make_shared<Mailbox>();
    std::shared_ptr<Queue> m_questions; ///< Shared with the thread, which may outlive us.
    std::map<quint64, Waiting> m_waiting;
    quint64 m_next = 1;
};

using HashDesk = ExecutableDesk<Result<QByteArray>>;
using PublisherDesk = ExecutableDesk<Publisher>;

extern template class ExecutableDesk<Result<QByteArray>>;
extern template class ExecutableDesk<Publisher>;

/// Too late: TimedOut "peer.timed_out". A program of 256 MiB on a busy disk is read by 10 s.
[[nodiscard]] std::unique_ptr<HashDesk> makeHashDesk(
    HashDesk::Look look, std::chrono::milliseconds patience = std::chrono::seconds{10});

/// Too late: no publisher, because of "publisher.timed_out". 2 s is below any caller's own patience.
[[nodiscard]] std::unique_ptr<PublisherDesk> makePublisherDesk(
    PublisherDesk::Look look, std::chrono::milliseconds patience = std::chrono::seconds{2});

} // namespace lanyard::platform
