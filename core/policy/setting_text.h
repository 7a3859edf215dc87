// SPDX-License-Identifier: MIT
#pragma once

/// What a declaration says, in words, for the documentation and the administrative template. Pure;
/// private to this layer.

#include "core/policy/setting.h"

#include <QString>

namespace lanyard::policy {

/// As JSON: `"keyring"`, `15`, `[]`.
[[nodiscard]] QString asJson(const SettingValue& value);

/// "at once".
[[nodiscard]] QString shownEffect(TakesEffect effect);

/// "the default", "nobody can sign in", or the value in JSON.
[[nodiscard]] QString meaningOfBad(const Setting& setting);

} // namespace lanyard::policy
