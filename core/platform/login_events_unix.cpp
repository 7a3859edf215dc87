// SPDX-License-Identifier: MIT
#include "core/platform/login_events_unix.h"

#include <QCoreApplication>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

const QString service = u"org.freedesktop.login1"_s;
const QString managerPath = u"/org/freedesktop/login1"_s;
const QString managerInterface = u"org.freedesktop.login1.Manager"_s;
const QString sessionInterface = u"org.freedesktop.login1.Session"_s;
const QString propertiesInterface = u"org.freedesktop.DBus.Properties"_s;
const QString busName = u"lanyard-desktop-events"_s;

/// The agent may be started by the user's service manager, which is in no session: then the
/// desktop has said which one it is.
QDBusMessage questionForSession()
{
    const QString id = qEnvironmentVariable("XDG_SESSION_ID");
    auto question = QDBusMessage::createMethodCall(service,
        managerPath,
        managerInterface,
        id.isEmpty() ? u"GetSessionByPID"_s : u"GetSession"_s);
    if (id.isEmpty())
        question << static_cast<uint>(QCoreApplication::applicationPid());
    else
        question << id;
    return question;
}

} // namespace

LoginEvents::LoginEvents()
    : m_bus(QDBusConnection::connectToBus(QDBusConnection::SystemBus, busName))
{
    if (!m_bus.isConnected())
        return;
    m_bus.connect(service,
        managerPath,
        managerInterface,
        u"PrepareForSleep"_s,
        this,
        SLOT(sleepPrepared(bool)));
    m_bus.connect(service,
        managerPath,
        managerInterface,
        u"PrepareForShutdown"_s,
        this,
        SLOT(shutdownPrepared(bool)));
    findSession();
}

LoginEvents::~LoginEvents()
{
    QDBusConnection::disconnectFromBus(busName);
}

void LoginEvents::findSession()
{
    auto* const asked = new QDBusPendingCallWatcher(m_bus.asyncCall(questionForSession()), this);
    connect(asked, &QDBusPendingCallWatcher::finished, this, [this, asked] {
        const QDBusPendingReply<QDBusObjectPath> answer = *asked;
        if (!answer.isError())
            watchSession(answer.value());
        asked->deleteLater();
    });
}

void LoginEvents::watchSession(const QDBusObjectPath& path)
{
    m_bus.connect(service,
        path.path(),
        propertiesInterface,
        u"PropertiesChanged"_s,
        this,
        SLOT(propertiesChanged(QString, QVariantMap)));
}

void LoginEvents::sleepPrepared(bool begins)
{
    Q_EMIT happened(begins ? DesktopEvent::Suspending : DesktopEvent::Resumed);
}

void LoginEvents::shutdownPrepared(bool begins)
{
    if (begins)
        Q_EMIT happened(DesktopEvent::LoggingOff);
}

void LoginEvents::propertiesChanged(const QString& interface, const QVariantMap& changed)
{
    if (interface != sessionInterface)
        return;
    tell(m_isLocked, changed.value(u"LockedHint"_s), DesktopEvent::Locked, DesktopEvent::Unlocked);
    tell(m_isActive,
        changed.value(u"Active"_s),
        DesktopEvent::ConsoleConnected,
        DesktopEvent::ConsoleDisconnected);
}

/// logind may say again what it said before.
void LoginEvents::tell(
    std::optional<bool>& known, const QVariant& now, DesktopEvent on, DesktopEvent off)
{
    if (!now.isValid() || known == now.toBool())
        return;
    known = now.toBool();
    Q_EMIT happened(now.toBool() ? on : off);
}

} // namespace lanyard::platform
