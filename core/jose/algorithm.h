// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <cstdint>
#include <optional>

namespace lanyard::jose {

/// The signature algorithms there are (RFC 7518 §3.1). `none` and the HMAC family are not among
/// them, so that no list of permitted algorithms can ever contain them (RFC 8725 §2.1, §3.1).
enum class Algorithm : std::uint8_t {
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512,
};

/// RS and PS share a key type; RFC 8725 §3.1 is why a key may still be bound to one of them.
enum class Scheme : std::uint8_t { RsaPkcs1, RsaPss, Ecdsa };

/// The algorithm of exactly that name, case and all; nothing for `none`, HS256 and strangers.
[[nodiscard]] std::optional<Algorithm> algorithmNamed(QByteArrayView name);

[[nodiscard]] QByteArray nameOf(Algorithm algorithm); ///< "RS256".
[[nodiscard]] Scheme schemeOf(Algorithm algorithm) noexcept;

/// OpenSSL's name of the algorithm's hash: "SHA256".
[[nodiscard]] const char* hashOf(Algorithm algorithm) noexcept;

} // namespace lanyard::jose
