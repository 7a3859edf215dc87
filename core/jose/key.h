// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/result.h"
#include "core/jose/algorithm.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonObject>

#include <cstdint>
#include <memory>

struct evp_pkey_st; // OpenSSL's EVP_PKEY: no header of ours shows more of OpenSSL than this.

namespace lanyard::jose {

/// Key types of RFC 7518 §6, as far as the algorithms need them.
enum class KeyType : std::uint8_t { Rsa, P256, P384, P521 };

[[nodiscard]] KeyType keyTypeFor(Algorithm algorithm) noexcept;

/// One asymmetric key. A cheap copy; the key itself never changes. A public key, unless it came
/// from a PEM file of a private one.
class Key
{
public:
    /// Takes over `key`. Bounds: RSA of 2048 to 8192 bits, modulus and exponent odd, exponent from
    /// 65537 (SP 800-56B) to below 2^32; EC on P-256, P-384 or P-521.
    ///
    /// Errors  Malformed "jwk.type", "jwk.size", "jwk.point".
    [[nodiscard]] static Result<Key> create(std::shared_ptr<evp_pkey_st> key);

    /// The public half of a JWK (RFC 7517 §4, RFC 7518 §6.2.1, §6.3.1). Private members are ignored.
    ///
    /// Errors  as create(); Malformed "jwk.member" for a missing or ill-coded member.
    [[nodiscard]] static Result<Key> fromJwk(const QJsonObject& jwk);

    [[nodiscard]] KeyType type() const noexcept { return m_type; }

    /// The members of the public half and nothing else: kty, n, e, or kty, crv, x, y.
    [[nodiscard]] QJsonObject toJwk() const;

    /// RFC 7638, SHA-256, base64url: the customary kid.
    [[nodiscard]] QByteArray thumbprint() const;

    /// For the other files of this layer. Never null.
    [[nodiscard]] evp_pkey_st* native() const noexcept { return m_key.get(); }

private:
    Key(std::shared_ptr<evp_pkey_st> key, KeyType type)
        : m_key(std::move(key))
        , m_type(type)
    {
    }

    std::shared_ptr<evp_pkey_st> m_key;
    KeyType m_type;
};

} // namespace lanyard::jose
