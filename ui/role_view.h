// SPDX-License-Identifier: MIT
#pragma once

/// What a person sees of changing their role. Pure.

#include "ui/tray_view.h"

namespace lanyard::ui {

/// The roles to choose from, by organisation; none while there is nothing to choose, or the choice
/// is being made.
[[nodiscard]] QList<RoleEntry> rolesOf(const session::Snapshot& snapshot);

/// What can be done while the browser is asked for another role.
[[nodiscard]] QList<Entry> errandEntries(const session::Snapshot& snapshot);

/// What the person is to do about a change of role, or why it came to nothing; mostly empty.
[[nodiscard]] QString errandText(const Situation& situation);

} // namespace lanyard::ui
