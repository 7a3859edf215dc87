// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/result.h"
#include "core/jose/algorithm.h"
#include "core/jose/key.h"

#include <QByteArray>
#include <QByteArrayView>

namespace lanyard::jose {

/// Whether `signature` is one of `text` by `key`, in JWS's form (RFC 7518 §3.3-3.5). The key's type
/// need not fit the algorithm: then it is not.
[[nodiscard]] bool signatureHolds(
    const Key& key, Algorithm algorithm, QByteArrayView text, QByteArrayView signature);

/// Signs `text` with the private `key`, whose type fits `algorithm`.
///
/// Errors  System "signer.sign": OpenSSL refuses.
[[nodiscard]] Result<QByteArray> signatureOf(
    const Key& key, Algorithm algorithm, QByteArrayView text);

} // namespace lanyard::jose
