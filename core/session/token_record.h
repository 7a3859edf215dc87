// SPDX-License-Identifier: MIT
#pragma once

/// What outlives the agent: the tokens and times of one session, never the identity context
/// (design.md §6.4). Pure. Any thread.

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/platform/logon.h"

#include <QByteArray>
#include <QByteArrayView>

namespace lanyard::session {

struct TokenRecord {
    quint64 sequence = 0; ///< Given by TokenStore; the highest is the one in force.
    QByteArray issuer;
    QByteArray clientId;
    QByteArray subject; ///< `sub` of the ID token: a resumed session is this person's or nobody's.
    QByteArray sessionId; ///< Ours.
    Secret refreshToken; ///< Empty where the provider gave none; then there is nothing to resume.
    Secret idToken; ///< For id_token_hint at logout; may be empty.
    Instant signedInAt;
    Instant authenticatedAt; ///< auth_time.
    Instant absoluteEnd;
    Instant lastActivity;
    Instant savedAt; ///< When this record was made, by both clocks: within one boot, time that
    Milliseconds savedUptime{0}; ///< passed is known however the wall clock was set.
    platform::Logon logon;
    bool isAsked =
        false; ///< refreshToken has been sent, or is about to be, and no answer is stored.

    static constexpr qsizetype maxSize = qsizetype{16} * 1024; ///< Serialised (design.md §6.4).
};

/// Explicit, because it makes two more places to wipe.
[[nodiscard]] TokenRecord copyOf(const TokenRecord& record);

/// One version byte, then fields as tag, length, bytes, in ascending tags, each exactly once.
/// Version 1 had no `isAsked`, and is read as one that was not.
/// Binary, because JSON would leave unwipeable copies of the tokens behind.
///
/// Errors  Malformed "token_record.too_large".
[[nodiscard]] Result<Secret> serialise(const TokenRecord& record);

/// The inverse, and strict: anything missing, repeated, unknown, left over or out of order is
/// Malformed "token_record.broken"; a version of the future is Malformed "token_record.version".
[[nodiscard]] Result<TokenRecord> parseTokenRecord(QByteArrayView bytes);

} // namespace lanyard::session
