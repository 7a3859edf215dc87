// SPDX-License-Identifier: MIT
#include "core/jose/hash.h"

#include "core/base/base64url.h"

#include <openssl/evp.h>

#include <array>

namespace lanyard::jose {

namespace {

QByteArray digest(const char* name, QByteArrayView bytes)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    std::size_t length = 0;
    const int done = EVP_Q_digest(nullptr,
        name,
        nullptr,
        bytes.data(),
        static_cast<std::size_t>(bytes.size()),
        out.data(),
        &length);
    // SHA-2 is in every build of OpenSSL; without it nothing here means anything.
    Q_ASSERT_X(done == 1, "digest", "OpenSSL has no SHA-2");
    return {reinterpret_cast<const char*>(out.data()), static_cast<qsizetype>(length)};
}

} // namespace

QByteArray sha256(QByteArrayView bytes)
{
    return digest("SHA256", bytes);
}

QByteArray hashWith(Algorithm algorithm, QByteArrayView bytes)
{
    return digest(hashOf(algorithm), bytes);
}

QByteArray leftHalfHash(Algorithm algorithm, QByteArrayView value)
{
    const QByteArray whole = hashWith(algorithm, value);
    return toBase64Url(QByteArrayView(whole).first(whole.size() / 2));
}

} // namespace lanyard::jose
