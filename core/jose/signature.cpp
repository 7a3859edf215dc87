// SPDX-License-Identifier: MIT
#include "core/jose/signature.h"

#include "core/jose/curve.h"
#include "core/jose/openssl.h"

#include <openssl/rsa.h>

#include <optional>

namespace lanyard::jose {

using namespace Qt::StringLiterals;

namespace {

/// RFC 7518 §3.5: PSS with MGF1 over the same hash, the salt as long as the hash.
bool setPadding(EVP_PKEY_CTX* context, Algorithm algorithm)
{
    if (schemeOf(algorithm) != Scheme::RsaPss)
        return true; // PKCS #1 v1.5 is the default for RSA; ECDSA has none.
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1
        && EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

/// R || S (RFC 7518 §3.4) as the DER that OpenSSL verifies; nothing if the length is not the
/// curve's. That both lie in 1..n-1 is the first thing OpenSSL checks.
std::optional<QByteArray> toDer(QByteArrayView raw, const Curve& curve)
{
    if (raw.size() != 2 * curve.size)
        return std::nullopt;
    const EcdsaSignature pair(ECDSA_SIG_new());
    // set0 takes both over.
    ECDSA_SIG_set0(pair.get(),
        toNumber(raw.first(curve.size)).release(),
        toNumber(raw.last(curve.size)).release());
    QByteArray der(i2d_ECDSA_SIG(pair.get(), nullptr), '\0');
    unsigned char* out = octets(der);
    i2d_ECDSA_SIG(pair.get(), &out);
    return der;
}

QByteArray toRaw(const QByteArray& der, const Curve& curve)
{
    const unsigned char* in = octets(der);
    const EcdsaSignature pair(d2i_ECDSA_SIG(nullptr, &in, static_cast<long>(der.size())));
    if (!pair)
        return {};
    return toOctets(ECDSA_SIG_get0_r(pair.get()), curve.size)
        + toOctets(ECDSA_SIG_get0_s(pair.get()), curve.size);
}

/// What OpenSSL is to verify; nothing if the length alone shows that it cannot hold.
std::optional<QByteArray> forOpenSsl(const Key& key, QByteArrayView signature)
{
    if (key.type() != KeyType::Rsa)
        return toDer(signature, curveOf(key.type()));
    if (signature.size() != EVP_PKEY_get_size(key.native())) // RFC 8017 §8.1.2, §8.2.2, step 1.
        return std::nullopt;
    return signature.toByteArray();
}

} // namespace

bool signatureHolds(
    const Key& key, Algorithm algorithm, QByteArrayView text, QByteArrayView signature)
{
    const QuietErrors quiet;
    if (key.type() != keyTypeFor(algorithm))
        return false;
    const auto native = forOpenSsl(key, signature);
    const Digest digest(EVP_MD_CTX_new());
    EVP_PKEY_CTX* context = nullptr; // The digest's.
    return native
        && EVP_DigestVerifyInit_ex(
               digest.get(), &context, hashOf(algorithm), nullptr, nullptr, key.native(), nullptr)
        == 1
        && setPadding(context, algorithm)
        && EVP_DigestVerify(digest.get(),
               octets(*native),
               static_cast<std::size_t>(native->size()),
               octets(text),
               static_cast<std::size_t>(text.size()))
        == 1;
}

Result<QByteArray> signatureOf(const Key& key, Algorithm algorithm, QByteArrayView text)
{
    const QuietErrors quiet;
    const Digest digest(EVP_MD_CTX_new());
    EVP_PKEY_CTX* context = nullptr;
    auto length = static_cast<std::size_t>(EVP_PKEY_get_size(key.native()));
    QByteArray signature(static_cast<qsizetype>(length), '\0');
    const bool isSigned =
        EVP_DigestSignInit_ex(
            digest.get(), &context, hashOf(algorithm), nullptr, nullptr, key.native(), nullptr)
            == 1
        && setPadding(context, algorithm)
        && EVP_DigestSign(digest.get(),
               octets(signature),
               &length,
               octets(text),
               static_cast<std::size_t>(text.size()))
            == 1;
    if (!isSigned)
        return fail(Fault::System, "signer.sign", u"OpenSSL could not sign"_s);
    signature.truncate(static_cast<qsizetype>(length));
    return key.type() == KeyType::Rsa ? signature : toRaw(signature, curveOf(key.type()));
}

} // namespace lanyard::jose
