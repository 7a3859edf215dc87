// SPDX-License-Identifier: MIT
#pragma once

/// The one declaration of every setting: the reader, the schema, the documentation and the
/// diagnostics page are made from this table.
///
/// Pure. Any thread.

#include "core/policy/policy.h"

#include <QJsonValue>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <span>
#include <variant>

namespace lanyard::policy {

enum class SettingType : std::uint8_t { Boolean, Integer, Text, TextList };

/// When a change is felt.
enum class TakesEffect : std::uint8_t { AtOnce, NextSignIn, NextStart };

/// A value of the table itself; monostate is the empty list.
using SettingValue = std::variant<std::monostate, bool, int, const char*>;

/// Where a checked value goes. Which alternative it is says what the setting belongs to.
using SettingTarget = std::variant<void (*)(Policy&, const QJsonValue&),
    void (*)(Environment&, const QJsonValue&),
    void (*)(Audience&, const QJsonValue&)>;

enum class SettingScope : std::uint8_t { Machine, Environment, Audience };

/// What a bad value, or none, means for signing in under the environment.
enum class Necessity : std::uint8_t {
    Optional,
    Required, ///< Nobody can sign in without it.
    SoundIfSet, ///< May be left out, but a bad value has no safe stand-in: nobody can sign in.
};

struct Setting {
    const char* name; ///< UpperCamel, with the unit where it has one.
    SettingType type;
    TakesEffect effect;
    SettingValue fallback; ///< In force while nobody sets it.
    std::optional<SettingValue> whenBad = {}; ///< In place of a bad value; nothing: the fallback.
    int minimum = 0; ///< Of an Integer.
    int maximum = 0;
    const char* words = nullptr; ///< Of a Text: the allowed ones, separated by spaces.
    bool (*isSound)(const QString&) = nullptr; ///< Of a Text, or of each member of a TextList.
    const char* expectation = nullptr; ///< What isSound wants: "an https address".
    Necessity necessity = Necessity::Optional;
    SettingTarget target;
    const char* description; ///< Plain English, one or two sentences.

    [[nodiscard]] SettingScope scope() const;
    [[nodiscard]] QStringList allowedWords() const;

    /// "a whole number from 1 to 60": for problems and documentation.
    [[nodiscard]] QString expected() const;

    /// True if `value` may be used as it is.
    [[nodiscard]] bool accepts(const QJsonValue& value) const;
};

[[nodiscard]] QJsonValue toJson(const SettingValue& value);

/// In the order of the documentation.
[[nodiscard]] std::span<const Setting> machineSettings();
[[nodiscard]] std::span<const Setting> environmentSettings();
[[nodiscard]] std::span<const Setting> audienceSettings();

} // namespace lanyard::policy
