// SPDX-License-Identifier: MIT
#pragma once

/// When a session is renewed that no program has asked for (design.md §6.10). Whoever is struck off
/// at the provider is out within five minutes, while a million and a half desktops do not ask at the
/// same moment: `tests/bench/fleet` runs these very functions.
///
/// Pure. `chance` is uniform in [0, 1), another one at each call.

#include "core/base/clock.h"

namespace lanyard::session {

/// After a token was had that lives so long; zero where the provider does not say.
[[nodiscard]] Milliseconds renewalAfterSuccess(Milliseconds lifetime, double chance);

/// After the `failures`th failure in a row (from 1), where the provider asked to be left alone for
/// `retryAfter` (RFC 9110 §10.2.3), or zero.
[[nodiscard]] Milliseconds renewalAfterFailure(
    int failures, Milliseconds retryAfter, double chance);

/// When it is overdue, or failed before, and the computer or the network is back.
[[nodiscard]] Milliseconds renewalAfterReturn(double chance);

} // namespace lanyard::session
