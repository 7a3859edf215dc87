// SPDX-License-Identifier: MIT
#pragma once

/// What a person sees of changing their role, and of confirming who they are for a program. Pure.

#include "ui/tray_view.h"

namespace lanyard::ui {

/// The roles to choose from, by organisation; none while there is nothing to choose, or the choice
/// is being made.
[[nodiscard]] QList<Choice> rolesOf(const session::Snapshot& snapshot);

/// The programs that a person may confirm who they are for, with those they have; none while the
/// browser is asked for something.
[[nodiscard]] QList<Choice> stepUpsOf(const Situation& situation);

/// For which programs they have, and until when; mostly empty.
[[nodiscard]] QString stepUpLine(const session::Snapshot& snapshot);

/// Whether what programs are given is about to end, or has, and only a sign-in brings more.
[[nodiscard]] bool needsSignInAgain(const Situation& situation);

/// What can be done while the browser is asked for something more.
[[nodiscard]] QList<Entry> errandEntries(const session::Snapshot& snapshot);

/// What the person is to do about it, or why it came to nothing; mostly empty.
[[nodiscard]] QString errandText(const Situation& situation);

} // namespace lanyard::ui
