// SPDX-License-Identifier: MIT
#include "core/base/json.h"
#include "core/oidc/discovery.h"
#include "tests/support/code_of.h"
#include "tests/support/fake_provider.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::oidc;
using lanyard::test::codeOf;
using lanyard::test::FakeProvider;

namespace {

Result<ProviderMetadata> parse(const QJsonObject& document)
{
    return parseMetadata(toJsonLine(document), FakeProvider::issuer, PlainHttp::Refused);
}

} // namespace

class TstDiscovery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void joinsTheAddressAsText_data();
    void joinsTheAddressAsText();
    void refusesAnIssuerThatIsNoAddress_data();
    void refusesAnIssuerThatIsNoAddress();
    void keepsEndpointsByteForByte();
    void readsWhatIsOptional();
    void acceptsSilence_data();
    void acceptsSilence();
    void refuses_data();
    void refuses();
    void refusesADocumentWithoutEnd();
    void allowsPlainHttpOnLoopbackOnly_data();
    void allowsPlainHttpOnLoopbackOnly();

private:
    FakeProvider m_provider;
};

void TstDiscovery::joinsTheAddressAsText_data()
{
    QTest::addColumn<QByteArray>("issuer");
    QTest::addColumn<QByteArray>("address");

    QTest::newRow("CIS2's explicit port")
        << QByteArray("https://idp.example:443/realms/care")
        << QByteArray("https://idp.example:443/realms/care/.well-known/openid-configuration");
    QTest::newRow("a slash behind (4.1)")
        << QByteArray("https://idp.example/")
        << QByteArray("https://idp.example/.well-known/openid-configuration");
    QTest::newRow("no path") << QByteArray("https://idp.example")
                             << QByteArray("https://idp.example/.well-known/openid-configuration");
}

void TstDiscovery::joinsTheAddressAsText()
{
    QFETCH(const QByteArray, issuer);
    QFETCH(const QByteArray, address);

    const auto url = metadataUrl(issuer, PlainHttp::Refused);

    QVERIFY(url);
    QCOMPARE(url->toEncoded(), address);
}

void TstDiscovery::refusesAnIssuerThatIsNoAddress_data()
{
    QTest::addColumn<QByteArray>("issuer");

    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("plain http") << QByteArray("http://idp.example");
    QTest::newRow("plain http on loopback, not allowed") << QByteArray("http://127.0.0.1:4000");
    QTest::newRow("a query (2)") << QByteArray("https://idp.example?tenant=1");
    QTest::newRow("a fragment (2)") << QByteArray("https://idp.example#x");
    QTest::newRow("a password") << QByteArray("https://a:b@idp.example");
    QTest::newRow("a file") << QByteArray("file:///etc");
}

void TstDiscovery::refusesAnIssuerThatIsNoAddress()
{
    QFETCH(const QByteArray, issuer);

    QCOMPARE(codeOf(metadataUrl(issuer, PlainHttp::Refused)), QByteArray("discovery.issuer_url"));
}

void TstDiscovery::keepsEndpointsByteForByte()
{
    const auto metadata = parse(m_provider.metadata());

    QCOMPARE(codeOf(metadata), QByteArray());
    QCOMPARE(metadata->issuer, FakeProvider::issuer);
    QCOMPARE(metadata->token.text, QByteArray("https://idp.example:443/realms/care/access_token"));
    QCOMPARE(metadata->token.url.port(), 443);
    QVERIFY(!metadata->issuerInResponse);
}

void TstDiscovery::readsWhatIsOptional()
{
    QJsonObject document = m_provider.metadata();
    document.insert("authorization_response_iss_parameter_supported", true);
    document.insert("grant_types_supported", QJsonArray{"authorization_code", "refresh_token"});
    document.insert("scopes_supported", QJsonArray{"openid"});

    const auto metadata = parse(document);

    QVERIFY(metadata);
    QVERIFY(metadata->issuerInResponse);
    QCOMPARE(metadata->grantTypes, (QByteArrayList{"authorization_code", "refresh_token"}));
    QCOMPARE(metadata->endSession.text, FakeProvider::at("/end"));
    QCOMPARE(metadata->revocation.text, FakeProvider::at("/revoke"));
}

void TstDiscovery::acceptsSilence_data()
{
    QTest::addColumn<QString>("member");

    for (const char* member : {"userinfo_endpoint",
             "end_session_endpoint",
             "revocation_endpoint",
             "response_types_supported",
             "id_token_signing_alg_values_supported"})
        QTest::newRow(member) << QString::fromLatin1(member);
}

void TstDiscovery::acceptsSilence()
{
    QFETCH(const QString, member);
    QJsonObject document = m_provider.metadata();
    document.remove(member);

    QCOMPARE(codeOf(parse(document)), QByteArray());
}

void TstDiscovery::refuses_data()
{
    QTest::addColumn<QString>("member");
    QTest::addColumn<QJsonValue>("value"); // Undefined: removed.
    QTest::addColumn<QByteArray>("code");

    const auto row =
        [](const char* name, const char* member, const QJsonValue& value, const char* code) {
            QTest::newRow(name) << QString::fromLatin1(member) << value << QByteArray(code);
        };
    row("another issuer (4.3)", "issuer", "https://evil.example", "discovery.issuer");
    row("the issuer without its port (4.3)",
        "issuer",
        "https://idp.example/realms/care",
        "discovery.issuer");
    row("no issuer", "issuer", QJsonValue::Undefined, "discovery.issuer");
    row("no authorization endpoint",
        "authorization_endpoint",
        QJsonValue::Undefined,
        "discovery.member");
    row("no token endpoint", "token_endpoint", QJsonValue::Undefined, "discovery.member");
    row("a token endpoint that is no text", "token_endpoint", 7, "discovery.member");
    row("no keys", "jwks_uri", QJsonValue::Undefined, "discovery.member");
    row("a plain token endpoint", "token_endpoint", "http://idp.example/t", "discovery.endpoint");
    row("plain keys", "jwks_uri", "http://idp.example/jwks", "discovery.endpoint");
    row("plain keys on loopback", "jwks_uri", "http://127.0.0.1/jwks", "discovery.endpoint");
    row("plain userinfo", "userinfo_endpoint", "http://idp.example/u", "discovery.endpoint");
    row("an authorization endpoint that is a script",
        "authorization_endpoint",
        "javascript:alert(1)",
        "discovery.endpoint");
    row("an authorization endpoint that is a file",
        "authorization_endpoint",
        "file:///c:/windows/system32/calc.exe",
        "discovery.endpoint");
    row("a logout endpoint with a password",
        "end_session_endpoint",
        "https://a:b@idp.example/end",
        "discovery.endpoint");
    row("an endpoint with a fragment",
        "token_endpoint",
        "https://idp.example/t#x",
        "discovery.endpoint");
    row("an endpoint without a host", "token_endpoint", "https:///t", "discovery.endpoint");
    row("no code flow",
        "response_types_supported",
        QJsonArray{"id_token"},
        "discovery.unsupported");
    row("only plain challenges",
        "code_challenge_methods_supported",
        QJsonArray{"plain"},
        "discovery.unsupported");
    row("only HMAC signatures",
        "id_token_signing_alg_values_supported",
        QJsonArray{"HS256", "none"},
        "discovery.unsupported");
}

void TstDiscovery::refuses()
{
    QFETCH(const QString, member);
    QFETCH(const QJsonValue, value);
    QFETCH(const QByteArray, code);
    QJsonObject document = m_provider.metadata();
    if (value.isUndefined())
        document.remove(member);
    else
        document.insert(member, value);

    QCOMPARE(codeOf(parse(document)), code);
}

void TstDiscovery::refusesADocumentWithoutEnd()
{
    QJsonObject document = m_provider.metadata();
    document.insert("padding", QString(maxMetadata, u'x'));

    QCOMPARE(codeOf(parse(document)), QByteArray("json.too_large"));
}

void TstDiscovery::allowsPlainHttpOnLoopbackOnly_data()
{
    QTest::addColumn<QByteArray>("issuer");
    QTest::addColumn<bool>("passes");

    QTest::newRow("127.0.0.1") << QByteArray("http://127.0.0.1:4000") << true;
    QTest::newRow("[::1]") << QByteArray("http://[::1]:4000") << true;
    QTest::newRow("localhost, which is a name") << QByteArray("http://localhost:4000") << false;
    QTest::newRow("another machine") << QByteArray("http://10.0.0.1:4000") << false;
    QTest::newRow("a name that only looks like it")
        << QByteArray("http://127.0.0.1.example") << false;
}

void TstDiscovery::allowsPlainHttpOnLoopbackOnly()
{
    QFETCH(const QByteArray, issuer);
    QFETCH(const bool, passes);

    QCOMPARE(metadataUrl(issuer, PlainHttp::OnLoopback).has_value(), passes);
}

QTEST_APPLESS_MAIN(TstDiscovery)
#include "tst_discovery.moc"
