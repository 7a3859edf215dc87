// SPDX-License-Identifier: MIT
#pragma once

/// What a person sees of emergency access. Pure.

#include "ui/tray_view.h"

namespace lanyard::ui {

[[nodiscard]] bool isEmergency(const session::Snapshot& snapshot);

/// What to ask; nothing where it cannot be had, or is running.
[[nodiscard]] std::optional<EmergencyForm> emergencyFormOf(const Situation& situation);

/// That it runs, what for, until when, and that it is on record; empty where none runs.
[[nodiscard]] QString emergencyBanner(const session::Snapshot& snapshot);

/// To begin it, or to end it; mostly empty.
[[nodiscard]] QList<Entry> emergencyEntries(const Situation& situation);

} // namespace lanyard::ui
