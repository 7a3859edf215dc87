// SPDX-License-Identifier: MIT
#pragma once

#include "core/platform/network_watch.h"

#include <QTimer>

#include <chrono>

namespace lanyard::platform {

/// NetworkLost and NetworkChanged, once for each change: a cable that is plugged in brings half a
/// dozen notices within a second. Main thread only.
class NetworkEvents final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds settling{2000};

    NetworkEvents();

Q_SIGNALS:
    void happened(lanyard::platform::DesktopEvent event);

private:
    void look();

    NetworkState m_state;
    QTimer m_settled;
    NetworkWatch m_watch;
};

} // namespace lanyard::platform
