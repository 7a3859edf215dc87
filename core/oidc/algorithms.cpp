// SPDX-License-Identifier: MIT
#include "core/oidc/algorithms.h"

namespace lanyard::oidc {

using jose::Algorithm;

QList<Algorithm> allowedAlgorithms()
{
    return {Algorithm::RS256,
        Algorithm::RS384,
        Algorithm::RS512,
        Algorithm::PS256,
        Algorithm::PS384,
        Algorithm::PS512,
        Algorithm::ES256,
        Algorithm::ES384,
        Algorithm::ES512};
}

} // namespace lanyard::oidc
