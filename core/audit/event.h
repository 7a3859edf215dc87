// SPDX-License-Identifier: MIT
#pragma once

/// What is put on record. Values only.

#include "core/base/error.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QJsonObject>

#include <cstdint>
#include <optional>

namespace lanyard::audit {

/// Numbers are stable Windows event ids: append, never renumber.
enum class Kind : std::uint16_t {
    AgentStarted = 100,
    AgentStopped = 101,
    SignInRequested = 200,
    BrowserOpened = 201,
    RedirectReceived = 202,
    RedirectRefused = 203,
    CodeExchanged = 204,
    SignedIn = 205,
    SignInFailed = 206,
    SignInCancelled = 207,
    SessionResumed = 210,
    SessionDiscarded = 211, ///< A stored session that may not be resumed was revoked and erased.
    Refreshed = 220,
    RefreshFailed = 221,
    SignedOut = 230,
    SessionEnded = 231, ///< Expired, or ended by the provider.
    TokenRevoked = 232,
    RevocationFailed = 233,
    LogoutOpened = 234,
    TokenExchanged = 240, ///< For another audience (RFC 8693).
    ExchangeFailed = 241,
    RoleChanged = 245,
    RoleChangeFailed = 246,
    SignedInAgain = 247, ///< The same person, while signed in.
    Elevated = 250, ///< A step-up, for one program.
    ElevationFailed = 251,
    ElevationEnded = 252,
    EmergencyStarted = 260,
    EmergencyRefused = 261,
    EmergencyEnded = 262,
    PrivilegesChanged = 270, ///< While signed in, and none was gained.
    PrivilegesGained = 271, ///< While signed in; others may have been lost.
    TokenIssued = 300,
    TokenDenied = 301,
    IdentityRead = 302,
    RequestDenied = 303,
    PeerRefused = 304,
    PolicyLoaded = 400,
    PolicyProblem = 401,
    StoreTrouble = 410,
    HealthRaised = 420,
    HealthCleared = 421,
    DesktopLocked = 500,
    DesktopUnlocked = 501,
    ConsoleDisconnected = 502,
    ConsoleConnected = 503,
    RemoteDisconnected = 504,
    RemoteConnected = 505,
    LoggingOff = 506,
    Suspending = 507,
    Resumed = 508,
    ClockChanged = 509,
    NetworkLost = 510,
    NetworkChanged = 511,
    CardInserted = 512,
    CardRemoved = 513,
};

/// design.md §10. What changes authority is on disk before it takes effect; the rest is with the
/// operating system before its answer goes out and on disk at most a second later.
enum class Durability : std::uint8_t { OnDiskFirst, WrittenFirst };

[[nodiscard]] QByteArray nameOf(Kind kind); ///< "token_issued".
[[nodiscard]] Durability durabilityOf(Kind kind);

/// Whose doing it was, and under which hat. Empty where not (yet) known.
struct Subject {
    QByteArray sessionId{};
    QByteArray contextId{};
    QByteArray person{}; ///< uid of the identity context.
    QByteArray roleId{};
    QByteArray organisation{}; ///< Code.
};

struct Event {
    Kind kind = Kind::AgentStarted;
    Subject subject{};
    QByteArray app{}; ///< Name in apps.json, or the path of an unknown program.
    QByteArray correlationId{}; ///< Chosen by the app; at most 64 printable characters.
    std::optional<Error> error{}; ///< Its code and reference are recorded, its detail scrubbed.
    QJsonObject facts{}; ///< Kind-specific. Never a token, a code, a secret or patient data.
    QString note{}; ///< A person's own words, for the file alone: no log, no alert has them.
};

/// Where events go. Two implementations: Journal, and the tests' list.
class Trail
{
public:
    Trail() = default;
    virtual ~Trail();
    Q_DISABLE_COPY_MOVE(Trail)

    /// Returns when the event is as durable as its kind demands. An error means it is not on
    /// record, and what it would have recorded must not happen quietly.
    ///
    /// Errors  System "audit.write", "audit.full".
    [[nodiscard]] virtual Result<> record(const Event& event) = 0;
};

} // namespace lanyard::audit
