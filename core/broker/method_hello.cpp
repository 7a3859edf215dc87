// SPDX-License-Identifier: MIT
#include "core/broker/method.h"
#include "core/broker/state.h"

#include <QJsonArray>

namespace lanyard::broker {

using namespace Qt::StringLiterals;

Outcome agentHello(const Request& request, Caller& caller, const Services& services)
{
    Params params(request.params);
    std::ignore = params.sentence(u"client"_s, 128); // For people; nothing is decided by it.
    if (params.number(u"protocol"_s, wire::protocolVersion) < 1)
        return badParams("request.protocol", u"protocol begins at 1"_s);
    if (params.mistake())
        return *params.mistake();

    QJsonArray capabilities;
    for (const Method& method : methods())
        capabilities.append(QString::fromLatin1(method.name.data(), std::ssize(method.name)));
    QJsonValue app = QJsonValue::Null;
    if (caller.app())
        app = QString::fromUtf8(caller.app()->name);
    return QJsonObject{
        {u"protocol"_s, wire::protocolVersion},
        {u"agent"_s, u"Lanyard"_s},
        {u"version"_s, QString::fromUtf8(services.version)},
        {u"capabilities"_s, capabilities},
        {u"app"_s, app},
        {u"state"_s, nameOf(services.session.snapshot().phase)},
    };
}

} // namespace lanyard::broker
