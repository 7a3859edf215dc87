// SPDX-License-Identifier: MIT
#pragma once

/// What ReadEventLogW gives: records of any source, one after the other. Pure. Any thread.

#include <QList>
#include <QStringList>

#include <cstdint>
#include <span>

namespace lanyard::audit {

/// The source's name, and its log's: programs' tokens are many, and must not push what others wrote
/// out of the Application log.
inline constexpr auto* eventSource = L"Lanyard";

/// The values of each whole record of ours with this id. A record that contradicts itself ends it.
[[nodiscard]] QList<QStringList> valuesIn(std::span<const char> records, std::uint16_t id);

} // namespace lanyard::audit
