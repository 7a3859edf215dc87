// SPDX-License-Identifier: MIT
#include "core/audit/event.h"

namespace lanyard::audit {

Trail::~Trail() = default;

// NOLINTNEXTLINE(readability-function-size): one kind, one line, and the compiler counts them.
QByteArray nameOf(Kind kind)
{
    switch (kind) {
    case Kind::AgentStarted:
        return "agent_started";
    case Kind::AgentStopped:
        return "agent_stopped";
    case Kind::SignInRequested:
        return "sign_in_requested";
    case Kind::BrowserOpened:
        return "browser_opened";
    case Kind::RedirectReceived:
        return "redirect_received";
    case Kind::RedirectRefused:
        return "redirect_refused";
    case Kind::CodeExchanged:
        return "code_exchanged";
    case Kind::SignedIn:
        return "signed_in";
    case Kind::SignInFailed:
        return "sign_in_failed";
    case Kind::SignInCancelled:
        return "sign_in_cancelled";
    case Kind::SessionResumed:
        return "session_resumed";
    case Kind::SessionDiscarded:
        return "session_discarded";
    case Kind::Refreshed:
        return "refreshed";
    case Kind::RefreshFailed:
        return "refresh_failed";
    case Kind::SignedOut:
        return "signed_out";
    case Kind::SessionEnded:
        return "session_ended";
    case Kind::TokenRevoked:
        return "token_revoked";
    case Kind::RevocationFailed:
        return "revocation_failed";
    case Kind::LogoutOpened:
        return "logout_opened";
    case Kind::TokenExchanged:
        return "token_exchanged";
    case Kind::ExchangeFailed:
        return "exchange_failed";
    case Kind::RoleChanged:
        return "role_changed";
    case Kind::RoleChangeFailed:
        return "role_change_failed";
    case Kind::SignedInAgain:
        return "signed_in_again";
    case Kind::Elevated:
        return "elevated";
    case Kind::ElevationFailed:
        return "elevation_failed";
    case Kind::ElevationEnded:
        return "elevation_ended";
    case Kind::EmergencyStarted:
        return "emergency_started";
    case Kind::EmergencyRefused:
        return "emergency_refused";
    case Kind::EmergencyEnded:
        return "emergency_ended";
    case Kind::PrivilegesChanged:
        return "privileges_changed";
    case Kind::PrivilegesGained:
        return "privileges_gained";
    case Kind::TokenIssued:
        return "token_issued";
    case Kind::TokenDenied:
        return "token_denied";
    case Kind::IdentityRead:
        return "identity_read";
    case Kind::RequestDenied:
        return "request_denied";
    case Kind::PeerRefused:
        return "peer_refused";
    case Kind::PolicyLoaded:
        return "policy_loaded";
    case Kind::PolicyProblem:
        return "policy_problem";
    case Kind::StoreTrouble:
        return "store_trouble";
    case Kind::HealthRaised:
        return "health_raised";
    case Kind::HealthCleared:
        return "health_cleared";
    case Kind::DesktopLocked:
        return "desktop_locked";
    case Kind::DesktopUnlocked:
        return "desktop_unlocked";
    case Kind::ConsoleDisconnected:
        return "console_disconnected";
    case Kind::ConsoleConnected:
        return "console_connected";
    case Kind::RemoteDisconnected:
        return "remote_disconnected";
    case Kind::RemoteConnected:
        return "remote_connected";
    case Kind::LoggingOff:
        return "logging_off";
    case Kind::Suspending:
        return "suspending";
    case Kind::Resumed:
        return "resumed";
    case Kind::ClockChanged:
        return "clock_changed";
    case Kind::NetworkLost:
        return "network_lost";
    case Kind::NetworkChanged:
        return "network_changed";
    case Kind::CardInserted:
        return "card_inserted";
    case Kind::CardRemoved:
        return "card_removed";
    }
    return "unknown";
}

// NOLINTNEXTLINE(readability-function-size): as above.
Durability durabilityOf(Kind kind)
{
    switch (kind) {
    case Kind::AgentStarted:
    case Kind::AgentStopped:
    case Kind::SignedIn:
    case Kind::SessionResumed:
    case Kind::SessionDiscarded:
    case Kind::SignedOut:
    case Kind::SessionEnded:
    case Kind::RoleChanged:
    case Kind::SignedInAgain:
    case Kind::Elevated:
    case Kind::EmergencyStarted:
    case Kind::EmergencyEnded:
    case Kind::PrivilegesChanged:
    case Kind::PrivilegesGained:
    case Kind::PolicyLoaded:
    case Kind::PolicyProblem:
        return Durability::OnDiskFirst;
    case Kind::SignInRequested:
    case Kind::BrowserOpened:
    case Kind::RedirectReceived:
    case Kind::RedirectRefused:
    case Kind::CodeExchanged:
    case Kind::SignInFailed:
    case Kind::SignInCancelled:
    case Kind::Refreshed:
    case Kind::RefreshFailed:
    case Kind::TokenRevoked:
    case Kind::RevocationFailed:
    case Kind::LogoutOpened:
    case Kind::TokenExchanged:
    case Kind::ExchangeFailed:
    case Kind::RoleChangeFailed:
    case Kind::ElevationFailed:
    case Kind::ElevationEnded:
    case Kind::EmergencyRefused:
    case Kind::TokenIssued:
    case Kind::TokenDenied:
    case Kind::IdentityRead:
    case Kind::RequestDenied:
    case Kind::PeerRefused:
    case Kind::StoreTrouble:
    case Kind::HealthRaised:
    case Kind::HealthCleared:
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
        return Durability::WrittenFirst;
    }
    return Durability::OnDiskFirst;
}

} // namespace lanyard::audit
