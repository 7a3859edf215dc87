// SPDX-License-Identifier: MIT
#include "core/audit/event_mirror.h"

#include "core/audit/record.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace lanyard::audit {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds lastPatience{1};

} // namespace

struct EventMirror::Shared {
    std::unique_ptr<EventLog> log; ///< The thread's alone.

    std::mutex mutex; ///< Of all below.
    std::condition_variable changed;
    std::deque<LogEntry> waiting; ///< The first is with the log.
    bool isClosing = false;
    bool isTrouble = false; ///< The last entry was dropped or refused.

    void run()
    {
        std::unique_lock lock(mutex);
        for (;;) {
            changed.wait(lock, [this] { return isClosing || !waiting.empty(); });
            if (waiting.empty())
                return;
            const LogEntry entry = waiting.front();
            lock.unlock();
            const bool isTaken = log->report(entry).has_value();
            lock.lock();
            isTrouble = !isTaken;
            waiting.pop_front();
            changed.notify_all();
        }
    }
};

EventMirror::EventMirror(std::unique_ptr<EventLog> log, Health& health)
    : m_health(health)
{
    if (!log)
        return;
    m_shared = std::make_shared<Shared>();
    m_shared->log = std::move(log);
    std::thread([shared = m_shared] { shared->run(); }).detach();
}

EventMirror::~EventMirror()
{
    if (!m_shared)
        return;
    std::unique_lock lock(m_shared->mutex);
    m_shared->isClosing = true;
    m_shared->changed.notify_all();
    m_shared->changed.wait_for(lock, lastPatience, [this] { return m_shared->waiting.empty(); });
    if (m_shared->waiting.size() > 1) // A log that wakes up late is not given the rest.
        m_shared->waiting.erase(m_shared->waiting.begin() + 1, m_shared->waiting.end());
}

void EventMirror::report(LogEntry entry)
{
    if (!m_shared)
        return;
    {
        const std::lock_guard lock(m_shared->mutex);
        if (m_shared->waiting.size() < mostWaiting)
            m_shared->waiting.push_back(std::move(entry));
        else
            m_shared->isTrouble = true;
        m_shared->changed.notify_all();
    }
    updateHealth();
}

void EventMirror::updateHealth()
{
    if (!m_shared)
        return;
    const bool isTrouble = [&] {
        const std::lock_guard lock(m_shared->mutex);
        return m_shared->isTrouble;
    }();
    if (!isTrouble) {
        m_health.clear("audit.event_log");
        return;
    }
    m_health.raise({.code = "audit.event_log",
        .severity = Severity::Warning,
        .detail = u"Events are missing from the Windows Event Log. They are in the audit trail."_s,
        .advice =
            u"See that the Windows Event Log service runs and that its log Lanyard is not full."_s,
        .reference = {}});
}

MirroredTrail::MirroredTrail(std::unique_ptr<Trail> inner, EventMirror& mirror, Clock& clock)
    : m_inner(std::move(inner))
    , m_mirror(mirror)
    , m_clock(clock)
{
}

Result<> MirroredTrail::record(const Event& event)
{
    LY_CHECK(m_inner->record(event));
    m_mirror.report(logEntryOf(event.kind, toRecord(event, m_clock.now())));
    return {};
}

MirroredWitness::MirroredWitness(
    std::unique_ptr<HeadWitness> inner, EventMirror& mirror, QByteArray userId)
    : m_inner(std::move(inner))
    , m_mirror(mirror)
    , m_userId(std::move(userId))
{
}

Result<> MirroredWitness::note(const Head& head, Instant time)
{
    m_mirror.report(logEntryOf(head, m_userId));
    return m_inner->note(head, time);
}

} // namespace lanyard::audit
