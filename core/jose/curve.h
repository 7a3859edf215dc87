// SPDX-License-Identifier: MIT
#pragma once

/// The curves of RFC 7518 §6.2.1.1. Private to this layer.

#include "core/jose/key.h"

#include <QByteArrayView>

#include <array>
#include <cstddef>

namespace lanyard::jose {

struct Curve {
    KeyType type;
    const char* name; ///< In a JWK's `crv`.
    const char* group; ///< In OpenSSL.
    qsizetype size; ///< Of a coordinate, and of R and S, in bytes.
};

inline constexpr std::array curves{
    Curve{KeyType::P256, "P-256", "prime256v1", 32},
    Curve{KeyType::P384, "P-384", "secp384r1", 48},
    Curve{KeyType::P521, "P-521", "secp521r1", 66},
};

/// Null for a curve that is none of ours.
[[nodiscard]] inline const Curve* curveNamed(QByteArrayView name) noexcept
{
    for (const Curve& curve : curves) {
        if (name == curve.name)
            return &curve;
    }
    return nullptr;
}

/// `type` is not Rsa.
[[nodiscard]] inline const Curve& curveOf(KeyType type) noexcept
{
    Q_ASSERT_X(type != KeyType::Rsa, "curveOf", "RSA has no curve");
    return curves[static_cast<std::size_t>(type) - 1];
}

} // namespace lanyard::jose
