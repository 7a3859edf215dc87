// SPDX-License-Identifier: MIT
#include "core/audit/reserve.h"

#include <utility>

namespace lanyard::audit {

// NOLINTNEXTLINE(readability-function-size): one kind, one line, and the compiler counts them.
Claim claimOf(Kind kind)
{
    switch (kind) {
    case Kind::SignInRequested:
    case Kind::BrowserOpened:
    case Kind::RedirectReceived:
    case Kind::CodeExchanged:
    case Kind::SignedIn:
    case Kind::SessionResumed:
    case Kind::RoleChanged:
    case Kind::SignedInAgain:
    case Kind::Elevated:
    case Kind::EmergencyStarted:
    case Kind::PrivilegesGained:
    case Kind::DesktopLocked:
    case Kind::DesktopUnlocked:
    case Kind::ConsoleDisconnected:
    case Kind::ConsoleConnected:
    case Kind::RemoteDisconnected:
    case Kind::RemoteConnected:
    case Kind::LoggingOff:
    case Kind::Suspending:
    case Kind::Resumed:
    case Kind::ClockChanged:
    case Kind::NetworkLost:
    case Kind::NetworkChanged:
    case Kind::CardInserted:
    case Kind::CardRemoved:
        return Claim::None;
    case Kind::AgentStopped:
    case Kind::SessionDiscarded:
    case Kind::SignedOut:
    case Kind::SessionEnded:
    case Kind::EmergencyEnded:
    case Kind::TokenRevoked:
    case Kind::RevocationFailed:
    case Kind::LogoutOpened:
        return Claim::Last;
    case Kind::AgentStarted:
    case Kind::RedirectRefused:
    case Kind::SignInFailed:
    case Kind::SignInCancelled:
    case Kind::RoleChangeFailed:
    case Kind::ElevationFailed:
    case Kind::ElevationEnded:
    case Kind::PrivilegesChanged:
    case Kind::Refreshed:
    case Kind::RefreshFailed:
    case Kind::TokenExchanged:
    case Kind::ExchangeFailed:
    case Kind::EmergencyRefused:
    case Kind::TokenIssued:
    case Kind::TokenDenied:
    case Kind::IdentityRead:
    case Kind::RequestDenied:
    case Kind::PeerRefused:
    case Kind::PolicyLoaded:
    case Kind::PolicyProblem:
    case Kind::StoreTrouble:
    case Kind::HealthRaised:
    case Kind::HealthCleared:
        return Claim::Shared;
    }
    return Claim::None;
}

Reserve::Reserve(Disk& disk, QString path)
    : m_disk(disk)
    , m_path(std::move(path))
{
}

Result<> Reserve::fill()
{
    if (isWhole())
        return {};
    auto taken = m_disk.reserve(m_path, size);
    if (taken) {
        m_left = size;
        return {};
    }
    // What there was is better than nothing: go back to it, if the disk lets us.
    if (!m_disk.reserve(m_path, m_left))
        m_left = 0;
    return taken;
}

bool Reserve::give(Claim claim)
{
    const qint64 floor = claim == Claim::Last ? 0 : keptForLast;
    if (claim == Claim::None || m_left <= floor)
        return false;
    m_left = std::max(m_left - piece, floor);
    return m_disk.reserve(m_path, m_left).has_value();
}

} // namespace lanyard::audit
