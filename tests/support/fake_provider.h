// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/base64url.h"
#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/jose/hash.h"
#include "core/jose/jwk_set.h"
#include "core/jose/signer.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <chrono>
#include <memory>
#include <utility>

namespace lanyard::test {

/// `key` in PEM; takes it.
[[nodiscard]] inline QByteArray pemOf(EVP_PKEY* key)
{
    BIO* const bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
    char* text = nullptr;
    const long length = BIO_get_mem_data(bio, &text);
    QByteArray pem(text, length);
    BIO_free(bio);
    EVP_PKEY_free(key);
    return pem;
}

/// A P-256 key that nobody else has, in PEM.
[[nodiscard]] inline QByteArray freshKeyPem()
{
    return pemOf(EVP_EC_gen("P-256"));
}

/// The same for RSA, of 2048 bits.
[[nodiscard]] inline QByteArray freshRsaKeyPem()
{
    return pemOf(EVP_RSA_gen(2048));
}

/// An OpenID provider that says whatever a test wants, honestly signed. Its issuer has CIS2's port.
class FakeProvider
{
public:
    static inline const QByteArray issuer = "https://idp.example:443/realms/care";
    static inline const QByteArray clientId = "client-1";
    static inline const QByteArray subject = "555000111222";

    [[nodiscard]] static QByteArray at(const QByteArray& path) { return issuer + path; }

    FakeProvider() { changeKey("key-1"); }

    /// Signs with a new key from now on. Publishes it instead of the old one.
    void changeKey(const QByteArray& kid)
    {
        m_signer = std::move(*jose::PemSigner::create(freshKeyPem(), jose::Algorithm::ES256, kid));
    }

    [[nodiscard]] QJsonObject metadata() const
    {
        const auto address = [](const char* path) { return QString::fromLatin1(at(path)); };
        return {{"issuer", QString::fromLatin1(issuer)},
            {"authorization_endpoint", address("/authorize")},
            {"token_endpoint", address("/access_token")},
            {"jwks_uri", address("/jwks")},
            {"userinfo_endpoint", address("/userinfo")},
            {"end_session_endpoint", address("/end")},
            {"revocation_endpoint", address("/revoke")},
            {"response_types_supported", QJsonArray{"code"}},
            {"id_token_signing_alg_values_supported", QJsonArray{"ES256"}}};
    }

    [[nodiscard]] QByteArray keys() const
    {
        return toJsonLine({{"keys", QJsonArray{m_signer->publicJwk()}}});
    }

    [[nodiscard]] jose::JwkSet keySet() const { return *jose::parseJwkSet(keys()); }

    /// The claims of an honest ID token, issued at `now`.
    [[nodiscard]] static QJsonObject claims(
        Instant now, const QByteArray& nonce, const QByteArray& accessToken)
    {
        const qint64 seconds =
            std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
        return {{"iss", QString::fromLatin1(issuer)},
            {"sub", QString::fromLatin1(subject)},
            {"aud", QString::fromLatin1(clientId)},
            {"azp", QString::fromLatin1(clientId)},
            {"exp", seconds + 3600},
            {"iat", seconds},
            {"auth_time", seconds - 5},
            {"nonce", QString::fromLatin1(nonce)},
            {"acr", "AAL2_OR_AAL3_ANY"},
            {"amr", QJsonArray{"FIDO2"}},
            {"authentication_assurance_level", 3},
            {"id_assurance_level", "3"},
            {"at_hash",
                QString::fromLatin1(jose::leftHalfHash(jose::Algorithm::ES256, accessToken))}};
    }

    [[nodiscard]] QByteArray sign(const QJsonObject& claims) const
    {
        return jose::signJwt(*m_signer, claims)->view().toByteArray();
    }

    /// A token with a header of the test's choice over the right key.
    [[nodiscard]] QByteArray signWithHeader(
        const QJsonObject& header, const QJsonObject& claims) const
    {
        const QByteArray input =
            toBase64Url(toJsonLine(header)) + '.' + toBase64Url(toJsonLine(claims));
        return input + '.' + toBase64Url(*m_signer->sign(input));
    }

private:
    std::unique_ptr<jose::Signer> m_signer;
};

} // namespace lanyard::test
