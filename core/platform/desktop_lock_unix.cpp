// SPDX-License-Identifier: MIT
#include "core/platform/desktop_lock.h"

#include <QDBusConnection>
#include <QDBusMessage>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

bool lockDesktop()
{
    return QDBusConnection::systemBus().send(
        QDBusMessage::createMethodCall(u"org.freedesktop.login1"_s,
            u"/org/freedesktop/login1/session/auto"_s,
            u"org.freedesktop.login1.Session"_s,
            u"Lock"_s));
}

} // namespace lanyard::platform
