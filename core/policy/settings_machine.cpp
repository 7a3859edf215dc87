// SPDX-License-Identifier: MIT
#include "core/policy/setting.h"
#include "core/policy/setting_checks.h"

#include <QJsonArray>

#include <array>

namespace lanyard::policy {

namespace {

/// "mode" leaves what SessionMode, which stands before it, has set.
template <DesktopAction DesktopRules::*rule>
void setRule(Policy& policy, const QJsonValue& value)
{
    policy.desktop.*rule = desktopActionOf(value.toString()).value_or(policy.desktop.*rule);
}

constexpr std::array table = {
    Setting{.name = "Environment",
        .type = SettingType::Text,
        .effect = TakesEffect::NextSignIn,
        .fallback = "",
        .isSound = isEnvironmentNameOrEmpty,
        .expectation = "the name of one of Environments",
        .target = [](Policy& policy,
                      const QJsonValue& value) { policy.environment.name = value.toString(); },
        .description = "The profile of Environments that people sign in to. May be left out while "
                       "there is only one."},
    Setting{.name = "IdleLimitMinutes",
        .type = SettingType::Integer,
        .effect = TakesEffect::AtOnce,
        .fallback = 15,
        .minimum = 1,
        .maximum = 60,
        .target =
            [](Policy& policy, const QJsonValue& value) {
                policy.idleLimit = std::chrono::minutes(value.toInt());
            },
        .description = "Minutes without keyboard, mouse or touch after which the person is signed "
                       "out. CIS2 expects 15."},
    Setting{.name = "AbsoluteLimitMinutes",
        .type = SettingType::Integer,
        .effect = TakesEffect::AtOnce,
        .fallback = 720,
        .minimum = 5,
        .maximum = 1440,
        .target =
            [](Policy& policy, const QJsonValue& value) {
                policy.absoluteLimit = std::chrono::minutes(value.toInt());
            },
        .description = "Minutes after signing in when a session ends, however busy the person is."},
    Setting{.name = "SessionMode",
        .type = SettingType::Text,
        .effect = TakesEffect::AtOnce,
        .fallback = "normal",
        .words = "normal session_lock_persistence mobility",
        .target =
            [](Policy& policy, const QJsonValue& value) {
                policy.desktop = desktopRulesOf(value.toString());
            },
        .description = "What a session does when the person may have left, as in the NHS Identity "
                       "Agent's modes: docs/policy.md has the table. The four settings On... "
                       "below say otherwise one by one."},
    Setting{.name = "OnLock",
        .type = SettingType::Text,
        .effect = TakesEffect::AtOnce,
        .fallback = "mode",
        .whenBad = "pause",
        .words = "mode keep pause sign_out",
        .target = &setRule<&DesktopRules::locked>,
        .description = "When the desktop is locked: keep serving programs, pause until it is "
                       "unlocked, or sign out. mode: as SessionMode has it."},
    Setting{.name = "OnDisconnect",
        .type = SettingType::Text,
        .effect = TakesEffect::AtOnce,
        .fallback = "mode",
        .whenBad = "pause",
        .words = "mode keep pause sign_out",
        .target = &setRule<&DesktopRules::disconnected>,
        .description = "When a remote desktop is disconnected, or another user takes the screen."},
    Setting{.name = "OnSuspend",
        .type = SettingType::Text,
        .effect = TakesEffect::AtOnce,
        .fallback = "mode",
        .whenBad = "pause",
        .words = "mode keep pause sign_out",
        .target = &setRule<&DesktopRules::suspended>,
        .description = "When the computer goes to sleep."},
    Setting{.name = "OnCardRemoval",
        .type = SettingType::Text,
        .effect = TakesEffect::AtOnce,
        .fallback = "mode",
        .whenBad = "lock",
        .words = "mode keep lock sign_out",
        .target = &setRule<&DesktopRules::cardRemoved>,
        .description = "When a smartcard leaves any reader: nothing, lock the desktop, or sign "
                       "out. Lanyard cannot tell cards apart, so a card that comes back "
                       "continues nothing: unlocking the desktop does."},
    Setting{.name = "EmergencyAccess",
        .type = SettingType::Boolean,
        .effect = TakesEffect::AtOnce,
        .fallback = false,
        .target = [](Policy& policy,
                      const QJsonValue& value) { policy.emergency.isAllowed = value.toBool(); },
        .description =
            "Whether people may take, in an emergency and for a short time, a permission "
            "that a rule of roles.json gives for emergencies. Off ends one that runs."},
    Setting{.name = "EmergencyMinutes",
        .type = SettingType::Integer,
        .effect = TakesEffect::AtOnce,
        .fallback = 30,
        .minimum = 5,
        .maximum = 120,
        .target =
            [](Policy& policy, const QJsonValue& value) {
                policy.emergency.duration = std::chrono::minutes(value.toInt());
            },
        .description = "Minutes after which an emergency ends by itself. One that runs keeps the "
                       "end that the person was told."},
    Setting{.name = "EmergencyReasonCodes",
        .type = SettingType::TextList,
        .effect = TakesEffect::AtOnce,
        .fallback = {},
        .isSound = isEmergencyReason,
        .expectation = "a code in lower case, or a code and its words such as "
                       "cardiac_arrest=Cardiac arrest",
        .target =
            [](Policy& policy, const QJsonValue& value) {
                policy.emergency.reasons.clear();
                for (const QJsonValue one : value.toArray())
                    policy.emergency.reasons.append(emergencyReasonOf(one.toString()));
            },
        .description = "The reasons a person chooses from in an emergency. EmergencyAccess needs "
                       "at least one."},
    Setting{.name = "ResumeAcrossLogon",
        .type = SettingType::Boolean,
        .effect = TakesEffect::NextStart,
        .fallback = false,
        .target = [](Policy& policy,
                      const QJsonValue& value) { policy.resumeAcrossLogon = value.toBool(); },
        .description = "Whether a session may go on after the computer account has logged off and "
                       "on again. Leave off where people share an account."},
    Setting{.name = "StoreMode",
        .type = SettingType::Text,
        .effect = TakesEffect::NextStart,
        .fallback = "keyring",
        .whenBad = "memory",
        .words = "keyring memory",
        .target =
            [](Policy& policy, const QJsonValue& value) {
                policy.store = value.toString() == QLatin1String("memory") ? StoreMode::Memory
                                                                           : StoreMode::Keyring;
            },
        .description = "Where the session record is kept. With memory it is lost when the agent "
                       "stops."},
    Setting{.name = "BrowserCommand",
        .type = SettingType::TextList,
        .effect = TakesEffect::NextStart,
        .fallback = {},
        .target =
            [](Policy& policy, const QJsonValue& value) {
                policy.browserCommand = value.toVariant().toStringList();
            },
        .description = "The browser to open: a program and its arguments, with {url} where the "
                       "address belongs. Empty: the system's default browser."},
    Setting{.name = "SignInTimeoutSeconds",
        .type = SettingType::Integer,
        .effect = TakesEffect::NextSignIn,
        .fallback = 300,
        .minimum = 30,
        .maximum = 1800,
        .target =
            [](Policy& policy, const QJsonValue& value) {
                policy.signInTimeout = std::chrono::seconds(value.toInt());
            },
        .description = "Seconds that the agent waits for somebody to finish in the browser."},
    Setting{.name = "ElevationMinutes",
        .type = SettingType::Integer,
        .effect = TakesEffect::AtOnce,
        .fallback = 10,
        .whenBad = 1,
        .minimum = 1,
        .maximum = 60,
        .target =
            [](Policy& policy, const QJsonValue& value) {
                policy.elevationLimit = std::chrono::minutes(value.toInt());
            },
        .description = "Minutes that a step-up counts for the program it was made for."},
    Setting{.name = "AuditDirectory",
        .type = SettingType::Text,
        .effect = TakesEffect::NextStart,
        .fallback = "",
        .isSound = isPath,
        .expectation = "an absolute path",
        .target = [](Policy& policy,
                      const QJsonValue& value) { policy.auditDirectory = value.toString(); },
        .description =
            "Where audit files are written, in a folder for each user; their heads in "
            "another of this name and `-heads`. Where users share it, both must be there, "
            "owned by an administrator; everybody may make a folder in them and nobody touch "
            "another's (on Linux: mode 1777). Empty: the platform's own place."},
    Setting{.name = "AppsFile",
        .type = SettingType::Text,
        .effect = TakesEffect::AtOnce,
        .fallback = "",
        .isSound = isPath,
        .expectation = "an absolute path",
        .target = [](Policy& policy,
                      const QJsonValue& value) { policy.appsFile = value.toString(); },
        .description = "Which programs may ask for what. Empty: apps.json in the agent's "
                       "configuration directory."},
    Setting{.name = "RolesFile",
        .type = SettingType::Text,
        .effect = TakesEffect::AtOnce,
        .fallback = "",
        .isSound = isPath,
        .expectation = "an absolute path",
        .target = [](Policy& policy,
                      const QJsonValue& value) { policy.rolesFile = value.toString(); },
        .description = "Which roles hold which permissions. Empty: roles.json in the agent's "
                       "configuration directory."},
    Setting{.name = "PublisherRevocation",
        .type = SettingType::Text,
        .effect = TakesEffect::AtOnce,
        .fallback = "cached",
        .words = "off cached online",
        .target =
            [](Policy& policy, const QJsonValue& value) {
                policy.publisherRevocation = value.toString() == QLatin1String("off")
                    ? PublisherRevocation::Off
                    : value.toString() == QLatin1String("online") ? PublisherRevocation::Online
                                                                  : PublisherRevocation::Cached;
            },
        .description = "Windows: whether the certificate that signed a calling program is looked "
                       "up in revocation lists: never, in those the computer has already, or on "
                       "the network, where without an answer the program has no publisher."},
    Setting{.name = "MaxConnections",
        .type = SettingType::Integer,
        .effect = TakesEffect::AtOnce,
        .fallback = 64,
        .minimum = 1,
        .maximum = 1024,
        .target = [](Policy& policy,
                      const QJsonValue& value) { policy.maxConnections = value.toInt(); },
        .description = "Programs that may be connected to the agent at one time."},
    Setting{.name = "RequestsPerSecond",
        .type = SettingType::Integer,
        .effect = TakesEffect::AtOnce,
        .fallback = 50,
        .minimum = 1,
        .maximum = 1000,
        .target = [](Policy& policy,
                      const QJsonValue& value) { policy.requestsPerSecond = value.toInt(); },
        .description = "Requests a second that one program may make before it is told to wait."},
};

} // namespace

std::span<const Setting> machineSettings()
{
    return table;
}

} // namespace lanyard::policy
