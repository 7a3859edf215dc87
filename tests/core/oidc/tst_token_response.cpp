// SPDX-License-Identifier: MIT
#include "core/oidc/token_response.h"
#include "tests/support/code_of.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::oidc;
using lanyard::test::codeOf;

using namespace std::chrono_literals;

Q_DECLARE_METATYPE(lanyard::Fault)

namespace {

Result<TokenResponse> read(
    const QByteArray& body, int status = 200, const QByteArray& type = "application/json")
{
    return readTokenResponse({status, type, body});
}

constexpr auto accessTokenType = "urn:ietf:params:oauth:token-type:access_token";

QByteArray exchanged(const QByteArray& type, const QByteArray& issuedType)
{
    return R"({"access_token":"a","expires_in":60,"token_type":")" + type
        + R"(","issued_token_type":")" + issuedType + "\"}";
}

} // namespace

class TstTokenResponse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAnHonestAnswer();
    void readsRefreshTokens_data();
    void readsRefreshTokens();
    void readsLifetimes_data();
    void readsLifetimes();
    void takesBearerInAnyCase();
    void refuses_data();
    void refuses();
    void endsAGrantForNothingButItsWord_data();
    void endsAGrantForNothingButItsWord();
    void keepsTokensOutOfErrors();
    void readsAnExchange();
    void refusesExchanges_data();
    void refusesExchanges();
};

void TstTokenResponse::readsAnHonestAnswer()
{
    const auto tokens =
        read(R"({"access_token":"a","token_type":"Bearer","expires_in":3599,)"
             R"("refresh_token":"r","id_token":"i.d.t","scope":"openid  profile"})");

    QCOMPARE(codeOf(tokens), QByteArray());
    QCOMPARE(tokens->accessToken.view(), QByteArrayView("a"));
    QCOMPARE(tokens->refreshToken.view(), QByteArrayView("r"));
    QCOMPARE(tokens->idToken.view(), QByteArrayView("i.d.t"));
    QCOMPARE(tokens->scope, QByteArray("openid profile"));
    QCOMPARE(tokens->lifetime, 3599s);
}

// P28.
void TstTokenResponse::readsRefreshTokens_data()
{
    QTest::addColumn<QByteArray>("member");

    QTest::newRow("none (P28)") << QByteArray();
    QTest::newRow("an empty one (P28)") << QByteArray(R"(,"refresh_token":"")");
    QTest::newRow("null (P28)") << QByteArray(R"(,"refresh_token":null)");
}

void TstTokenResponse::readsRefreshTokens()
{
    QFETCH(const QByteArray, member);

    const auto tokens = read(R"({"access_token":"a","token_type":"Bearer")" + member + '}');

    QCOMPARE(codeOf(tokens), QByteArray());
    QVERIFY(tokens->refreshToken.isEmpty());
}

void TstTokenResponse::readsLifetimes_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("seconds"); // -1: refused.

    QTest::newRow("a number") << QByteArray("599") << 599;
    QTest::newRow("a number in quotes (the NHS API platform)") << QByteArray("\"599\"") << 599;
    QTest::newRow("nothing") << QByteArray("null") << 300;
    QTest::newRow("zero") << QByteArray("0") << 0;
    QTest::newRow("a century") << QByteArray("3153600000") << 86400;
    QTest::newRow("a negative one") << QByteArray("-1") << -1;
    QTest::newRow("words") << QByteArray("\"soon\"") << -1;
    QTest::newRow("more than a number holds") << QByteArray("1e300") << -1;
}

void TstTokenResponse::readsLifetimes()
{
    QFETCH(const QByteArray, value);
    QFETCH(const int, seconds);

    const auto tokens =
        read(R"({"access_token":"a","token_type":"Bearer","expires_in":)" + value + '}');

    if (seconds < 0)
        QCOMPARE(codeOf(tokens), QByteArray("token.expires_in"));
    else
        QCOMPARE(tokens->lifetime, std::chrono::seconds{seconds});
}

void TstTokenResponse::takesBearerInAnyCase()
{
    QVERIFY(read(R"({"access_token":"a","token_type":"bEaReR"})"));
}

void TstTokenResponse::refuses_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<QByteArray>("code");

    const auto row =
        [](const char* name, const QByteArray& body, int status, Fault fault, const char* code) {
            QTest::newRow(name) << body << status << fault << QByteArray(code);
        };
    const auto error = [&row](const char* word, Fault fault, const char* code) {
        row(word, QByteArray(R"({"error":")") + word + "\"}", 400, fault, code);
    };
    error("invalid_grant", Fault::GrantRevoked, "token.invalid_grant");
    error("invalid_client", Fault::Misconfigured, "token.invalid_client");
    error("unauthorized_client", Fault::Misconfigured, "token.invalid_client");
    error("invalid_target", Fault::Misconfigured, "token.invalid_target");
    error("invalid_scope", Fault::Misconfigured, "token.invalid_scope");
    error("invalid_request", Fault::Misconfigured, "token.refused");
    error("unsupported_grant_type", Fault::Misconfigured, "token.refused");
    error("access_denied", Fault::AccessDenied, "token.access_denied");
    error("interaction_required", Fault::AccessDenied, "token.interaction");
    error("temporarily_unavailable", Fault::ProviderBusy, "token.busy");
    error("server_error", Fault::ProviderBusy, "token.busy");
    row("invalid_grant with 401 (the NHS API platform)",
        R"({"error":"invalid_grant"})",
        401,
        Fault::GrantRevoked,
        "token.invalid_grant");
    row("an error dressed as a success",
        R"({"error":"invalid_client","access_token":"a","token_type":"Bearer"})",
        200,
        Fault::Misconfigured,
        "token.invalid_client");
    row("tokens under a status that is none",
        R"({"access_token":"a","token_type":"Bearer"})",
        201,
        Fault::Misconfigured,
        "token.refused");
    row("a success that breaks off",
        R"({"access_token":"a","token_ty)",
        200,
        Fault::Unreachable,
        "token.answer_lost");
    row("a member twice",
        R"({"access_token":"a","access_token":"b","token_type":"Bearer"})",
        200,
        Fault::Malformed,
        "token.malformed");
    row("MAC tokens",
        R"({"access_token":"a","token_type":"mac"})",
        200,
        Fault::Malformed,
        "token.type");
    row("no token type", R"({"access_token":"a"})", 200, Fault::Malformed, "token.type");
    row("no access token",
        R"({"token_type":"Bearer"})",
        200,
        Fault::Malformed,
        "token.access_token");
    row("an access token that breaks a header",
        R"({"access_token":"a\r\nX: y","token_type":"Bearer"})",
        200,
        Fault::Malformed,
        "token.access_token");
    row("an access token of 33 KiB",
        R"({"token_type":"Bearer","access_token":")" + QByteArray(33 * 1024, 'a') + "\"}",
        200,
        Fault::Malformed,
        "token.access_token");
    row("a refresh token with a space",
        R"({"access_token":"a","token_type":"Bearer","refresh_token":"a b"})",
        200,
        Fault::Malformed,
        "token.refresh_token");
    row("an ID token that is no ASCII",
        R"({"access_token":"a","token_type":"Bearer","id_token":"é"})",
        200,
        Fault::Malformed,
        "token.id_token");
}

void TstTokenResponse::refuses()
{
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    QFETCH(const Fault, fault);
    QFETCH(const QByteArray, code);

    const auto tokens = read(body, status);

    QCOMPARE(codeOf(tokens), code);
    QCOMPARE(tokens.error().fault, fault);
    QCOMPARE(recoveryFor(fault) == Recovery::SignInAgain,
        fault == Fault::GrantRevoked || fault == Fault::AccessDenied);
}

// P29: what a captive portal, a proxy or an outage says never signs anybody out.
void TstTokenResponse::endsAGrantForNothingButItsWord_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");

    const QByteArray page = "<!doctype html><p>invalid_grant: accept the Wi-Fi terms</p>";
    const auto row = [](const char* name,
                         int status,
                         const char* type,
                         const QByteArray& body,
                         const char* code) {
        QTest::newRow(name) << status << QByteArray(type) << body << QByteArray(code);
    };
    row("a portal's page with 200", 200, "text/html; charset=utf-8", page, "token.not_json");
    row("a portal's page that claims to be JSON", 200, "application/json", page, "token.not_json");
    row("a portal's redirect", 302, "text/html", page, "token.not_json");
    row("a redirect that says invalid_grant",
        302,
        "application/json",
        R"({"error":"invalid_grant"})",
        "token.not_json");
    row("a proxy's 400", 400, "text/html", page, "token.not_json");
    row("a proxy's 403", 403, "text/html", page, "token.not_json");
    row("a missing page", 404, "text/html", page, "token.not_json");
    row("an empty 200", 200, "", "", "token.not_json");
    row("an empty 400", 400, "", "", "token.not_json");
    row("plain text", 400, "text/plain", "invalid_grant", "token.not_json");
    row("a list", 400, "application/json", R"(["invalid_grant"])", "token.not_json");
    row("too many requests", 429, "application/json", R"({"error":"invalid_grant"})", "token.busy");
    row("an internal error", 500, "application/json", R"({"error":"invalid_grant"})", "token.busy");
    row("a bad gateway", 502, "text/html", page, "token.busy");
    row("an outage", 503, "", "", "token.busy");
    row("an error that is no word",
        400,
        "application/json",
        R"({"error":["invalid_grant"]})",
        "token.refused");
    row("the word with more behind",
        400,
        "application/json",
        R"({"error":"invalid_grant "})",
        "token.refused");
    row("the word in capitals",
        400,
        "application/json",
        R"({"error":"INVALID_GRANT"})",
        "token.refused");
    row("a firewall's JSON", 403, "application/json", R"({"message":"blocked"})", "token.refused");
}

void TstTokenResponse::endsAGrantForNothingButItsWord()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, type);
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, code);

    const auto tokens = read(body, status, type);

    QCOMPARE(codeOf(tokens), code);
    QVERIFY(recoveryFor(tokens.error().fault) != Recovery::SignInAgain);
    QCOMPARE(tokens.error().native, status);
}

void TstTokenResponse::keepsTokensOutOfErrors()
{
    const auto tokens = read(R"({"access_token":"hunter2 ","error":"hunter2 hunter2"})", 400);

    QVERIFY(!tokens);
    QVERIFY(!tokens.error().detail.contains("hunter2"));
}

void TstTokenResponse::readsAnExchange()
{
    const auto tokens =
        readExchangeResponse({200, "application/json", exchanged("Bearer", accessTokenType)});

    QCOMPARE(codeOf(tokens), QByteArray());
    QCOMPARE(tokens->accessToken.view(), QByteArrayView("a"));
    QCOMPARE(tokens->lifetime, 60s);
}

void TstTokenResponse::refusesExchanges_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<QByteArray>("code");
    const auto row =
        [](const char* name, const QByteArray& body, int status, Fault fault, const char* code) {
            QTest::newRow(name) << body << status << fault << QByteArray(code);
        };
    const auto error = [&row](const char* word, Fault fault, const char* code) {
        row(word, QByteArray(R"({"error":")") + word + "\"}", 400, fault, code);
    };
    // RFC 8693 §2.2.2: of the token that was handed in; never of the grant.
    error("invalid_request", Fault::Misconfigured, "token.subject_refused");
    error("invalid_grant", Fault::Misconfigured, "token.subject_refused");
    error("invalid_token", Fault::Misconfigured, "token.subject_refused");
    error("invalid_target", Fault::Misconfigured, "token.invalid_target");
    error("invalid_client", Fault::Misconfigured, "token.invalid_client");
    error("temporarily_unavailable", Fault::ProviderBusy, "token.busy");
    row("a token that is no bearer token (§2.2.1)",
        exchanged("N_A", accessTokenType),
        200,
        Fault::Malformed,
        "token.type");
    row("a token of another kind",
        exchanged("Bearer", "urn:ietf:params:oauth:token-type:id_token"),
        200,
        Fault::Malformed,
        "token.issued_type");
    row("a refresh token for an access token",
        exchanged("Bearer", "urn:ietf:params:oauth:token-type:refresh_token"),
        200,
        Fault::Malformed,
        "token.issued_type");
    row("a kind that is not said",
        R"({"access_token":"a","token_type":"Bearer"})",
        200,
        Fault::Malformed,
        "token.issued_type");
    row("a captive portal (P29)", "<html>", 200, Fault::Unreachable, "token.not_json");
}

void TstTokenResponse::refusesExchanges()
{
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    QFETCH(const Fault, fault);
    QFETCH(const QByteArray, code);

    const auto tokens = readExchangeResponse({status, "application/json", body});

    QCOMPARE(codeOf(tokens), code);
    QCOMPARE(tokens.error().fault, fault);
}

QTEST_APPLESS_MAIN(TstTokenResponse)
#include "tst_token_response.moc"
