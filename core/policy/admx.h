// SPDX-License-Identifier: MIT
#pragma once

/// The administrative template for Group Policy, made from the declarations of the settings.
///
/// One policy for each setting of the computer, and for each of some profiles of Environments one
/// policy for each of its settings and one for its audiences. A template cannot make keys of a free
/// name, so that the profiles have the names that NHS England gives its environments; one of another
/// name is set by Group Policy preferences. Audiences are values of a free name (registry_tree.h).
///
/// Pure. Any thread.

#include <QByteArray>
#include <QStringList>

namespace lanyard::policy {

/// resources/policy/lanyard.admx.
[[nodiscard]] QByteArray admx();

/// resources/policy/en-GB/lanyard.adml: its texts in English.
[[nodiscard]] QByteArray adml();

/// The profiles that the template has: "live", "integration" ...
[[nodiscard]] QStringList templateEnvironments();

} // namespace lanyard::policy
