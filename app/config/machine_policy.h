// SPDX-License-Identifier: MIT
#pragma once

/// Where the machine's settings are, other than in a file. Main thread only.

#include "core/base/result.h"
#include "core/policy/policy_source.h"

#include <QString>

#include <memory>
#include <vector>

namespace lanyard::config {

/// The strongest first.
using PolicySources = std::vector<std::unique_ptr<policy::PolicySource>>;

/// Windows: Group Policy, HKLM\Software\Policies\Lanyard, and the machine's settings,
/// HKLM\Software\Lanyard, which the installer writes. Empty: the machine's policy.json has them.
[[nodiscard]] PolicySources machinePolicySources();

/// Where configuration is read from.
struct ConfigPlace {
    QString directory; ///< Of apps.json and roles.json; of policy.json where sources is empty.
    PolicySources sources;
};

/// Chooses between the directory `asked` for with --config-dir, whose policy.json then holds all
/// settings, and the machine's own `directory` and `sources`.
///
/// Errors  those of configDirectory(); "config.machine_policy" also where `asked` is given and
///         one of `sources` sets something, or cannot be read.
[[nodiscard]] Result<ConfigPlace> configPlace(
    const QString& asked, const QString& directory, PolicySources sources);

} // namespace lanyard::config
