// SPDX-License-Identifier: MIT
#include "core/policy/setting.h"
#include "core/policy/setting_checks.h"

#include <array>

namespace lanyard::policy {

namespace {

AudienceMethod method(const QJsonValue& value)
{
    if (value.toString() == QLatin1String("scope"))
        return AudienceMethod::Scope;
    if (value.toString() == QLatin1String("exchange"))
        return AudienceMethod::Exchange;
    if (value.toString() == QLatin1String("nhs_api"))
        return AudienceMethod::NhsApi;
    return AudienceMethod::Resource;
}

constexpr std::array table = {
    Setting{.name = "Method",
        .type = SettingType::Text,
        .effect = TakesEffect::AtOnce,
        .fallback = "resource",
        .words = "scope resource exchange nhs_api",
        .necessity = Necessity::SoundIfSet,
        .target = [](Audience& audience,
                      const QJsonValue& value) { audience.method = method(value); },
        .description =
            "How the token is had: a refresh narrowed by scope, a refresh with a "
            "resource indicator (RFC 8707), a token exchange (RFC 8693), or the NHS API "
            "platform's own exchange of CIS2's ID token, which is not for live profiles."},
    Setting{.name = "Resource",
        .type = SettingType::Text,
        .effect = TakesEffect::AtOnce,
        .fallback = "",
        .isSound = isIdentifierOrEmpty,
        .expectation = "the resource's identifier",
        .necessity = Necessity::SoundIfSet,
        .target = [](Audience& audience,
                      const QJsonValue& value) { audience.resource = value.toString().toLatin1(); },
        .description = "What the provider calls this audience. Empty: the audience's own name."},
    Setting{.name = "Scope",
        .type = SettingType::Text,
        .effect = TakesEffect::AtOnce,
        .fallback = "",
        .isSound = isScope,
        .expectation = "scopes separated by spaces",
        .necessity = Necessity::SoundIfSet,
        .target = [](Audience& audience,
                      const QJsonValue& value) { audience.scope = value.toString().toLatin1(); },
        .description =
            "The most that a program may ask for here. The method scope needs it; nhs_api "
            "takes none."},
    Setting{.name = "TokenLimitSeconds",
        .type = SettingType::Integer,
        .effect = TakesEffect::AtOnce,
        .fallback = 0,
        .minimum = 0,
        .maximum = 86400,
        .target =
            [](Audience& audience, const QJsonValue& value) {
                audience.tokenLimit = std::chrono::seconds(value.toInt());
            },
        .description =
            "The longest that one token is served to programs, in seconds from when it was "
            "had; 0: as long as the provider says."},
    Setting{.name = "TokenUrl",
        .type = SettingType::Text,
        .effect = TakesEffect::AtOnce,
        .fallback = "",
        .isSound = isIssuerOrEmpty,
        .expectation = "an https address without user, query or fragment",
        .target = [](Audience& audience,
                      const QJsonValue& value) { audience.tokenUrl = value.toString().toLatin1(); },
        .description = "The token endpoint of the NHS API platform, for nhs_api."},
    Setting{.name = "ClientId",
        .type = SettingType::Text,
        .effect = TakesEffect::AtOnce,
        .fallback = "",
        .isSound = isIdentifierOrEmpty,
        .expectation = "the API key",
        .target = [](Audience& audience,
                      const QJsonValue& value) { audience.clientId = value.toString().toLatin1(); },
        .description = "The API key that the NHS API platform gave out, for nhs_api."},
    Setting{.name = "ClientKeyFile",
        .type = SettingType::Text,
        .effect = TakesEffect::AtOnce,
        .fallback = "",
        .isSound = isPath,
        .expectation = "an absolute path",
        .target = [](Audience& audience,
                      const QJsonValue& value) { audience.clientKeyFile = value.toString(); },
        .description = "PEM file with the RSA key registered there, for nhs_api."},
    Setting{.name = "ClientKeyId",
        .type = SettingType::Text,
        .effect = TakesEffect::AtOnce,
        .fallback = "",
        .isSound = isIdentifierOrEmpty,
        .expectation = "a key identifier",
        .target =
            [](Audience& audience, const QJsonValue& value) {
                audience.clientKeyId = value.toString().toLatin1();
            },
        .description = "The kid of that key in the key set registered there."},
    Setting{.name = "ClientSecretFile",
        .type = SettingType::Text,
        .effect = TakesEffect::AtOnce,
        .fallback = "",
        .isSound = isPath,
        .expectation = "an absolute path",
        .target = [](Audience& audience,
                      const QJsonValue& value) { audience.clientSecretFile = value.toString(); },
        .description =
            "File with the secret that belongs to the API key, without which nothing is "
            "refreshed there: each token costs an exchange, and the last one is had before "
            "the ID token expires. Never the secret itself."},
};

} // namespace

std::span<const Setting> audienceSettings()
{
    return table;
}

} // namespace lanyard::policy
