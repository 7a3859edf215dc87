// SPDX-License-Identifier: MIT
#pragma once

/// From a registry key to the tree that policy.json has.
///
/// Pure. Any thread.

#include "core/policy/registry_key.h"
#include "core/policy/setting.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace lanyard::policy {

struct RegistryTree {
    /// In the shape of policy.json. A value that cannot be used is null there, which no setting
    /// accepts: the reader then puts the safe value in force, and no weaker source's.
    QJsonObject tree;
    /// "HKLM\...\Lanyard, IdleLimitMinutes: REG_SZ found, REG_DWORD expected"; never the data.
    QStringList problems;
};

/// Takes `root`, which is shown as `place`, by the declarations of the settings.
///
///   true or false   REG_DWORD, 0 or 1
///   a number        REG_DWORD
///   text            REG_SZ; or REG_EXPAND_SZ without `%`. Variables are never expanded: people
///                   set their own, and would decide what policy says.
///   a list          REG_MULTI_SZ, or a subkey with REG_SZ values that are numbered from 1
///   Environments    a subkey with one for each profile; the registry knows no case, so that their
///                   names are taken in lower case
///   Audiences       below a profile: a subkey for each audience, or a REG_SZ value of its name:
///                   "Method=scope; Scope=records.read"; see audienceOfText()
///
/// Names of settings are found whatever their case. Unknown ones are left for the reader to report.
[[nodiscard]] RegistryTree registryTree(const RegistryKey& root, const QString& place);

/// An audience in one line: members parted by semicolons, each a name, `=` and its text. Nothing
/// where it is not so, or a name comes twice.
[[nodiscard]] std::optional<QJsonObject> audienceOfText(const QString& text);

/// What a value of `setting` must be in the registry: "REG_DWORD".
[[nodiscard]] quint32 registryTypeOf(const Setting& setting);

} // namespace lanyard::policy
