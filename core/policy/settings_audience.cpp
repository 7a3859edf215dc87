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
    return AudienceMethod::Resource;
}

constexpr std::array table = {
    Setting{.name = "Method",
        .type = SettingType::Text,
        .effect = TakesEffect::AtOnce,
        .fallback = "resource",
        .words = "scope resource exchange",
        .necessity = Necessity::SoundIfSet,
        .target = [](Audience& audience,
                      const QJsonValue& value) { audience.method = method(value); },
        .description = "How the token is had: a refresh narrowed by scope, a refresh with a "
                       "resource indicator (RFC 8707), or a token exchange (RFC 8693)."},
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
        .description = "The most that a program may ask for here. The method scope needs it."},
};

} // namespace

std::span<const Setting> audienceSettings()
{
    return table;
}

} // namespace lanyard::policy
