// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/fleet/fleet.h"

#include <QByteArray>

namespace lanyard::fleet {

/// The day as an SVG: sessions alive, and refreshes a second (the busiest second of each minute).
/// `outage` is shaded.
[[nodiscard]] QByteArray plotOf(const Day& day, const Outage& outage);

} // namespace lanyard::fleet
