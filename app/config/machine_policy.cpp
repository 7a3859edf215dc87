// SPDX-License-Identifier: MIT
#include "app/config/machine_policy.h"

#include "app/config/config_files.h"

#include <algorithm>
#include <utility>

namespace lanyard::config {

using namespace Qt::StringLiterals;

Result<ConfigPlace> configPlace(
    const QString& asked, const QString& directory, PolicySources sources)
{
    const auto isUsed = [](const auto& source) {
        return !source->tree().isEmpty() || source->problem();
    };
    const auto used = std::find_if(sources.begin(), sources.end(), isUsed);
    if (!asked.isEmpty() && used != sources.end())
        return fail(Fault::Misconfigured,
            "config.machine_policy",
            u"this computer has a policy, %1; another directory is not used"_s.arg(
                (*used)->name()));
    LY_TRY(QString chosen, configDirectory(asked, directory));
    if (!asked.isEmpty())
        sources.clear();
    return ConfigPlace{std::move(chosen), std::move(sources)};
}

} // namespace lanyard::config
