// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/jose/algorithm.h"
#include "core/jose/key.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonObject>

#include <memory>

namespace lanyard::jose {

/// Holds a private key, or knows who does, and signs with it. Main thread only.
class Signer
{
public:
    Signer() = default;
    virtual ~Signer();
    Q_DISABLE_COPY_MOVE(Signer)

    [[nodiscard]] virtual Algorithm algorithm() const = 0;

    /// What the receiver knows the key by; sent in every header. Never empty.
    [[nodiscard]] virtual QByteArray kid() const = 0;

    /// The public key as a JWK with kid, alg and use: what the receiver must have registered.
    [[nodiscard]] virtual QJsonObject publicJwk() const = 0;

    /// The signature over `input` in the form of JWS (RFC 7518 §3.3-3.5: raw R || S for ECDSA).
    ///
    /// Errors  System "signer.sign".
    [[nodiscard]] virtual Result<QByteArray> sign(QByteArrayView input) const = 0;
};

/// A private key out of a PEM file (PKCS#8, PKCS#1 or SEC1; not encrypted).
class PemSigner final : public Signer
{
public:
    /// `pem` is the file's text; it may be wiped afterwards. Without a `kid` the thumbprint of
    /// RFC 7638 is used, as CIS2's relying parties do.
    ///
    /// Errors  Misconfigured "signer.pem" (no private key in it, or an encrypted one),
    ///         "signer.key" (a type, size or curve that `algorithm` cannot use).
    [[nodiscard]] static Result<std::unique_ptr<PemSigner>> create(
        QByteArrayView pem, Algorithm algorithm, const QByteArray& kid = {});

    [[nodiscard]] Algorithm algorithm() const override { return m_algorithm; }

    [[nodiscard]] QByteArray kid() const override { return m_kid; }

    [[nodiscard]] QJsonObject publicJwk() const override;
    [[nodiscard]] Result<QByteArray> sign(QByteArrayView input) const override;

private:
    PemSigner(Key key, Algorithm algorithm, QByteArray kid);

    Key m_key;
    Algorithm m_algorithm;
    QByteArray m_kid;
};

/// A JWT over `claims` with the header {"alg", "kid", "typ": "JWT"} (RFC 7519 §7.1): a
/// private_key_jwt assertion (RFC 7523 §2.2). A Secret, because it signs in whoever holds it.
///
/// Errors  those of Signer::sign().
[[nodiscard]] Result<Secret> signJwt(const Signer& signer, const QJsonObject& claims);

} // namespace lanyard::jose
