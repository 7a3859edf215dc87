// SPDX-License-Identifier: MIT
/// A bus of the test's own, with somebody on it who says what logind says.

#include "core/platform/desktop_events.h"
#include "core/platform/network_watch.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusVirtualObject>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace lanyard::platform;

using namespace Qt::StringLiterals;

namespace {

const auto sessionPath = u"/org/freedesktop/login1/session/_33"_s;
const auto managerPath = u"/org/freedesktop/login1"_s;
const auto busName = u"test-login1"_s;

/// Knows one session, and is asked for it once or twice.
class Login final : public QDBusVirtualObject
{
public:
    [[nodiscard]] QString introspect(const QString& /*path*/) const override { return {}; }

    bool handleMessage(const QDBusMessage& message, const QDBusConnection& connection) override
    {
        if (!message.member().startsWith(u"GetSession"_s))
            return false;
        asked.append(message.member() + u' ' + message.arguments().value(0).toString());
        return connection.send(
            message.createReply(QVariant::fromValue(QDBusObjectPath(sessionPath))));
    }

    QStringList asked;
};

} // namespace

class TstDesktopEvents : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void cleanup();
    void hearsSleepAndShutdown();
    void hearsOfItsOwnSessionOnly();
    void saysNothingTwice();
    void asksForTheSessionThatTheDesktopNamed();
    void livesWithoutABus();

private:
    void start();
    void say(const QString& member, bool begins);
    void change(const QString& path, const QVariantMap& properties);
    [[nodiscard]] QByteArray heard() const;

    QProcess m_daemon;
    QByteArray m_address;
    Login m_login;
    std::unique_ptr<DesktopEvents> m_events;
    std::unique_ptr<QSignalSpy> m_spy;
};

void TstDesktopEvents::initTestCase()
{
    if (QStandardPaths::findExecutable(u"dbus-daemon"_s).isEmpty())
        QSKIP("there is no dbus-daemon");
    m_daemon.start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
    QVERIFY(m_daemon.waitForReadyRead());
    m_address = m_daemon.readLine().trimmed();
    QVERIFY(!m_address.isEmpty());
    auto bus = QDBusConnection::connectToBus(QString::fromLatin1(m_address), busName);
    QVERIFY(bus.registerService(u"org.freedesktop.login1"_s));
    QVERIFY(bus.registerVirtualObject(managerPath, &m_login, QDBusConnection::SubPath));
}

void TstDesktopEvents::cleanupTestCase()
{
    QDBusConnection::disconnectFromBus(busName);
    m_daemon.kill();
    m_daemon.waitForFinished();
}

void TstDesktopEvents::init()
{
    qputenv("DBUS_SYSTEM_BUS_ADDRESS", m_address);
    qunsetenv("XDG_SESSION_ID");
    m_login.asked.clear();
}

void TstDesktopEvents::cleanup()
{
    m_spy.reset();
    m_events.reset();
}

/// Until the session is known and watched: then what is said of it is heard.
void TstDesktopEvents::start()
{
    m_events = makeDesktopEvents();
    m_spy = std::make_unique<QSignalSpy>(m_events.get(), &DesktopEvents::happened);
    QTRY_COMPARE(m_login.asked.size(), 1);
    QTRY_VERIFY([this] {
        change(sessionPath, {{u"Active"_s, true}});
        return !m_spy->isEmpty();
    }());
    m_spy->clear();
}

void TstDesktopEvents::say(const QString& member, bool begins)
{
    auto signal =
        QDBusMessage::createSignal(managerPath, u"org.freedesktop.login1.Manager"_s, member);
    signal << begins;
    QVERIFY(QDBusConnection(busName).send(signal));
}

void TstDesktopEvents::change(const QString& path, const QVariantMap& properties)
{
    auto signal = QDBusMessage::createSignal(
        path, u"org.freedesktop.DBus.Properties"_s, u"PropertiesChanged"_s);
    signal << u"org.freedesktop.login1.Session"_s << properties << QStringList();
    QVERIFY(QDBusConnection(busName).send(signal));
}

QByteArray TstDesktopEvents::heard() const
{
    QByteArrayList names;
    for (const auto& each : *m_spy)
        names.append(nameOf(each.at(0).value<DesktopEvent>()));
    return names.join(' ');
}

void TstDesktopEvents::hearsSleepAndShutdown()
{
    start();

    say(u"PrepareForSleep"_s, true);
    say(u"PrepareForSleep"_s, false);
    say(u"PrepareForShutdown"_s, true);
    say(u"PrepareForShutdown"_s, false); // It was called off: nothing has happened.

    QTRY_COMPARE(heard(), QByteArray("suspending resumed logging_off"));
}

void TstDesktopEvents::hearsOfItsOwnSessionOnly()
{
    start();

    change(u"/org/freedesktop/login1/session/_34"_s, {{u"LockedHint"_s, true}});
    change(sessionPath, {{u"LockedHint"_s, true}});
    change(sessionPath, {{u"LockedHint"_s, false}, {u"IdleHint"_s, true}});
    change(sessionPath, {{u"Active"_s, false}});

    QTRY_COMPARE(heard(), QByteArray("locked unlocked console_disconnected"));
}

void TstDesktopEvents::saysNothingTwice()
{
    start();

    change(sessionPath, {{u"LockedHint"_s, true}});
    change(sessionPath, {{u"LockedHint"_s, true}});
    change(sessionPath, {{u"Active"_s, true}}); // As start() said.
    say(u"PrepareForSleep"_s, true);

    QTRY_COMPARE(heard(), QByteArray("locked suspending"));
}

void TstDesktopEvents::asksForTheSessionThatTheDesktopNamed()
{
    qputenv("XDG_SESSION_ID", "c7");
    start();
    QCOMPARE(m_login.asked, QStringList{u"GetSession c7"_s});
    cleanup();

    init();
    start();
    QCOMPARE(m_login.asked,
        QStringList{u"GetSessionByPID %1"_s.arg(QCoreApplication::applicationPid())});
}

void TstDesktopEvents::livesWithoutABus()
{
    qputenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent");

    QVERIFY(makeDesktopEvents() != nullptr);
    QVERIFY(!usableAddresses().contains(QByteArray("\x7F\x00\x00\x01", 4)));
}

QTEST_GUILESS_MAIN(TstDesktopEvents)
#include "tst_desktop_events_unix.moc"
