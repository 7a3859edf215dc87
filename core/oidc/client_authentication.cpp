// SPDX-License-Identifier: MIT
#include "core/oidc/client_authentication.h"

#include "core/base/random.h"

#include <QJsonObject>

#include <utility>

namespace lanyard::oidc {

using namespace Qt::StringLiterals;

namespace {

constexpr auto assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

qint64 secondsOf(Instant instant)
{
    return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

} // namespace

ClientAuthentication::~ClientAuthentication() = default;

NoAuthentication::NoAuthentication(QByteArray clientId)
    : m_clientId(std::move(clientId))
{
}

Result<> NoAuthentication::addTo(FormBody& form, const AuthenticationMoment& /*moment*/) const
{
    form.add("client_id", m_clientId);
    return {};
}

ClientSecretPost::ClientSecretPost(QByteArray clientId, Secret clientSecret)
    : m_clientId(std::move(clientId))
    , m_clientSecret(std::move(clientSecret))
{
}

Result<> ClientSecretPost::addTo(FormBody& form, const AuthenticationMoment& /*moment*/) const
{
    form.add("client_id", m_clientId);
    form.add("client_secret", m_clientSecret.view());
    return {};
}

PrivateKeyJwt::PrivateKeyJwt(QByteArray clientId, std::unique_ptr<jose::Signer> signer)
    : m_clientId(std::move(clientId))
    , m_signer(std::move(signer))
{
}

Result<> PrivateKeyJwt::addTo(FormBody& form, const AuthenticationMoment& moment) const
{
    const QString client = QString::fromUtf8(m_clientId);
    const QJsonObject claims{
        {u"iss"_s, client}, // RFC 7523 §3, rule 1.
        {u"sub"_s, client}, // Rule 2.B.
        {u"aud"_s, QString::fromUtf8(moment.tokenEndpoint)}, // Rule 3.
        {u"exp"_s, secondsOf(moment.now + lifetime)}, // Rule 4.
        {u"iat"_s, secondsOf(moment.now)}, // Rule 6.
        {u"jti"_s, QString::fromLatin1(randomToken())}, // Rule 7.
    };
    LY_TRY(const Secret assertion, jose::signJwt(*m_signer, claims));
    form.add("client_id", m_clientId);
    form.add("client_assertion_type", assertionType);
    form.add("client_assertion", assertion.view());
    return {};
}

} // namespace lanyard::oidc
