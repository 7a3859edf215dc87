// SPDX-License-Identifier: MIT
#pragma once

/// The audit trail once more, in the system's own log: for those who collect it, and as a memory of
/// the chain's heads that is not the user's own file. The file is the record; the log is a copy, so
/// its trouble is a health condition and never refuses anything.

#include "core/audit/event_log.h"
#include "core/base/clock.h"
#include "core/base/health.h"

#include <memory>

namespace lanyard::audit {

/// Hands entries to the log on a thread of its own, in their order. A log that hangs holds up that
/// thread alone: 256 entries wait, more are dropped, and health says "audit.event_log" from the next
/// report on. Main thread only.
class EventMirror
{
public:
    static constexpr std::size_t mostWaiting = 256;

    /// `log`  null where the system has none: then nothing is done.
    EventMirror(std::unique_ptr<EventLog> log, Health& health);

    /// Waits a second at most for what is still to be handed over, and leaves the rest behind.
    ~EventMirror();
    Q_DISABLE_COPY_MOVE(EventMirror)

    void report(LogEntry entry); ///< Returns at once.

    /// Raises or clears the condition, by what became of the entries so far.
    void updateHealth();

    struct Shared; ///< With the thread, which outlives us if the log hangs.

private:
    std::shared_ptr<Shared> m_shared; ///< Null without a log.
    Health& m_health;
};

/// What is on record in `inner` goes to the log as well; what is not, does not.
class MirroredTrail final : public Trail
{
public:
    MirroredTrail(std::unique_ptr<Trail> inner, EventMirror& mirror, Clock& clock);

    [[nodiscard]] Result<> record(const Event& event) override;

private:
    std::unique_ptr<Trail> m_inner;
    EventMirror& m_mirror;
    Clock& m_clock;
};

/// Heads go to the log as well, whether or not `inner` can keep them.
class MirroredWitness final : public HeadWitness
{
public:
    MirroredWitness(std::unique_ptr<HeadWitness> inner, EventMirror& mirror, QByteArray userId);

    [[nodiscard]] Result<> note(const Head& head, Instant time) override;

private:
    std::unique_ptr<HeadWitness> m_inner;
    EventMirror& m_mirror;
    QByteArray m_userId;
};

} // namespace lanyard::audit
