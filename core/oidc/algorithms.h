// SPDX-License-Identifier: MIT
#pragma once

#include "core/jose/algorithm.h"

#include <QList>

namespace lanyard::oidc {

/// By which the provider may sign: the RS, PS and ES families, all of jose. The list is ours, never
/// the token's (RFC 8725 §3.1).
[[nodiscard]] QList<jose::Algorithm> allowedAlgorithms();

} // namespace lanyard::oidc
