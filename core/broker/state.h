// SPDX-License-Identifier: MIT
#pragma once

/// The session in the words of the protocol. Pure.

#include "core/session/session.h"

#include <QJsonObject>
#include <QString>

namespace lanyard::broker {

[[nodiscard]] QString nameOf(session::Phase phase); ///< "signed_in".

/// RFC 3339 in UTC, whole seconds, rounded down: "2027-03-01T08:30:00Z".
[[nodiscard]] QString timeText(Instant time);

/// What any known program may see: state, reason, context_id. Changes only when these do.
[[nodiscard]] QJsonObject briefState(const session::Snapshot& now);

/// The result of session.get; `person` only for a program that may see it.
[[nodiscard]] QJsonObject fullState(const session::Snapshot& now, bool withPerson);

} // namespace lanyard::broker
