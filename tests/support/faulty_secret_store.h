// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/clock.h"
#include "core/platform/secret_store.h"

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace lanyard::test {

/// What outlives a process: hand the same one to the next store.
using Disk = std::shared_ptr<QMap<QString, QByteArray>>;

/// What is left of the operation during which the process dies.
enum class Remains : std::uint8_t { Nothing, Half, All };

/// A credential store that can be made to fail, tear, lie, hang and die at any one step.
class FaultySecretStore final : public platform::SecretStore
{
public:
    FaultySecretStore(Clock& clock, Disk disk)
        : m_clock(clock)
        , m_disk(std::move(disk))
    {
    }

    /// The process dies in operation number `step` (the first is 1): it and all after it go
    /// unanswered, and of a change only `remains` reaches the disk.
    void dieAt(int step, Remains remains)
    {
        m_diesAt = step;
        m_remains = remains;
    }

    /// Operations from `first` to `last` answer `error`, and change nothing.
    void failFrom(int first, const QByteArray& code, int last = 1'000'000)
    {
        m_failure =
            Error{code == "store.timed_out" ? Fault::TimedOut : Fault::System, code, {}, 0, {}};
        m_failsFrom = first;
        m_failsTo = last;
    }

    void recover() { m_failure.reset(); }

    /// Writes are said to succeed and keep only half.
    void tearWritesSilently(bool on) { m_tears = on; }

    /// Removals are said to succeed and remove nothing.
    void ignoreRemovals(bool on) { m_ignoresRemovals = on; }

    [[nodiscard]] int steps() const { return m_step; }

    /// What was changed, in order: a name, and its value or, where it was removed, nothing. A power
    /// cut may lose any that were never forced to the disk.
    using Change = std::pair<QString, std::optional<QByteArray>>;

    [[nodiscard]] const std::vector<Change>& changes() const { return m_changes; }

    static void apply(const Change& change, Disk& disk)
    {
        if (change.second)
            disk->insert(change.first, *change.second);
        else
            disk->remove(change.first);
    }

    [[nodiscard]] const QStringList& journal() const { return m_journal; } ///< "write NAME", ...

    Pending read(const QString& name, ReadCompletion done) override
    {
        begin(QStringLiteral("read ") + name);
        if (isDead())
            return {};
        if (const auto error = failure())
            return later([done, error = *error] { done(tl::unexpected<Error>(error)); });
        if (!m_disk->contains(name))
            return later([done] { done(std::nullopt); });
        return later([done, value = m_disk->value(name)] { done(std::optional(Secret(value))); });
    }

    Pending write(const QString& name, Secret value, Completion done) override
    {
        begin(QStringLiteral("write ") + name);
        const auto whole = value.view().toByteArray();
        const auto half = whole.first(whole.size() / 2);
        if (m_step == m_diesAt && m_remains != Remains::Nothing)
            m_disk->insert(name, m_remains == Remains::All ? whole : half);
        if (isDead())
            return {};
        if (const auto error = failure())
            return later([done, error = *error] { done(tl::unexpected<Error>(error)); });
        m_changes.emplace_back(name, m_tears ? half : whole);
        apply(m_changes.back(), m_disk);
        return later([done] { done({}); });
    }

    Pending remove(const QString& name, Completion done) override
    {
        begin(QStringLiteral("remove ") + name);
        if (m_step == m_diesAt && m_remains == Remains::All)
            m_disk->remove(name);
        if (isDead())
            return {};
        if (const auto error = failure())
            return later([done, error = *error] { done(tl::unexpected<Error>(error)); });
        if (!m_ignoresRemovals) {
            m_changes.emplace_back(name, std::nullopt);
            apply(m_changes.back(), m_disk);
        }
        return later([done] { done({}); });
    }

private:
    void begin(const QString& what)
    {
        ++m_step;
        m_journal.append(what);
    }

    [[nodiscard]] bool isDead() const { return m_diesAt > 0 && m_step >= m_diesAt; }

    [[nodiscard]] std::optional<Error> failure() const
    {
        return m_step >= m_failsFrom && m_step <= m_failsTo ? m_failure : std::nullopt;
    }

    Pending later(std::function<void()> answer)
    {
        // A store that hangs answers after its deadline.
        const bool hangs = failure() && failure()->fault == Fault::TimedOut;
        return m_clock.after(Milliseconds{hangs ? 10'000 : 0}, std::move(answer));
    }

    Clock& m_clock;
    Disk m_disk;
    int m_step = 0;
    int m_diesAt = 0;
    Remains m_remains = Remains::Nothing;
    std::optional<Error> m_failure;
    int m_failsFrom = 0;
    int m_failsTo = 0;
    bool m_tears = false;
    bool m_ignoresRemovals = false;
    QStringList m_journal;
    std::vector<Change> m_changes;
};

} // namespace lanyard::test
