// SPDX-License-Identifier: MIT
#include "core/policy/setting.h"
#include "core/policy/setting_checks.h"

#include <QJsonArray>

#include <array>

namespace lanyard::policy {

namespace {

QByteArray ascii(const QJsonValue& value)
{
    return value.toString().toLatin1();
}

ClientAuthentication clientAuthentication(const QJsonValue& value)
{
    if (value.toString() == QLatin1String("private_key_jwt"))
        return ClientAuthentication::PrivateKeyJwt;
    if (value.toString() == QLatin1String("client_secret_post"))
        return ClientAuthentication::ClientSecretPost;
    return ClientAuthentication::None;
}

constexpr std::array table = {
    Setting{.name = "Live",
        .type = SettingType::Boolean,
        .effect = TakesEffect::NextSignIn,
        .fallback = false,
        .whenBad = true, // The rules for live are the stricter ones.
        .target = [](Environment& environment,
                      const QJsonValue& value) { environment.live = value.toBool(); },
        .description = "Whether this profile reaches real patients' records. Every other one is "
                       "marked in the tray."},
    Setting{.name = "Issuer",
        .type = SettingType::Text,
        .effect = TakesEffect::NextSignIn,
        .fallback = "",
        .isSound = isIssuer,
        .expectation = "an https address without user, query or fragment",
        .necessity = Necessity::Required,
        .target = [](Environment& environment,
                      const QJsonValue& value) { environment.issuer = ascii(value); },
        .description = "The provider's issuer, exactly as its discovery document spells it: a port "
                       "of :443 is part of it."},
    Setting{.name = "ClientId",
        .type = SettingType::Text,
        .effect = TakesEffect::NextSignIn,
        .fallback = "",
        .isSound = isIdentifier,
        .expectation = "the identifier that the provider registered",
        .necessity = Necessity::Required,
        .target = [](Environment& environment,
                      const QJsonValue& value) { environment.clientId = ascii(value); },
        .description = "The client identifier that the provider gave out."},
    Setting{.name = "RedirectUris",
        .type = SettingType::TextList,
        .effect = TakesEffect::NextSignIn,
        .fallback = {},
        .isSound = isLoopbackRedirect,
        .expectation = "an http address on 127.0.0.1, [::1] or localhost with a port from 1024 to "
                       "65535, or * for any",
        .necessity = Necessity::Required,
        .target =
            [](Environment& environment, const QJsonValue& value) {
                environment.redirectUris.clear();
                for (const QJsonValue uri : value.toArray())
                    environment.redirectUris.append(ascii(uri));
            },
        .description = "The registered redirect addresses, in order of preference. Fixed ports "
                       "belong below 32768; a port of * only where the provider permits any port."},
    Setting{.name = "ClientAuthentication",
        .type = SettingType::Text,
        .effect = TakesEffect::NextSignIn,
        .fallback = "none",
        .words = "none private_key_jwt client_secret_post",
        .necessity = Necessity::SoundIfSet,
        .target =
            [](Environment& environment, const QJsonValue& value) {
                environment.clientAuthentication = clientAuthentication(value);
            },
        .description = "How the agent proves itself at the token endpoint. A gateway's public "
                       "client uses none."},
    Setting{.name = "ClientKeyFile",
        .type = SettingType::Text,
        .effect = TakesEffect::NextSignIn,
        .fallback = "",
        .isSound = isPath,
        .expectation = "an absolute path",
        .target = [](Environment& environment,
                      const QJsonValue& value) { environment.clientKeyFile = value.toString(); },
        .description = "PEM file with the private key, for private_key_jwt."},
    Setting{.name = "ClientKeyId",
        .type = SettingType::Text,
        .effect = TakesEffect::NextSignIn,
        .fallback = "",
        .isSound = isIdentifierOrEmpty,
        .expectation = "a key identifier",
        .target = [](Environment& environment,
                      const QJsonValue& value) { environment.clientKeyId = ascii(value); },
        .description = "The kid of that key in the published key set."},
    Setting{.name = "ClientKeyAlgorithm",
        .type = SettingType::Text,
        .effect = TakesEffect::NextSignIn,
        .fallback = "RS512",
        .words = "RS256 RS512 ES256 PS256",
        .target = [](Environment& environment,
                      const QJsonValue& value) { environment.clientKeyAlgorithm = ascii(value); },
        .description = "The signing algorithm registered for that key."},
    Setting{.name = "ClientSecretFile",
        .type = SettingType::Text,
        .effect = TakesEffect::NextSignIn,
        .fallback = "",
        .isSound = isPath,
        .expectation = "an absolute path",
        .target = [](Environment& environment,
                      const QJsonValue& value) { environment.clientSecretFile = value.toString(); },
        .description = "File with the client secret, for client_secret_post. Never the secret "
                       "itself."},
    Setting{.name = "Scope",
        .type = SettingType::Text,
        .effect = TakesEffect::NextSignIn,
        .fallback = "openid profile",
        .isSound = isOpenIdScope,
        .expectation = "scopes separated by spaces, openid among them",
        .target = [](Environment& environment,
                      const QJsonValue& value) { environment.scope = ascii(value); },
        .description = "What to ask for at sign-in. For CIS2's roles: openid profile email "
                       "nhsperson nationalrbacaccess associatedorgs professionalmemberships "
                       "selectedrole."},
    Setting{.name = "AcrValues",
        .type = SettingType::Text,
        .effect = TakesEffect::NextSignIn,
        .fallback = "",
        .isSound = isScope,
        .expectation = "authentication classes separated by spaces",
        .necessity = Necessity::SoundIfSet,
        .target = [](Environment& environment,
                      const QJsonValue& value) { environment.acrValues = ascii(value); },
        .description = "How strongly people must authenticate: AAL3_ANY or AAL2_OR_AAL3_ANY."},
    Setting{.name = "MaxAgeSeconds",
        .type = SettingType::Integer,
        .effect = TakesEffect::NextSignIn,
        .fallback = 0,
        .whenBad = 300,
        .minimum = 0,
        .maximum = 86400,
        .target =
            [](Environment& environment, const QJsonValue& value) {
                environment.maxAge = std::chrono::seconds(value.toInt());
            },
        .description = "How old an authentication the provider may reuse, in seconds; 0: not asked "
                       "for."},
    Setting{.name = "Prompt",
        .type = SettingType::Text,
        .effect = TakesEffect::NextSignIn,
        .fallback = "login",
        .words = "login select_account omit",
        .target =
            [](Environment& environment, const QJsonValue& value) {
                environment.prompt =
                    value.toString() == QLatin1String("omit") ? QByteArray() : ascii(value);
            },
        .description =
            "Whether the provider must ask the person again. Anything but login lets the "
            "next person at a shared computer in as the last one."},
    Setting{.name = "RoleSelection",
        .type = SettingType::Text,
        .effect = TakesEffect::AtOnce,
        .fallback = "provider",
        .words = "provider local",
        .target =
            [](Environment& environment, const QJsonValue& value) {
                environment.roleSelection = value.toString() == QLatin1String("local")
                    ? RoleSelection::Local
                    : RoleSelection::Provider;
            },
        .description = "Where a person changes role. provider: in the browser, and tokens carry "
                       "the new role. local: in the agent alone; the tokens stay as they are, so "
                       "only where no resource reads a role from them."},
    Setting{.name = "RoleChangeScope",
        .type = SettingType::Text,
        .effect = TakesEffect::AtOnce,
        .fallback = "changedrole",
        .isSound = isScope,
        .expectation = "a scope, or nothing",
        .target = [](Environment& environment,
                      const QJsonValue& value) { environment.roleChangeScope = ascii(value); },
        .description = "The scope that takes the place of selectedrole to make the provider ask "
                       "for the role again. Its name at CIS2 is not in the public guide; empty: "
                       "the usual scope is asked for with a new authentication."},
    Setting{.name = "ElevationAcr",
        .type = SettingType::Text,
        .effect = TakesEffect::AtOnce,
        .fallback = "AAL3_ANY",
        .isSound = isLevelledAcr,
        .expectation = "a class such as AAL3_ANY or AAL2_OR_AAL3_ANY",
        .target = [](Environment& environment,
                      const QJsonValue& value) { environment.elevationAcr = ascii(value); },
        .description = "The class of authentication that a step-up takes where neither the program "
                       "nor roles.json names one."},
    Setting{.name = "MinimumAuthenticationLevel",
        .type = SettingType::Integer,
        .effect = TakesEffect::NextSignIn,
        .fallback = 0,
        .whenBad = 3,
        .minimum = 0,
        .maximum = 3,
        .target =
            [](Environment& environment, const QJsonValue& value) {
                environment.minimumAuthenticationLevel = value.toInt();
            },
        .description = "The authentication assurance level below which nobody is signed in; 0: not "
                       "demanded."},
    Setting{.name = "MinimumIdentityLevel",
        .type = SettingType::Integer,
        .effect = TakesEffect::NextSignIn,
        .fallback = 0,
        .whenBad = 3,
        .minimum = 0,
        .maximum = 3,
        .target =
            [](Environment& environment, const QJsonValue& value) {
                environment.minimumIdentityLevel = value.toInt();
            },
        .description = "The identity assurance level below which nobody is signed in; 0: not "
                       "demanded."},
    Setting{.name = "SignedUserinfo",
        .type = SettingType::Boolean,
        .effect = TakesEffect::NextSignIn,
        .fallback = false,
        .whenBad = true,
        .target = [](Environment& environment,
                      const QJsonValue& value) { environment.signedUserinfo = value.toBool(); },
        .description = "Whether the client is registered for signed userinfo; then no other is "
                       "taken."},
    Setting{.name = "CaFile",
        .type = SettingType::Text,
        .effect = TakesEffect::NextStart,
        .fallback = "",
        .isSound = isPath,
        .expectation = "an absolute path",
        .target = [](Environment& environment,
                      const QJsonValue& value) { environment.caFile = value.toString(); },
        .description = "PEM file with the root of a private certificate authority, trusted beside "
                       "the system's."},
    Setting{.name = "DirectExemption",
        .type = SettingType::Boolean,
        .effect = TakesEffect::AtOnce,
        .fallback = false,
        .target = [](Environment& environment,
                      const QJsonValue& value) { environment.directExemption = value.toBool(); },
        .description = "Whether NHS England has agreed in writing that this desktop client may "
                       "exchange tokens in a live environment."},
};

} // namespace

std::span<const Setting> environmentSettings()
{
    return table;
}

} // namespace lanyard::policy
