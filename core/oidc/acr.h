// SPDX-License-Identifier: MIT
#pragma once

/// Authentication Context Class References, as CIS2 names them (OpenID Connect Core 1.0 §2, §3.1.2.1).
///
/// CIS2's classes say which levels will do (AAL3_ANY, AAL2_OR_AAL3_ANY); whether one was met is read
/// off authentication_assurance_level and not off acr, which only repeats the class. Pure.

#include <QByteArray>

namespace lanyard::oidc {

/// The least authentication_assurance_level that any of `acrValues` (space-separated) asks for.
/// 0 where none is of CIS2's classes: acr itself then has to be one of them.
[[nodiscard]] int leastLevelOf(const QByteArray& acrValues);

} // namespace lanyard::oidc
