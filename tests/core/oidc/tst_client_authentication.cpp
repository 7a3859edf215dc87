// SPDX-License-Identifier: MIT
#include "core/base/form.h"
#include "core/jose/jws.h"
#include "core/oidc/client_authentication.h"
#include "tests/support/fake_provider.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::oidc;

namespace {

constexpr qint64 nowSeconds = 1'790'000'000;

AuthenticationMoment moment()
{
    return {"https://idp.example:443/access_token", Instant{std::chrono::seconds{nowSeconds}}};
}

Form fieldsOf(const ClientAuthentication& authentication)
{
    FormBody form;
    if (!authentication.addTo(form, moment()))
        return {};
    return parseForm(form.encoded().view()).value();
}

} // namespace

class TstClientAuthentication : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAPublicClient();
    void postsASecret();
    void signsAnAssertionForTheTokenEndpoint();
    void signsAnotherAssertionEachTime();
};

void TstClientAuthentication::namesAPublicClient()
{
    const Form fields = fieldsOf(NoAuthentication("client-1"));

    QCOMPARE(fields, (Form{{"client_id", "client-1"}}));
}

void TstClientAuthentication::postsASecret()
{
    const Form fields = fieldsOf(ClientSecretPost("client-1", Secret("s&cret+")));

    QCOMPARE(fields, (Form{{"client_id", "client-1"}, {"client_secret", "s&cret+"}}));
}

// RFC 7523 3; CIS2 wants the port in aud, and no more than five minutes.
void TstClientAuthentication::signsAnAssertionForTheTokenEndpoint()
{
    auto signer =
        jose::PemSigner::create(lanyard::test::freshKeyPem(), jose::Algorithm::ES256, "a/b+c=");
    QVERIFY(signer);
    const jose::JwkSet keys =
        jose::parseJwkSet(toJsonLine({{"keys", QJsonArray{(*signer)->publicJwk()}}})).value();
    const PrivateKeyJwt authentication("client-1", std::move(*signer));

    const Form fields = fieldsOf(authentication);

    QCOMPARE(fields.value("client_id"), QByteArray("client-1"));
    QCOMPARE(fields.value("client_assertion_type"),
        QByteArray("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
    const auto jwt =
        jose::verifyJwt(fields.value("client_assertion"), keys, {jose::Algorithm::ES256});
    QVERIFY(jwt);
    QCOMPARE(jwt->kid, QByteArray("a/b+c="));
    QCOMPARE(jwt->typ, QByteArray("JWT"));
    QCOMPARE(jwt->claims.value("iss").toString(), "client-1");
    QCOMPARE(jwt->claims.value("sub").toString(), "client-1");
    QCOMPARE(jwt->claims.value("aud").toString(), "https://idp.example:443/access_token");
    QCOMPARE(jwt->claims.value("iat").toInteger(), nowSeconds);
    QCOMPARE(jwt->claims.value("exp").toInteger(), nowSeconds + 240);
    QCOMPARE(jwt->claims.value("jti").toString().size(), 43);
}

void TstClientAuthentication::signsAnotherAssertionEachTime()
{
    auto signer = jose::PemSigner::create(lanyard::test::freshKeyPem(), jose::Algorithm::ES256);
    const PrivateKeyJwt authentication("client-1", std::move(*signer));

    const QByteArray first = fieldsOf(authentication).value("client_assertion").split('.').at(1);
    const QByteArray second = fieldsOf(authentication).value("client_assertion").split('.').at(1);

    QVERIFY(first != second);
}

QTEST_APPLESS_MAIN(TstClientAuthentication)
#include "tst_client_authentication.moc"
