// SPDX-License-Identifier: MIT

/// Says on a bus of the tests' own what logind says on the system's. Knows one session, whatever it is
/// asked for. Prints "ready"; then each line of its input is said: "locked yes", "locked no",
/// "active yes", "active no", "sleep yes", "sleep no". Answers "said".

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusVirtualObject>

#include <iostream>
#include <string>
#include <thread>

using namespace Qt::StringLiterals;

namespace {

const auto managerPath = u"/org/freedesktop/login1"_s;
const auto sessionPath = u"/org/freedesktop/login1/session/_31"_s;
const auto loginName = u"org.freedesktop.login1"_s;

class Manager final : public QDBusVirtualObject
{
public:
    [[nodiscard]] QString introspect(const QString& /*path*/) const override { return {}; }

    bool handleMessage(const QDBusMessage& message, const QDBusConnection& connection) override
    {
        return message.member().startsWith(u"GetSession"_s)
            && connection.send(
                message.createReply(QVariant::fromValue(QDBusObjectPath(sessionPath))));
    }
};

QDBusMessage messageFor(const std::string& line)
{
    const bool isOn = line.ends_with(" yes");
    if (line.starts_with("sleep")) {
        auto message = QDBusMessage::createSignal(
            managerPath, u"org.freedesktop.login1.Manager"_s, u"PrepareForSleep"_s);
        message << isOn;
        return message;
    }
    auto message = QDBusMessage::createSignal(
        sessionPath, u"org.freedesktop.DBus.Properties"_s, u"PropertiesChanged"_s);
    const auto property = line.starts_with("locked") ? u"LockedHint"_s : u"Active"_s;
    message << u"org.freedesktop.login1.Session"_s << QVariantMap{{property, isOn}}
            << QStringList();
    return message;
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    auto bus = QDBusConnection::systemBus();
    Manager manager;
    if (!bus.registerService(loginName)
        || !bus.registerVirtualObject(managerPath, &manager, QDBusConnection::SubPath))
        return 1;
    std::thread reader([bus]() mutable {
        std::cout << "ready" << std::endl;
        for (std::string line; std::getline(std::cin, line);) {
            const bool isSaid = bus.send(messageFor(line));
            std::cout << (isSaid ? "said" : "not said") << std::endl;
        }
        QMetaObject::invokeMethod(qApp, &QCoreApplication::quit, Qt::QueuedConnection);
    });
    const int code = QCoreApplication::exec();
    reader.join();
    return code;
}
