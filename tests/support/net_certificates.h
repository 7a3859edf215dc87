// SPDX-License-Identifier: MIT
#pragma once

/// Certificates made on the spot: a root, and leaves that are good or wrong in one way.

#include <QByteArray>
#include <QSslCertificate>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>

namespace lanyard::test {

template <auto Free>
struct NetFree {
    template <class T>
    void operator()(T* object) const
    {
        Free(object);
    }
};

using NetKey = std::unique_ptr<EVP_PKEY, NetFree<EVP_PKEY_free>>;
using NetX509 = std::unique_ptr<X509, NetFree<X509_free>>;

/// A key and its certificate. The first made is its own root; others are signed by it.
class NetIdentity
{
public:
    struct Wish {
        QByteArray name = "DNS:localhost,IP:127.0.0.1,IP:0:0:0:0:0:0:0:1"; ///< subjectAltName.
        long validFrom = -3600; ///< Seconds from now.
        long validUntil = 3600;
    };

    [[nodiscard]] static NetIdentity root() { return NetIdentity({}, nullptr); }

    [[nodiscard]] NetIdentity leaf(const Wish& wish) const { return NetIdentity(wish, this); }

    [[nodiscard]] QByteArray certificatePem() const
    {
        return written([this](BIO* bio) { PEM_write_bio_X509(bio, m_certificate.get()); });
    }

    [[nodiscard]] QSslCertificate certificate() const { return QSslCertificate(certificatePem()); }

    /// A server that shows this certificate and its issuer's.
    void use(SSL_CTX* context) const
    {
        SSL_CTX_use_certificate(context, m_certificate.get());
        SSL_CTX_use_PrivateKey(context, m_key.get());
        if (m_issuer)
            SSL_CTX_add1_chain_cert(context, m_issuer.get());
    }

private:
    NetIdentity(const Wish& wish, const NetIdentity* issuer)
        : m_key(EVP_EC_gen("P-256"))
        , m_certificate(X509_new())
    {
        X509* const x509 = m_certificate.get();
        X509_set_version(x509, X509_VERSION_3);
        static long serial = 0;
        ASN1_INTEGER_set(X509_get_serialNumber(x509), ++serial);
        X509_gmtime_adj(X509_getm_notBefore(x509), wish.validFrom);
        X509_gmtime_adj(X509_getm_notAfter(x509), wish.validUntil);
        X509_set_pubkey(x509, m_key.get());
        X509_NAME* const subject = X509_get_subject_name(x509);
        const QByteArray name = "test " + QByteArray::number(static_cast<int>(serial));
        X509_NAME_add_entry_by_txt(subject,
            "CN",
            MBSTRING_ASC,
            reinterpret_cast<const unsigned char*>(name.constData()),
            -1,
            -1,
            0);
        X509_set_issuer_name(
            x509, issuer == nullptr ? subject : X509_get_subject_name(issuer->m_certificate.get()));
        extend(NID_basic_constraints, issuer == nullptr ? "critical,CA:TRUE" : "CA:FALSE");
        if (issuer != nullptr) {
            extend(NID_subject_alt_name, wish.name);
            X509_up_ref(issuer->m_certificate.get());
            m_issuer.reset(issuer->m_certificate.get());
        }
        do
            X509_sign(x509, issuer == nullptr ? m_key.get() : issuer->m_key.get(), EVP_sha256());
        while (!isFullySigned());
    }

    /// One signature in a hundred has a number that begins with noughts and is written shorter:
    /// Wine takes it for a wrong one.
    [[nodiscard]] bool isFullySigned() const
    {
        const ASN1_BIT_STRING* signature = nullptr;
        X509_get0_signature(&signature, nullptr, m_certificate.get());
        const unsigned char* bytes = ASN1_STRING_get0_data(signature);
        const std::unique_ptr<ECDSA_SIG, NetFree<ECDSA_SIG_free>> numbers(
            d2i_ECDSA_SIG(nullptr, &bytes, ASN1_STRING_length(signature)));
        return BN_num_bytes(ECDSA_SIG_get0_r(numbers.get())) == 32
            && BN_num_bytes(ECDSA_SIG_get0_s(numbers.get())) == 32;
    }

    void extend(int kind, const QByteArray& value)
    {
        const std::unique_ptr<X509_EXTENSION, NetFree<X509_EXTENSION_free>> extension(
            X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.constData()));
        X509_add_ext(m_certificate.get(), extension.get(), -1);
    }

    template <class Write>
    static QByteArray written(const Write& write)
    {
        const std::unique_ptr<BIO, NetFree<BIO_free_all>> bio(BIO_new(BIO_s_mem()));
        write(bio.get());
        char* text = nullptr;
        const long size = BIO_get_mem_data(bio.get(), &text);
        return {text, static_cast<qsizetype>(size)};
    }

    NetKey m_key;
    NetX509 m_certificate;
    NetX509 m_issuer; ///< Null of a root.
};

} // namespace lanyard::test
