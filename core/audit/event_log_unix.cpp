// SPDX-License-Identifier: MIT
#include "core/audit/event_log.h"

namespace lanyard::audit {

EventLog::~EventLog() = default;

std::unique_ptr<EventLog> makeEventLog()
{
    return {};
}

Result<QList<QStringList>> loggedValues(std::uint16_t /*id*/)
{
    return QList<QStringList>{};
}

} // namespace lanyard::audit
