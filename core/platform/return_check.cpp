// SPDX-License-Identifier: MIT
#include "core/platform/return_check.h"

#include "core/base/log.h"

#include <utility>

namespace lanyard::platform {

namespace {

bool isParting(DesktopEvent event)
{
    return event == DesktopEvent::ConsoleDisconnected || event == DesktopEvent::RemoteDisconnected;
}

bool undoes(DesktopEvent event, DesktopEvent waiting)
{
    return waiting == DesktopEvent::Unlocked ? event == DesktopEvent::Locked : isParting(event);
}

} // namespace

bool isReturn(DesktopEvent event)
{
    return event == DesktopEvent::Unlocked || event == DesktopEvent::ConsoleConnected
        || event == DesktopEvent::RemoteConnected;
}

ReturnCheck::ReturnCheck(
    Ask ask, Tell tell, std::chrono::milliseconds interval, std::chrono::milliseconds patience)
    : m_ask(std::move(ask))
    , m_tell(std::move(tell))
    , m_patience(patience)
{
    m_timer.setInterval(interval);
    m_timer.callOnTimeout([this] { askAgain(); });
}

void ReturnCheck::heard(DesktopEvent event)
{
    std::erase_if(m_left, [event](const auto& waiting) { return undoes(event, waiting.first); });
    if (!isReturn(event) || m_ask(event) != Word::No) {
        m_left.erase(event);
        m_tell(event);
        return;
    }
    m_left[event] = static_cast<int>(m_patience / m_timer.intervalAsDuration());
    if (!m_timer.isActive())
        m_timer.start();
}

void ReturnCheck::askAgain()
{
    for (const auto& [event, left] : std::exchange(m_left, {})) {
        if (m_ask(event) != Word::No)
            m_tell(event);
        else if (left > 1)
            m_left[event] = left - 1;
        else
            qCWarning(logAgent) << "the system does not bear out:" << nameOf(event);
    }
    if (m_left.empty())
        m_timer.stop();
}

} // namespace lanyard::platform
