// SPDX-License-Identifier: MIT
#pragma once

/// What an event looks like on record. Pure. Any thread.

#include "core/audit/event.h"
#include "core/base/clock.h"

#include <QJsonObject>
#include <QString>

namespace lanyard::audit {

constexpr qsizetype maxFact = 512; ///< Characters of one text; longer ones are cut.
constexpr qsizetype maxFacts = 4096; ///< Bytes of all facts together; more are not recorded.

/// `event` at `time`, without its place in the chain: time, event, id, then whatever is known of
/// session, context, person, role, organisation, app, correlation, error, note and facts.
///
/// Nothing an event carries can put a secret on record: texts go through scrubbed(), a fact named
/// like a secret loses its value, an identifier shaped like a token is removed, and all are cut to
/// size and to one line.
[[nodiscard]] QJsonObject toRecord(const Event& event, Instant time);

/// "2026-11-22T09:30:00.123Z".
[[nodiscard]] QString toText(Instant time);

} // namespace lanyard::audit
