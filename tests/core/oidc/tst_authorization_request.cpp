// SPDX-License-Identifier: MIT
#include "core/base/form.h"
#include "core/oidc/authorization_request.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::oidc;

using namespace std::chrono_literals;

namespace {

Endpoint endpoint(const QByteArray& text)
{
    return {text, QUrl::fromEncoded(text, QUrl::StrictMode)};
}

AuthorizationRequest request()
{
    return {.clientId = "client-1",
        .redirectUri = "http://localhost:21000/callback",
        .scope = "openid selectedrole",
        .state = "s-123",
        .nonce = "n-123",
        .codeChallenge = "c-123",
        .acrValues = {},
        .maxAge = std::nullopt,
        .prompt = {},
        .loginHint = {},
        .resources = {}};
}

Form fieldsOf(const QUrl& url)
{
    return parseForm(url.query(QUrl::FullyEncoded).toLatin1()).value();
}

} // namespace

class TstAuthorizationRequest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksForACodeWithPkce();
    void keepsTheEndpointAsItIs_data();
    void keepsTheEndpointAsItIs();
    void sendsOnlyWhatIsAskedFor();
    void sendsAMaxAgeOfZero();
    void sendsEveryResource();
    void survivesAwkwardValues_data();
    void survivesAwkwardValues();
};

void TstAuthorizationRequest::asksForACodeWithPkce()
{
    const QUrl url = authorizationUrl(endpoint("https://idp.example:443/authorize"), request());

    const Form fields = fieldsOf(url);
    QCOMPARE(fields.value("response_type"), QByteArray("code"));
    QCOMPARE(fields.value("client_id"), QByteArray("client-1"));
    QCOMPARE(fields.value("redirect_uri"), QByteArray("http://localhost:21000/callback"));
    QCOMPARE(fields.value("scope"), QByteArray("openid selectedrole"));
    QCOMPARE(fields.value("state"), QByteArray("s-123"));
    QCOMPARE(fields.value("nonce"), QByteArray("n-123"));
    QCOMPARE(fields.value("code_challenge"), QByteArray("c-123"));
    QCOMPARE(fields.value("code_challenge_method"), QByteArray("S256"));
}

void TstAuthorizationRequest::keepsTheEndpointAsItIs_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("start");

    const auto row = [](const char* name, const char* text, const char* start) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(start);
    };
    row("an explicit default port",
        "https://idp.example:443/authorize",
        "https://idp.example:443/authorize?response_type=code&");
    row("a query of its own (RFC 6749 3.1)",
        "https://idp.example/authorize?p=b2c_sign%2Bin",
        "https://idp.example/authorize?p=b2c_sign%2Bin&response_type=code&");
    row("an empty query", "https://idp.example/a?", "https://idp.example/a?response_type=code&");
    row("an encoded path",
        "https://idp.example/a%2Fb/authorize",
        "https://idp.example/a%2Fb/authorize?response_type=code&");
}

void TstAuthorizationRequest::keepsTheEndpointAsItIs()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, start);

    const QUrl url = authorizationUrl(endpoint(text), request());

    QVERIFY2(url.toEncoded().startsWith(start), url.toEncoded().constData());
}

void TstAuthorizationRequest::sendsOnlyWhatIsAskedFor()
{
    const QUrl url = authorizationUrl(endpoint("https://idp.example/authorize"), request());

    const Form fields = fieldsOf(url);
    for (const char* name : {"acr_values", "max_age", "prompt", "login_hint", "resource"})
        QVERIFY2(!fields.contains(name), name);
}

void TstAuthorizationRequest::sendsAMaxAgeOfZero()
{
    AuthorizationRequest wanted = request();
    wanted.maxAge = 0s;

    const QUrl url = authorizationUrl(endpoint("https://idp.example/authorize"), wanted);

    QCOMPARE(fieldsOf(url).value("max_age"), QByteArray("0"));
}

// RFC 8707 2.1.
void TstAuthorizationRequest::sendsEveryResource()
{
    AuthorizationRequest wanted = request();
    wanted.resources = {"https://a.example", "https://b.example"};

    const QUrl url = authorizationUrl(endpoint("https://idp.example/authorize"), wanted);

    QVERIFY(url.toEncoded().endsWith(
        "&resource=https%3A%2F%2Fa.example&resource=https%3A%2F%2Fb.example"));
}

// P11.
void TstAuthorizationRequest::survivesAwkwardValues_data()
{
    QTest::addColumn<QByteArray>("hint");

    QTest::newRow("a plus") << QByteArray("a+b@nhs.net");
    QTest::newRow("an encoded plus") << QByteArray("a%2Bb");
    QTest::newRow("an ampersand and a hash") << QByteArray("a&state=x#y");
    QTest::newRow("letters of Wales") << QByteArray("\xc5\xb5\xc5\xb7");
    QTest::newRow("a quotation mark and a space") << QByteArray("a \"b\"");
}

void TstAuthorizationRequest::survivesAwkwardValues()
{
    QFETCH(const QByteArray, hint);
    AuthorizationRequest wanted = request();
    wanted.loginHint = hint;

    const QUrl url = authorizationUrl(endpoint("https://idp.example/authorize"), wanted);

    QCOMPARE(parseForm(url.toEncoded().split('?').at(1))->value("login_hint"), hint);
}

QTEST_APPLESS_MAIN(TstAuthorizationRequest)
#include "tst_authorization_request.moc"
