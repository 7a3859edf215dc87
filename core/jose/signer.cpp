// SPDX-License-Identifier: MIT
#include "core/jose/signer.h"

#include "core/base/base64url.h"
#include "core/base/json.h"
#include "core/jose/openssl.h"
#include "core/jose/signature.h"

#include <openssl/pem.h>

namespace lanyard::jose {

using namespace Qt::StringLiterals;

namespace {

/// Without one, OpenSSL would ask on the terminal.
int noPassword(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*context*/)
{
    return -1;
}

} // namespace

Signer::~Signer() = default;

PemSigner::PemSigner(Key key, Algorithm algorithm, QByteArray kid)
    : m_key(std::move(key))
    , m_algorithm(algorithm)
    , m_kid(std::move(kid))
{
}

Result<std::unique_ptr<PemSigner>> PemSigner::create(
    QByteArrayView pem, Algorithm algorithm, const QByteArray& kid)
{
    const QuietErrors quiet;
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const std::shared_ptr<EVP_PKEY> native(
        PEM_read_bio_PrivateKey(bio.get(), nullptr, noPassword, nullptr), EVP_PKEY_free);
    if (!native)
        return fail(Fault::Misconfigured, "signer.pem", u"no plain private key in the PEM text"_s);
    const auto key = Key::create(native);
    if (!key || key->type() != keyTypeFor(algorithm))
        return fail(Fault::Misconfigured,
            "signer.key",
            u"the private key cannot sign with "_s + QString::fromLatin1(nameOf(algorithm)));
    return std::unique_ptr<PemSigner>(
        new PemSigner(*key, algorithm, kid.isEmpty() ? key->thumbprint() : kid));
}

QJsonObject PemSigner::publicJwk() const
{
    QJsonObject jwk = m_key.toJwk();
    jwk.insert("kid"_L1, QString::fromUtf8(m_kid));
    jwk.insert("alg"_L1, QString::fromLatin1(nameOf(m_algorithm)));
    jwk.insert("use"_L1, "sig"_L1);
    return jwk;
}

Result<QByteArray> PemSigner::sign(QByteArrayView input) const
{
    return signatureOf(m_key, m_algorithm, input);
}

Result<Secret> signJwt(const Signer& signer, const QJsonObject& claims)
{
    const QJsonObject header{{"alg"_L1, QString::fromLatin1(nameOf(signer.algorithm()))},
        {"kid"_L1, QString::fromUtf8(signer.kid())},
        {"typ"_L1, "JWT"_L1}};
    const QByteArray text = toBase64Url(toJsonLine(header)) + '.' + toBase64Url(toJsonLine(claims));
    LY_TRY(const QByteArray signature, signer.sign(text));
    return Secret(text + '.' + toBase64Url(signature));
}

} // namespace lanyard::jose
