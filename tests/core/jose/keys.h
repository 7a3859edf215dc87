// SPDX-License-Identifier: MIT
#pragma once

/// Keys and tokens for the tests of this layer.

#include "core/base/base64url.h"
#include "core/base/json.h"
#include "core/jose/jwk_set.h"
#include "core/jose/signer.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <memory>
#include <utility>

namespace lanyard::jose::test {

using namespace Qt::StringLiterals;

inline constexpr std::array allAlgorithms{
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::ES512,
};

[[nodiscard]] inline QList<Algorithm> everyAlgorithm()
{
    return {allAlgorithms.begin(), allAlgorithms.end()};
}

[[nodiscard]] inline QByteArray takeText(BIO* bio)
{
    char* text = nullptr;
    const long length = BIO_get_mem_data(bio, &text);
    QByteArray copy(text, length);
    BIO_free(bio);
    return copy;
}

[[nodiscard]] inline QByteArray pemOf(EVP_PKEY* key)
{
    BIO* const bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
    return takeText(bio);
}

[[nodiscard]] inline QByteArray newRsaPem(std::size_t bits = 2048)
{
    const std::shared_ptr<EVP_PKEY> key(EVP_RSA_gen(bits), EVP_PKEY_free);
    return pemOf(key.get());
}

[[nodiscard]] inline QByteArray newEcPem(const char* curve)
{
    const std::shared_ptr<EVP_PKEY> key(EVP_EC_gen(curve), EVP_PKEY_free);
    return pemOf(key.get());
}

/// One per type and process: making an RSA key takes a while.
[[nodiscard]] inline const QByteArray& pemFor(Algorithm algorithm)
{
    static const QByteArray rsa = newRsaPem();
    static const QByteArray p256 = newEcPem("P-256");
    static const QByteArray p384 = newEcPem("P-384");
    static const QByteArray p521 = newEcPem("P-521");
    switch (keyTypeFor(algorithm)) {
    case KeyType::Rsa:
        return rsa;
    case KeyType::P256:
        return p256;
    case KeyType::P384:
        return p384;
    case KeyType::P521:
        return p521;
    }
    return rsa;
}

[[nodiscard]] inline std::unique_ptr<PemSigner> signerFor(
    Algorithm algorithm, const QByteArray& kid = "k1")
{
    auto signer = PemSigner::create(pemFor(algorithm), algorithm, kid);
    return std::move(*signer);
}

[[nodiscard]] inline QByteArray setText(const QJsonArray& keys)
{
    return toJsonLine({{"keys"_L1, keys}});
}

[[nodiscard]] inline JwkSet setOf(const QJsonArray& keys)
{
    return *parseJwkSet(setText(keys));
}

/// header.payload.signature, the signature made by `signer` whatever the header says.
[[nodiscard]] inline QByteArray signedToken(
    const Signer& signer, const QByteArray& header, const QByteArray& payload = "{\"sub\":\"1\"}")
{
    const QByteArray text = toBase64Url(header) + '.' + toBase64Url(payload);
    return text + '.' + toBase64Url(*signer.sign(text));
}

} // namespace lanyard::jose::test
