// SPDX-License-Identifier: MIT
#pragma once

/// What the system's own log is given of the audit trail: ids, levels and sentences. The sentences
/// are compiled into lanyard-events.dll (resources/events); the log itself holds ids and values.
/// Pure. Any thread.

#include "core/audit/event.h"
#include "core/audit/witness.h"

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <cstdint>

namespace lanyard::audit {

/// As Windows sorts events; there is no success or failure audit outside its Security log.
enum class Level : std::uint8_t { Information, Warning, Error };

struct LogEntry {
    std::uint16_t id = 0; ///< A Kind, or headEventId.
    Level level = Level::Information;
    QStringList values; ///< What %1, %2 ... of the sentence stand for.
};

/// No Kind has it: 900 and above are for what is about the trail, not in it.
constexpr std::uint16_t headEventId = 900;

[[nodiscard]] QString nameOf(Level level); ///< "information".

[[nodiscard]] Level levelOf(Kind kind);

/// Plain English, one sentence, without values.
[[nodiscard]] QString sentenceOf(Kind kind);

/// All there are, by id.
[[nodiscard]] QList<Kind> allKinds();

/// `record` is toRecord()'s: nothing else may be in the log, and not its note. Values: program,
/// person, error with its reference, the record as JSON. Of an emergency the log, which every user
/// of the computer can read, has the reference alone: it is an alert, and the record is in the file.
[[nodiscard]] LogEntry logEntryOf(Kind kind, const QJsonObject& record);

/// Values: user, file, number of its last record, that record's hash.
[[nodiscard]] LogEntry logEntryOf(const Head& head, const QByteArray& userId);

/// The heads of `userId` among `entries`, oldest first: values as in logEntryOf(Head). The log is
/// everybody's, so other users' are passed over; a head that contradicts an earlier one, or is none,
/// counts as a foreign line.
[[nodiscard]] Heads headsOf(const QList<QStringList>& entries, const QByteArray& userId);

} // namespace lanyard::audit
