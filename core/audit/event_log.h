// SPDX-License-Identifier: MIT
#pragma once

/// The system's own log: Windows' Event Log. On Linux there is none: the trail's file is what a
/// collector of logs follows there.

#include "core/audit/log_entry.h"
#include "core/base/result.h"

#include <QList>
#include <QStringList>

#include <memory>

namespace lanyard::audit {

/// May block for as long as a service hangs: EventMirror is what calls it, on a thread of its own.
class EventLog
{
public:
    EventLog() = default;
    virtual ~EventLog();
    Q_DISABLE_COPY_MOVE(EventLog)

    /// Any thread, one at a time.
    ///
    /// Errors  System "audit.event_log".
    [[nodiscard]] virtual Result<> report(const LogEntry& entry) = 0;
};

/// Source "Lanyard" of the log "Lanyard", or of the Application log where the package did not
/// register it; null on Linux. Does not talk to the log yet.
[[nodiscard]] std::unique_ptr<EventLog> makeEventLog();

/// The values of our events `id` that the log still holds, oldest first; none on Linux. Blocks.
///
/// Errors  System "audit.event_log".
[[nodiscard]] Result<QList<QStringList>> loggedValues(std::uint16_t id);

} // namespace lanyard::audit
