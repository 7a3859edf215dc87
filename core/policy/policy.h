// SPDX-License-Identifier: MIT
#pragma once

/// What the administrator decided, as values. Every member comes from one declaration in
/// settings_*.cpp, which gives its name, type, range, default and description.

#include "core/base/clock.h"
#include "core/policy/desktop_rules.h"
#include "core/policy/emergency_rules.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <chrono>
#include <cstdint>

namespace lanyard::policy {

/// How a token for an audience is had (design.md §3.3).
enum class AudienceMethod : std::uint8_t {
    Scope, ///< A refresh narrowed by `scope` (RFC 6749 §6).
    Resource, ///< A refresh with a resource indicator (RFC 8707).
    Exchange, ///< A token exchange at the token endpoint (RFC 8693).
    NhsApi, ///< The NHS API platform's own exchange, of CIS2's ID token.
};

struct Audience {
    AudienceMethod method = AudienceMethod::Resource;
    QByteArray resource; ///< The resource or audience to ask for; the audience's name by default.
    QByteArray scope; ///< The most that may be asked for, space-separated.
    std::chrono::seconds tokenLimit{0}; ///< The longest one is served; 0: as long as it lives.
    // For NhsApi:
    QByteArray tokenUrl{}; ///< Of the platform; compared and signed byte for byte.
    QByteArray clientId{}; ///< The API key.
    QString clientKeyFile{}; ///< PEM; for RS512.
    QByteArray clientKeyId{};
    QString clientSecretFile{}; ///< Empty: nothing is refreshed there.
};

/// Who asks the person which role is to be in force.
enum class RoleSelection : std::uint8_t { Provider, Local };

enum class ClientAuthentication : std::uint8_t { None, PrivateKeyJwt, ClientSecretPost };

/// One named profile (design.md §3): where to sign in, as what.
struct Environment {
    QString name;
    bool live = false; ///< Anything else is marked unmistakably.
    QByteArray issuer; ///< Compared byte for byte; never normalised.
    QByteArray clientId;
    ClientAuthentication clientAuthentication = ClientAuthentication::None;
    QString clientKeyFile; ///< PEM; for PrivateKeyJwt.
    QByteArray clientKeyId;
    QByteArray clientKeyAlgorithm; ///< RS256, RS512, ES256 or PS256.
    QString clientSecretFile; ///< For ClientSecretPost.
    QByteArrayList redirectUris; ///< Exact; a port of `*` where the provider permits any.
    QByteArray scope;
    QByteArray acrValues;
    std::chrono::seconds maxAge{0}; ///< 0: not asked for.
    QByteArray prompt; ///< Usually "login".
    RoleSelection roleSelection = RoleSelection::Provider;
    QByteArray roleChangeScope = "changedrole"; ///< Makes the provider ask for the role again.
    QByteArray elevationAcr = "AAL3_ANY"; ///< Of a step-up that names no class.
    int minimumAuthenticationLevel = 0; ///< AAL; 0: not demanded.
    int minimumIdentityLevel = 0;
    bool signedUserinfo = false; ///< The client is registered for signed userinfo.
    QString caFile; ///< PEM of a private root beside the system's; empty: none.
    bool directExemption = false; ///< Token exchange straight from the desktop, though live.
    QMap<QByteArray, Audience> audiences; ///< By the name apps use.
    /// Why nobody can sign in here, naming settings; empty: they can. See signInRefusal().
    QString unusable;
};

enum class StoreMode : std::uint8_t { Keyring, Memory };

enum class PublisherRevocation : std::uint8_t { Off, Cached, Online };

struct Policy {
    Environment environment; ///< The active one.
    std::chrono::minutes idleLimit{15};
    std::chrono::minutes absoluteLimit{12 * 60};
    DesktopRules desktop;
    EmergencyRules emergency;
    bool resumeAcrossLogon = false;
    StoreMode store = StoreMode::Keyring;
    QStringList browserCommand; ///< platform::BrowserChoice::command.
    std::chrono::seconds signInTimeout{300};
    std::chrono::minutes elevationLimit{10}; ///< How long a step-up counts.
    QString auditDirectory; ///< Absolute; empty: the platform's own place.
    QString appsFile; ///< Absolute; empty: apps.json beside policy.json.
    QString rolesFile; ///< Absolute; empty: roles.json beside policy.json.
    PublisherRevocation publisherRevocation = PublisherRevocation::Cached;
    int maxConnections = 64;
    int requestsPerSecond = 50; ///< For each connection.
};

} // namespace lanyard::policy
