// SPDX-License-Identifier: MIT
#include "core/broker/state.h"

#include <QDateTime>

namespace lanyard::broker {

using namespace Qt::StringLiterals;
using session::Phase;

QString nameOf(Phase phase)
{
    switch (phase) {
    case Phase::SignedOut:
        return u"signed_out"_s;
    case Phase::SigningIn:
        return u"signing_in"_s;
    case Phase::SignedIn:
        return u"signed_in"_s;
    case Phase::Paused:
        return u"paused"_s;
    case Phase::Ended:
        return u"ended"_s;
    }
    return u"signed_out"_s;
}

QString timeText(Instant time)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch();
    return QDateTime::fromSecsSinceEpoch(seconds.count()).toUTC().toString(Qt::ISODate);
}

QJsonObject briefState(const session::Snapshot& now)
{
    QJsonValue reason = QJsonValue::Null;
    if (now.reason)
        reason = QJsonObject{{u"code"_s, QString::fromUtf8(now.reason->code)},
            {u"reference"_s, now.reason->reference}};
    QJsonValue context = QJsonValue::Null;
    if (!now.contextId().isEmpty())
        context = QString::fromUtf8(now.contextId());
    return {{u"state"_s, nameOf(now.phase)}, {u"reason"_s, reason}, {u"context_id"_s, context}};
}

QJsonObject fullState(const session::Snapshot& now, bool withPerson)
{
    QJsonObject state = briefState(now);
    if (!now.context)
        return state;
    state.insert(u"signed_in_at"_s, timeText(now.signedInAt));
    state.insert(u"idle_ends_at"_s, timeText(now.idleEndsAt));
    state.insert(u"absolute_ends_at"_s, timeText(now.absoluteEndsAt));
    if (withPerson)
        state.insert(u"person"_s, identity::toJson(*now.context, {"person"})["person"_L1]);
    return state;
}

} // namespace lanyard::broker
