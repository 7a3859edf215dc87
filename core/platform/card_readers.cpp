// SPDX-License-Identifier: MIT
#include "core/platform/card_readers.h"

namespace lanyard::platform {

namespace {

bool hasCard(const CardReaders& readers, const std::wstring& name)
{
    const auto reader = readers.find(name);
    return reader != readers.end() && reader->second;
}

} // namespace

QList<DesktopEvent> cardEvents(const CardReaders& before, const CardReaders& now)
{
    QList<DesktopEvent> events;
    for (const auto& [name, had] : before) {
        if (had && !hasCard(now, name))
            events.append(DesktopEvent::CardRemoved);
    }
    for (const auto& [name, has] : now) {
        if (has && !hasCard(before, name))
            events.append(DesktopEvent::CardInserted);
    }
    return events;
}

} // namespace lanyard::platform
