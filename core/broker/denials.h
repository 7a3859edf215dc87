// SPDX-License-Identifier: MIT
#pragma once

#include "core/audit/event.h"
#include "core/base/clock.h"
#include "core/base/pending.h"

#include <QByteArray>
#include <QString>

#include <cstddef>
#include <map>

namespace lanyard::broker {

/// Puts refusals on record, so that no program can fill the disk with them: the first at once, its
/// like within a minute as one more event with `repeated`, their number, when the minute is over.
/// Alike are those of one kind, app, cause, and facts.
class Denials
{
public:
    Denials(audit::Trail& trail, Clock& clock);

    /// Returns the reference under which the refusal can be found. A refusal that cannot be
    /// recorded stays a refusal.
    [[nodiscard]] QString record(const audit::Event& event);

    static constexpr Milliseconds window = std::chrono::minutes{1};
    /// Beyond them all that follow count as alike: of one program, so that it hides no other's; and
    /// of all together.
    static constexpr std::ptrdiff_t mostKindsOfOneApp = 32;
    static constexpr std::size_t mostKinds = 1024;

private:
    struct Alike {
        audit::Event first;
        int repeated = 0;
        Pending end;
    };

    [[nodiscard]] QByteArray placeFor(const audit::Event& event) const;
    void finish(const QByteArray& key);

    audit::Trail& m_trail;
    Clock& m_clock;
    std::map<QByteArray, Alike> m_recent;
};

} // namespace lanyard::broker
