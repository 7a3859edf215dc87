// SPDX-License-Identifier: MIT
#pragma once

/// Where a journal's files are, and how one of them ends.

#include "core/audit/chain.h"
#include "core/base/clock.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace lanyard::audit {

/// Of `directory`, oldest first. Other files are not listed.
[[nodiscard]] QStringList journalFiles(const QString& directory);

/// "20261122T093000.123Z-4f1c.jsonl". Sorts after `last` (may be empty) even when the clock was set
/// back; the name then tells a time after its own.
[[nodiscard]] QString newFileName(Instant now, const QString& last);

struct FileEnd {
    std::optional<Link> last; ///< Nothing when there is not one whole line of ours at the end.
    qint64 torn = 0; ///< Bytes after the last line feed: a line that was never finished.
};

/// Reads the end only, however long the file.
[[nodiscard]] FileEnd endOf(const QString& path);

} // namespace lanyard::audit
