// SPDX-License-Identifier: MIT
#pragma once

/// From what smartcard readers say to events. Pure. Any thread.

#include "core/platform/desktop_event.h"

#include <QList>

#include <map>
#include <string>

namespace lanyard::platform {

/// Readers by name, and whether a card is in each.
using CardReaders = std::map<std::wstring, bool>;

/// What happened from `before` to `now`. A reader that is gone took its card with it; one that is
/// new with a card in it brought it.
[[nodiscard]] QList<DesktopEvent> cardEvents(const CardReaders& before, const CardReaders& now);

} // namespace lanyard::platform
