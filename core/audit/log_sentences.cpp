// SPDX-License-Identifier: MIT
#include "core/audit/log_entry.h"

namespace lanyard::audit {

using namespace Qt::StringLiterals;

// NOLINTNEXTLINE(readability-function-size): one kind, one line, and the compiler counts them.
Level levelOf(Kind kind)
{
    switch (kind) {
    case Kind::PolicyProblem:
    case Kind::EmergencyStarted:
        return Level::Error;
    case Kind::RedirectRefused:
    case Kind::SignInFailed:
    case Kind::RoleChangeFailed:
    case Kind::ElevationFailed:
    case Kind::SessionDiscarded:
    case Kind::RefreshFailed:
    case Kind::RevocationFailed:
    case Kind::ExchangeFailed:
    case Kind::EmergencyRefused:
    case Kind::TokenDenied:
    case Kind::RequestDenied:
    case Kind::PeerRefused:
    case Kind::StoreTrouble:
    case Kind::HealthRaised:
    case Kind::ClockChanged:
        return Level::Warning;
    case Kind::AgentStarted:
    case Kind::AgentStopped:
    case Kind::SignInRequested:
    case Kind::BrowserOpened:
    case Kind::RedirectReceived:
    case Kind::CodeExchanged:
    case Kind::SignedIn:
    case Kind::SignInCancelled:
    case Kind::SessionResumed:
    case Kind::Refreshed:
    case Kind::SignedOut:
    case Kind::SessionEnded:
    case Kind::TokenRevoked:
    case Kind::LogoutOpened:
    case Kind::TokenExchanged:
    case Kind::RoleChanged:
    case Kind::SignedInAgain:
    case Kind::Elevated:
    case Kind::ElevationEnded:
    case Kind::EmergencyEnded:
    case Kind::PrivilegesChanged:
    case Kind::PrivilegesGained:
    case Kind::TokenIssued:
    case Kind::IdentityRead:
    case Kind::PolicyLoaded:
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
    case Kind::NetworkLost:
    case Kind::NetworkChanged:
    case Kind::CardInserted:
    case Kind::CardRemoved:
        return Level::Information;
    }
    return Level::Error;
}

// NOLINTNEXTLINE(readability-function-size): as above.
QString sentenceOf(Kind kind)
{
    switch (kind) {
    case Kind::AgentStarted:
        return u"The sign-in agent started."_s;
    case Kind::AgentStopped:
        return u"The sign-in agent stopped."_s;
    case Kind::SignInRequested:
        return u"A sign-in was asked for."_s;
    case Kind::BrowserOpened:
        return u"The browser was opened for a sign-in."_s;
    case Kind::RedirectReceived:
        return u"The browser came back from the sign-in."_s;
    case Kind::RedirectRefused:
        return u"A browser's answer was refused: it does not belong to a sign-in that is under way."_s;
    case Kind::CodeExchanged:
        return u"The provider gave tokens for a sign-in."_s;
    case Kind::SignedIn:
        return u"A person signed in."_s;
    case Kind::SignInFailed:
        return u"A sign-in failed."_s;
    case Kind::SignInCancelled:
        return u"A sign-in was cancelled."_s;
    case Kind::SessionResumed:
        return u"A stored session was resumed."_s;
    case Kind::SessionDiscarded:
        return u"A stored session may not be resumed: it was revoked and erased."_s;
    case Kind::Refreshed:
        return u"A session was renewed with the provider."_s;
    case Kind::RefreshFailed:
        return u"A session could not be renewed."_s;
    case Kind::SignedOut:
        return u"A person signed out."_s;
    case Kind::SessionEnded:
        return u"A session ended: it expired, or the provider ended it."_s;
    case Kind::TokenRevoked:
        return u"A token was revoked."_s;
    case Kind::RevocationFailed:
        return u"A token could not be revoked."_s;
    case Kind::LogoutOpened:
        return u"The provider's sign-out page was opened."_s;
    case Kind::TokenExchanged:
        return u"The person's token was exchanged for one of another audience."_s;
    case Kind::ExchangeFailed:
        return u"The person's token could not be exchanged for one of another audience."_s;
    case Kind::RoleChanged:
        return u"A person changed role."_s;
    case Kind::RoleChangeFailed:
        return u"A change of role failed: the role before stays in force."_s;
    case Kind::SignedInAgain:
        return u"A person signed in again while signed in."_s;
    case Kind::Elevated:
        return u"A person confirmed who they are, for one program."_s;
    case Kind::ElevationFailed:
        return u"A step-up failed: the session goes on without it."_s;
    case Kind::ElevationEnded:
        return u"A step-up does not count any more."_s;
    case Kind::EmergencyStarted:
        return u"Emergency access began: review it in the audit trail, under the reference."_s;
    case Kind::EmergencyRefused:
        return u"Emergency access was refused."_s;
    case Kind::EmergencyEnded:
        return u"Emergency access ended."_s;
    case Kind::PrivilegesChanged:
        return u"What a person may do was changed while they were signed in; nothing was gained."_s;
    case Kind::PrivilegesGained:
        return u"A person gained privileges while they were signed in."_s;
    case Kind::TokenIssued:
        return u"A program was given a token."_s;
    case Kind::TokenDenied:
        return u"A program was refused a token."_s;
    case Kind::IdentityRead:
        return u"A program read who is signed in."_s;
    case Kind::RequestDenied:
        return u"A program's request was refused."_s;
    case Kind::PeerRefused:
        return u"A program was refused before it could ask: it is not one that may."_s;
    case Kind::PolicyLoaded:
        return u"Policy was read and applies."_s;
    case Kind::PolicyProblem:
        return u"Policy has a fault."_s;
    case Kind::StoreTrouble:
        return u"The store for sessions could not be read or written."_s;
    case Kind::HealthRaised:
        return u"A condition needs attention."_s;
    case Kind::HealthCleared:
        return u"A condition that needed attention is over."_s;
    case Kind::DesktopLocked:
        return u"The desktop was locked."_s;
    case Kind::DesktopUnlocked:
        return u"The desktop was unlocked."_s;
    case Kind::ConsoleDisconnected:
        return u"The person left the screen of this computer."_s;
    case Kind::ConsoleConnected:
        return u"The person came back to the screen of this computer."_s;
    case Kind::RemoteDisconnected:
        return u"A remote connection to the desktop ended."_s;
    case Kind::RemoteConnected:
        return u"A remote connection to the desktop began."_s;
    case Kind::LoggingOff:
        return u"The person is logging off."_s;
    case Kind::Suspending:
        return u"The computer is going to sleep."_s;
    case Kind::Resumed:
        return u"The computer woke up."_s;
    case Kind::ClockChanged:
        return u"The computer's clock was set."_s;
    case Kind::NetworkLost:
        return u"The network was lost."_s;
    case Kind::NetworkChanged:
        return u"The network changed."_s;
    case Kind::CardInserted:
        return u"A smartcard was inserted."_s;
    case Kind::CardRemoved:
        return u"A smartcard was removed."_s;
    }
    return {};
}

} // namespace lanyard::audit
