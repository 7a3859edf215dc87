// SPDX-License-Identifier: MIT
#pragma once

/// Owners for what OpenSSL hands out. Private to this layer: included by its .cpp files only.

#include <QByteArray>
#include <QByteArrayView>
#include <QtGlobal>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>

namespace lanyard::jose {

template <auto release>
struct Release {
    template <class T>
    void operator()(T* owned) const noexcept
    {
        release(owned);
    }
};

using BigNumber = std::unique_ptr<BIGNUM, Release<BN_free>>;
using Bio = std::unique_ptr<BIO, Release<BIO_free_all>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Release<ECDSA_SIG_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Release<EVP_PKEY_CTX_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, Release<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Release<OSSL_PARAM_free>>;

/// Takes our failures off OpenSSL's error queue again. The queue belongs to the thread, and Qt's
/// TLS on the same thread would take a refused signature for a broken connection.
class QuietErrors
{
public:
    QuietErrors() { ERR_set_mark(); }

    ~QuietErrors() { ERR_pop_to_mark(); }
    Q_DISABLE_COPY_MOVE(QuietErrors)
};

[[nodiscard]] inline const unsigned char* octets(QByteArrayView bytes) noexcept
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

[[nodiscard]] inline unsigned char* octets(QByteArray& bytes)
{
    return reinterpret_cast<unsigned char*>(bytes.data());
}

/// Big endian, unsigned. `bytes` has at most 32 KiB.
[[nodiscard]] inline BigNumber toNumber(QByteArrayView bytes)
{
    return BigNumber(BN_bin2bn(octets(bytes), static_cast<int>(bytes.size()), nullptr));
}

/// Big endian, filled with zeros on the left to `size`; empty if it does not fit.
[[nodiscard]] inline QByteArray toOctets(const BIGNUM* number, qsizetype size)
{
    QByteArray bytes(size, '\0');
    return BN_bn2binpad(number, octets(bytes), static_cast<int>(size)) < 0 ? QByteArray() : bytes;
}

} // namespace lanyard::jose
