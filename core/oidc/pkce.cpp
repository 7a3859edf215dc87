// SPDX-License-Identifier: MIT
#include "core/oidc/pkce.h"

#include "core/base/base64url.h"
#include "core/jose/hash.h"

namespace lanyard::oidc {

QByteArray codeChallenge(QByteArrayView verifier)
{
    return toBase64Url(jose::sha256(verifier));
}

} // namespace lanyard::oidc
