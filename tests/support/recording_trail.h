// SPDX-License-Identifier: MIT
#pragma once

#include "core/audit/event.h"

#include <QList>

#include <algorithm>
#include <optional>
#include <utility>

namespace lanyard::test {

/// A trail that keeps its events in a list, and can be told to refuse.
class RecordingTrail final : public audit::Trail
{
public:
    [[nodiscard]] Result<> record(const audit::Event& event) override
    {
        if (m_refusal && (!m_onlyKind || *m_onlyKind == event.kind))
            return tl::unexpected<Error>(*m_refusal);
        m_events.append(event);
        return {};
    }

    /// From now on every event is refused with `error`; with `kind`, only those.
    void refuse(Error error, std::optional<audit::Kind> kind = std::nullopt)
    {
        m_refusal = std::move(error);
        m_onlyKind = kind;
    }

    /// The usual refusal: a full disk.
    void refuseAsFull(std::optional<audit::Kind> kind = std::nullopt)
    {
        refuse(Error{Fault::System, "audit.full", {}, 0, {}}, kind);
    }

    void accept() { m_refusal.reset(); }

    [[nodiscard]] const QList<audit::Event>& events() const { return m_events; }

    [[nodiscard]] QList<audit::Kind> kinds() const
    {
        QList<audit::Kind> kinds;
        for (const auto& event : m_events)
            kinds.append(event.kind);
        return kinds;
    }

    [[nodiscard]] qsizetype count(audit::Kind kind) const
    {
        return std::count_if(m_events.begin(), m_events.end(), [kind](const auto& event) {
            return event.kind == kind;
        });
    }

    /// The latest of `kind`, or nullptr. Valid until the next event.
    [[nodiscard]] const audit::Event* last(audit::Kind kind) const
    {
        const auto found = std::find_if(m_events.rbegin(),
            m_events.rend(),
            [kind](const auto& event) { return event.kind == kind; });
        return found == m_events.rend() ? nullptr : &*found;
    }

    void clear() { m_events.clear(); }

private:
    QList<audit::Event> m_events;
    std::optional<Error> m_refusal;
    std::optional<audit::Kind> m_onlyKind;
};

} // namespace lanyard::test
