// SPDX-License-Identifier: MIT
#include "core/base/random.h"
#include "core/platform/seal.h"

#include <QByteArray>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include <array>
#include <memory>
#include <optional>
#include <unistd.h>
#include <vector>

// AES-256-GCM. The key comes from the entropy and the uid, neither of which is secret: whoever can
// read the blob and knows the issuer can open it. That is no less than the Secret Service gives,
// which is open to every program of the user while it is unlocked (P44). What the seal does add
// here: a blob that was torn, changed or moved to another entry does not open.
//
// Blob: version 1, 12 bytes of nonce, ciphertext, 16 bytes of tag. The version is authenticated.

namespace lanyard::platform {

using namespace Qt::StringLiterals;

namespace {

constexpr unsigned char version = 1;
constexpr qsizetype nonceSize = 12;
constexpr qsizetype tagSize = 16;
constexpr qsizetype overhead = 1 + nonceSize + tagSize;

struct Free {
    void operator()(EVP_KDF* kdf) const { EVP_KDF_free(kdf); }

    void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }

    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

/// Bytes that are wiped, which is all that Secret does not let us write into.
class Buffer
{
public:
    explicit Buffer(qsizetype size)
        : m_bytes(static_cast<std::size_t>(size))
    {
    }

    ~Buffer() { OPENSSL_cleanse(m_bytes.data(), m_bytes.size()); }

    Q_DISABLE_COPY_MOVE(Buffer)

    unsigned char* at(qsizetype offset) { return m_bytes.data() + offset; }

    [[nodiscard]] Secret toSecret() const
    {
        return Secret(QByteArrayView(m_bytes.data(), std::ssize(m_bytes)));
    }

private:
    std::vector<unsigned char> m_bytes;
};

const unsigned char* bytesOf(QByteArrayView view)
{
    return reinterpret_cast<const unsigned char*>(view.data());
}

/// HKDF-SHA256 (RFC 5869).
bool deriveKey(QByteArrayView entropy, Buffer& key)
{
    const std::unique_ptr<EVP_KDF, Free> kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    const std::unique_ptr<EVP_KDF_CTX, Free> context(EVP_KDF_CTX_new(kdf.get()));
    QByteArray digest = "SHA256";
    QByteArray secret = entropy.toByteArray();
    QByteArray salt = "lanyard.seal/1";
    QByteArray user = QByteArray::number(getuid());
    const auto octets = [](const char* name, QByteArray& value) {
        return OSSL_PARAM_construct_octet_string(
            name, value.data(), static_cast<std::size_t>(value.size()));
    };
    const std::array parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
        octets(OSSL_KDF_PARAM_KEY, secret),
        octets(OSSL_KDF_PARAM_SALT, salt),
        octets(OSSL_KDF_PARAM_INFO, user),
        OSSL_PARAM_construct_end(),
    };
    return context && EVP_KDF_derive(context.get(), key.at(0), 32, parameters.data()) == 1;
}

tl::unexpected<Error> broken()
{
    return fail(Fault::Untrusted, "seal.broken", u"changed, or sealed for another entry or user"_s);
}

} // namespace

Result<Secret> seal(const Secret& plain, QByteArrayView entropy)
{
    const auto size = static_cast<int>(plain.view().size());
    Buffer key(32);
    Buffer blob(plain.view().size() + overhead);
    const QByteArray nonce = randomBytes(nonceSize);
    *blob.at(0) = version;
    std::copy(nonce.begin(), nonce.end(), blob.at(1));
    int written = 0;
    const std::unique_ptr<EVP_CIPHER_CTX, Free> context(EVP_CIPHER_CTX_new());
    auto* const gcm = context.get();
    unsigned char* const text = blob.at(1 + nonceSize);
    if (!gcm || !deriveKey(entropy, key)
        || EVP_EncryptInit_ex2(gcm, EVP_aes_256_gcm(), key.at(0), blob.at(1), nullptr) != 1
        || EVP_EncryptUpdate(gcm, nullptr, &written, blob.at(0), 1) != 1
        || EVP_EncryptUpdate(gcm, text, &written, bytesOf(plain.view()), size) != 1
        || EVP_EncryptFinal_ex(gcm, text + written, &written) != 1
        || EVP_CIPHER_CTX_ctrl(gcm, EVP_CTRL_GCM_GET_TAG, tagSize, text + size) != 1)
        return fail(Fault::System, "seal.failed", u"the cipher refused"_s);
    return blob.toSecret();
}

Result<Secret> unseal(const Secret& sealed, QByteArrayView entropy)
{
    const auto blob = sealed.view();
    if (blob.size() < overhead || static_cast<unsigned char>(blob.front()) != version)
        return broken();
    const auto size = blob.size() - overhead;
    const unsigned char* const bytes = bytesOf(blob);
    const unsigned char* const text = bytes + 1 + nonceSize;
    Buffer key(32);
    Buffer plain(size);
    Buffer tag(tagSize);
    std::copy_n(text + size, tagSize, tag.at(0));
    int written = 0;
    const std::unique_ptr<EVP_CIPHER_CTX, Free> context(EVP_CIPHER_CTX_new());
    auto* const gcm = context.get();
    if (!gcm || !deriveKey(entropy, key)
        || EVP_DecryptInit_ex2(gcm, EVP_aes_256_gcm(), key.at(0), bytes + 1, nullptr) != 1
        || EVP_DecryptUpdate(gcm, nullptr, &written, bytes, 1) != 1
        || EVP_DecryptUpdate(gcm, plain.at(0), &written, text, static_cast<int>(size)) != 1
        || EVP_CIPHER_CTX_ctrl(gcm, EVP_CTRL_GCM_SET_TAG, tagSize, tag.at(0)) != 1
        || EVP_DecryptFinal_ex(gcm, plain.at(size), &written) != 1)
        return broken();
    return plain.toSecret();
}

} // namespace lanyard::platform
