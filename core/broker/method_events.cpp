// SPDX-License-Identifier: MIT
#include "core/broker/event_feed.h"
#include "core/broker/method.h"

#include <QJsonArray>

namespace lanyard::broker {

using namespace Qt::StringLiterals;

Outcome eventsSubscribe(const Request& request, Caller& caller, const Services& /*services*/)
{
    Params params(request.params);
    const QByteArrayList asked =
        params.has(u"kinds"_s) ? params.words(u"kinds"_s) : EventFeed::allKinds();
    if (params.mistake())
        return *params.mistake();
    QByteArrayList kinds; // Those of a later protocol are passed over.
    QJsonArray names;
    for (const QByteArray& kind : EventFeed::allKinds()) {
        if (!asked.contains(kind))
            continue;
        kinds.append(kind);
        names.append(QString::fromLatin1(kind));
    }
    caller.subscribe(kinds);
    return QJsonObject{{u"kinds"_s, names}};
}

Outcome requestCancel(const Request& request, Caller& caller, const Services& /*services*/)
{
    const QJsonValue id = request.params.value("id"_L1);
    if (!id.isString() && !id.isDouble())
        return badParams("request.id", u"id must be that of a request of this connection"_s);
    return QJsonObject{{u"cancelled"_s, caller.cancel(id)}};
}

} // namespace lanyard::broker
