// SPDX-License-Identifier: MIT
#pragma once

#include "core/platform/desktop_event.h"

#include <QDBusConnection>
#include <QDBusObjectPath>
#include <QObject>
#include <QVariantMap>

#include <optional>

namespace lanyard::platform {

/// What systemd-logind says of this computer and of our login session. Nothing of it is waited for,
/// and without logind there is nothing. Main thread only.
class LoginEvents final : public QObject
{
    Q_OBJECT

public:
    LoginEvents();
    ~LoginEvents() override;
    Q_DISABLE_COPY_MOVE(LoginEvents)

Q_SIGNALS:
    void happened(lanyard::platform::DesktopEvent event);

private Q_SLOTS: // D-Bus connects by name.
    void sleepPrepared(bool begins);
    void shutdownPrepared(bool begins);
    void propertiesChanged(const QString& interface, const QVariantMap& changed);

private:
    void findSession();
    void watchSession(const QDBusObjectPath& path);
    void tell(std::optional<bool>& known, const QVariant& now, DesktopEvent on, DesktopEvent off);

    QDBusConnection m_bus;
    std::optional<bool> m_isLocked;
    std::optional<bool> m_isActive;
};

} // namespace lanyard::platform
