// SPDX-License-Identifier: MIT
#pragma once

/// Has programs' files looked into aside, so that neither a large file nor a slow network holds up
/// whoever else is to be answered. Main thread only; the looking has a thread of its own.

#include "core/base/pending.h"
#include "core/platform/executable_report.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <map>
#include <memory>

namespace lanyard::platform {

class ExecutableDesk : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(ExecutableReport)>;

    /// After `patience` a question is answered without its file: no hash, and no publisher, because
    /// of "publisher.timed_out". What is found later serves the next who asks.
    explicit ExecutableDesk(
        LookIntoExecutable look, std::chrono::milliseconds patience = defaultPatience);
    ~ExecutableDesk() override; ///< Waits for nobody: a look under way ends by itself, unheard.
    Q_DISABLE_COPY_MOVE(ExecutableDesk)

    /// `done` is called once, from the event loop, unless it is withdrawn.
    [[nodiscard]] Pending ask(ExecutableQuestion question, Done done);

    static constexpr std::chrono::milliseconds defaultPatience{2000}; ///< Below any caller's own.
    static constexpr std::size_t mostWaiting = 64; ///< More are answered without a look.

private:
    struct Mailbox;

    struct Waiting {
        Done done;
        std::unique_ptr<QTimer> limit;
    };

    void finish(quint64 number, ExecutableReport report);

    std::chrono::milliseconds m_patience;
    std::shared_ptr<Mailbox> m_mailbox; ///< Shared with the thread, which may outlive us.
    std::map<quint64, Waiting> m_waiting;
    quint64 m_next = 1;
};

} // namespace lanyard::platform
