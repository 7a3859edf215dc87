// SPDX-License-Identifier: MIT
#include "core/platform/clock_watch_unix.h"
#include "core/platform/desktop_events.h"
#include "core/platform/login_events_unix.h"
#include "core/platform/network_events.h"

namespace lanyard::platform {

namespace {

class LinuxDesktopEvents final : public DesktopEvents
{
public:
    LinuxDesktopEvents()
    {
        connect(&m_login, &LoginEvents::happened, this, &DesktopEvents::happened);
        connect(&m_network, &NetworkEvents::happened, this, &DesktopEvents::happened);
        connect(&m_clock, &ClockWatch::noticed, this, [this] {
            Q_EMIT happened(DesktopEvent::ClockChanged);
        });
    }

private:
    LoginEvents m_login;
    NetworkEvents m_network;
    ClockWatch m_clock;
};

} // namespace

std::unique_ptr<DesktopEvents> makeDesktopEvents()
{
    return std::make_unique<LinuxDesktopEvents>();
}

} // namespace lanyard::platform
