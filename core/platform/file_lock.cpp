// SPDX-License-Identifier: MIT
#include "core/platform/file_lock.h"

#include <utility>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

constexpr Milliseconds interval{20};

struct Attempt {
    QString path;
    Clock& clock;
    Milliseconds givesUpAt;
    FileLock::Completion done;
    Pending next;
};

void schedule(const std::shared_ptr<Attempt>& attempt, Milliseconds delay);

void attemptOnce(const std::shared_ptr<Attempt>& attempt)
{
    auto lock = FileLock::tryAcquire(attempt->path);
    if (!lock && lock.error().code == "lock.held") {
        if (attempt->clock.uptime() < attempt->givesUpAt)
            return schedule(attempt, interval);
        lock = fail(Fault::TimedOut, "lock.timed_out", u"another process keeps the lock"_s);
    }
    std::exchange(attempt->done, nullptr)(std::move(lock));
}

void schedule(const std::shared_ptr<Attempt>& attempt, Milliseconds delay)
{
    attempt->next = attempt->clock.after(delay, [attempt] { attemptOnce(attempt); });
}

} // namespace

Pending FileLock::acquire(const QString& path, Clock& clock, Milliseconds deadline, Completion done)
{
    const auto attempt = std::make_shared<Attempt>(
        Attempt{path, clock, clock.uptime() + deadline, std::move(done), {}});
    schedule(attempt, Milliseconds{0});
    return Pending([attempt] { attempt->next = {}; });
}

} // namespace lanyard::platform
