// SPDX-License-Identifier: MIT
#pragma once

/// Is the trail as it was written? Reads line by line: a file may be of any length. Any thread.

#include "core/audit/witness.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <cstdint>

namespace lanyard::audit {

enum class Problem : std::uint8_t {
    ChangedLine, ///< Its hash is not its own, or not the one that others know it by.
    MissingLines, ///< Sequence numbers are left out.
    ReorderedLine, ///< A sequence number that was passed already, or a line chained to another.
    ForeignLine, ///< Not a line of ours at all.
    TruncatedFile, ///< Lines that others know of are not there any more.
    TornLine, ///< The last line is not whole, and no later file accounts for it.
    MissingFile, ///< Others know of a file that is not there.
    ReplacedFile, ///< The file begins otherwise than others know it.
    UnreadableFile,
};

[[nodiscard]] QByteArray nameOf(Problem problem); ///< "changed_line".

struct Finding {
    Problem problem = Problem::ChangedLine;
    qint64 line = 0; ///< From 1; 0 where the whole file is meant.
    QString detail;
};

struct FileReport {
    QString name;
    qint64 lines = 0;
    bool isTorn = false; ///< Ends in a torn line that a later file accounts for: not a problem.
    QList<Finding> findings; ///< At most maxFindings.

    static constexpr qsizetype maxFindings = 1000;
};

struct Report {
    QList<FileReport> files; ///< By name, those that are missing included.
    qsizetype foreignHeads = 0; ///< Lines of the witness that are not heads.

    [[nodiscard]] bool isSound() const;
};

/// Checks the journal files of one user against themselves, against each other and against `heads`.
///
/// Cannot see: lines cut from the end of the newest file that were written after the latest head,
/// or a journal and its heads forged together.
///
/// Errors  System "audit.unreadable": there is no such directory.
[[nodiscard]] Result<Report> verify(const QString& directory, const Heads& heads);

/// { "sound", "files": [ { "name", "lines", "findings": [ { "problem", "line", "detail" } ] } ] }
[[nodiscard]] QJsonObject toJson(const Report& report);

} // namespace lanyard::audit
