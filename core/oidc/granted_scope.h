// SPDX-License-Identifier: MIT
#pragma once

/// What was granted, against what was asked for.
///
/// In this file § means RFC 6749.
/// Pure: no clock, no I/O, no globals. Reentrant.

#include "core/base/result.h"

#include <QByteArray>
#include <QByteArrayList>

namespace lanyard::oidc {

/// The scopes in `scope` (§3.3): case-sensitive, separated by spaces.
[[nodiscard]] QByteArrayList scopesIn(const QByteArray& scope);

/// Refuses a grant that lacks a scope of `required`. `granted` is the answer's `scope`; where it is
/// empty the provider says that it granted what was asked for (§5.1).
///
/// This is how a gateway is noticed that drops scopes on the way.
///
/// Errors  Misconfigured "token.scope_missing"; detail names the first that is missing.
[[nodiscard]] Result<> checkGranted(const QByteArray& granted, const QByteArrayList& required);

} // namespace lanyard::oidc
