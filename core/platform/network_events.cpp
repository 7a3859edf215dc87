// SPDX-License-Identifier: MIT
#include "core/platform/network_events.h"

namespace lanyard::platform {

NetworkEvents::NetworkEvents()
    : m_state(usableAddresses())
{
    m_settled.setSingleShot(true);
    m_settled.setInterval(settling);
    connect(&m_settled, &QTimer::timeout, this, &NetworkEvents::look);
    // Not restarted by each notice: a network that never settles is looked at all the same.
    connect(&m_watch, &NetworkWatch::noticed, this, [this] {
        if (!m_settled.isActive())
            m_settled.start();
    });
}

void NetworkEvents::look()
{
    if (const auto event = m_state.update(usableAddresses()))
        Q_EMIT happened(*event);
}

} // namespace lanyard::platform
