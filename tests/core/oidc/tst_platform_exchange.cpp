// SPDX-License-Identifier: MIT
#include "core/base/form.h"
#include "core/jose/jws.h"
#include "core/oidc/platform_exchange.h"
#include "tests/support/code_of.h"
#include "tests/support/fake_provider.h"

#include <QJsonArray>
#include <QTest>

#include <memory>
#include <utility>

using namespace lanyard;
using namespace lanyard::oidc;
using lanyard::test::codeOf;

using namespace std::chrono_literals;

Q_DECLARE_METATYPE(lanyard::Fault)

namespace {

constexpr qint64 nowSeconds = 1'790'000'000;
constexpr auto jsonType = "application/json";

/// The platform's own answer, numbers in quotes, with `members` instead of those of an exchange.
QByteArray answerWith(const QByteArray& members)
{
    return R"({"access_token":"a","expires_in":"599","token_type":"Bearer",)" + members + '}';
}

const QByteArray ofExchange =
    R"("issued_token_type":"urn:ietf:params:oauth:token-type:access_token",)"
    R"("refresh_token":"r-1","refresh_token_expires_in":"43199","refresh_count":"0")";

std::unique_ptr<jose::PemSigner> newKey()
{
    return std::move(
        *jose::PemSigner::create(lanyard::test::freshRsaKeyPem(), jose::Algorithm::RS512, "kid-1"));
}

Result<PlatformResponse> read(const QByteArray& body,
    PlatformAsked asked = PlatformAsked::Exchange,
    int status = 200,
    const QByteArray& type = jsonType)
{
    return readPlatformResponse({status, type, body}, asked);
}

} // namespace

class TstPlatformExchange : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exchangesWithExactlyWhatIsDemanded();
    void refreshesWithTheSecret();
    void assertsWithExactlyWhatIsDemanded();
    void assertsAnewEachTime();
    void readsAnExchange();
    void readsARefresh();
    void readsWindows_data();
    void readsWindows();
    void refuses_data();
    void refuses();
    void passesOnThePlatformsSentence_data();
    void passesOnThePlatformsSentence();
};

void TstPlatformExchange::exchangesWithExactlyWhatIsDemanded()
{
    const auto form =
        parseForm(platformExchangeForm(Secret("i.d.t"), Secret("a.s.s")).encoded().view());

    QCOMPARE(*form,
        (Form{{"grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"},
            {"subject_token_type", "urn:ietf:params:oauth:token-type:id_token"},
            {"subject_token", "i.d.t"},
            {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
            {"client_assertion", "a.s.s"}}));
}

void TstPlatformExchange::refreshesWithTheSecret()
{
    const auto form =
        parseForm(platformRefreshForm(Secret("r-1"), "key-1", Secret("s&cret")).encoded().view());

    QCOMPARE(*form,
        (Form{{"grant_type", "refresh_token"},
            {"refresh_token", "r-1"},
            {"client_id", "key-1"},
            {"client_secret", "s&cret"}}));
}

void TstPlatformExchange::assertsWithExactlyWhatIsDemanded()
{
    const auto key = newKey();

    const auto assertion = platformAssertion(*key,
        "key-1",
        "https://api.example/oauth2/token",
        Instant{std::chrono::seconds{nowSeconds}} + 999ms);

    QVERIFY(assertion);
    const auto keys =
        jose::parseJwkSet(toJsonLine({{"keys", QJsonArray{key->publicJwk()}}})).value();
    auto jwt = jose::verifyJwt(assertion->view(), keys, {jose::Algorithm::RS512});
    QVERIFY(jwt);
    QCOMPARE(jwt->kid, QByteArray("kid-1"));
    QCOMPARE(jwt->typ, QByteArray("JWT"));
    QVERIFY(!jwt->claims.take("jti").toString().isEmpty());
    QCOMPARE(jwt->claims,
        (QJsonObject{{"iss", "key-1"},
            {"sub", "key-1"},
            {"aud", "https://api.example/oauth2/token"},
            {"exp", nowSeconds + 240}})); // A whole number; at most five minutes ahead.
}

void TstPlatformExchange::assertsAnewEachTime()
{
    const auto key = newKey();
    const auto payloadOf = [&key] {
        const auto made = platformAssertion(*key, "key-1", "https://api.example/t", Instant{});
        return made->view().toByteArray().split('.').at(1);
    };

    QVERIFY(payloadOf() != payloadOf()); // The jti.
}

void TstPlatformExchange::readsAnExchange()
{
    const auto answer = read(answerWith(ofExchange));

    QCOMPARE(codeOf(answer), QByteArray());
    QCOMPARE(answer->tokens.accessToken.view(), QByteArrayView("a"));
    QCOMPARE(answer->tokens.lifetime, 599s);
    QCOMPARE(answer->tokens.refreshToken.view(), QByteArrayView("r-1"));
    QCOMPARE(answer->refreshableFor, 43199s);
    QVERIFY(answer->tokens.scope.isEmpty()); // Nothing is said of it.
}

void TstPlatformExchange::readsARefresh()
{
    const QByteArray refreshed = answerWith(
        R"("refresh_token":"r-2","refresh_token_expires_in":"42000","refresh_count":"1")");

    QCOMPARE(codeOf(read(refreshed, PlatformAsked::Refresh)), QByteArray());
    QCOMPARE(read(refreshed, PlatformAsked::Refresh)->refreshableFor, 42000s);
    QCOMPARE(codeOf(read(refreshed)), QByteArray("token.issued_type"));
}

void TstPlatformExchange::readsWindows_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<qint64>("seconds"); // -1: refused; -2: not said.

    QTest::newRow("in quotes") << QByteArray("\"43199\"") << qint64{43199};
    QTest::newRow("a number") << QByteArray("43199") << qint64{43199};
    QTest::newRow("zero") << QByteArray("\"0\"") << qint64{0};
    QTest::newRow("not said") << QByteArray("null") << qint64{-2};
    QTest::newRow("a century") << QByteArray("\"3153600000\"") << qint64{86400};
    QTest::newRow("more than a number holds")
        << QByteArray("\"9223372036854775808\"") << qint64{-1};
    QTest::newRow("negative") << QByteArray("\"-1\"") << qint64{-1};
    QTest::newRow("a fraction") << QByteArray("\"1.5\"") << qint64{-1};
    QTest::newRow("with a unit") << QByteArray("\"12h\"") << qint64{-1};
    QTest::newRow("with space") << QByteArray("\" 5\"") << qint64{-1};
    QTest::newRow("a list") << QByteArray("[5]") << qint64{-1};
    QTest::newRow("true") << QByteArray("true") << qint64{-1};
}

void TstPlatformExchange::readsWindows()
{
    QFETCH(const QByteArray, value);
    QFETCH(const qint64, seconds);

    const auto answer =
        read(answerWith(R"("refresh_token":"r-2","refresh_token_expires_in":)" + value),
            PlatformAsked::Refresh);

    if (seconds == -1) {
        QCOMPARE(codeOf(answer), QByteArray("token.refresh_expires_in"));
        return;
    }
    QCOMPARE(codeOf(answer), QByteArray());
    if (seconds == -2)
        QVERIFY(!answer->refreshableFor);
    else
        QCOMPARE(answer->refreshableFor, std::chrono::seconds{seconds});
}

void TstPlatformExchange::refuses_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isRefresh");
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<QByteArray>("code");

    QTest::newRow("invalid_request at an exchange")
        << QByteArray(R"({"error":"invalid_request"})") << 400 << false << Fault::Misconfigured
        << QByteArray("token.subject_refused");
    QTest::newRow("its key was refused")
        << QByteArray(R"({"error":"public_key error"})") << 403 << false << Fault::Misconfigured
        << QByteArray("token.refused");
    QTest::newRow("a spent refresh token")
        << QByteArray(R"({"error":"invalid_grant","error_description":"refresh_token is invalid"})")
        << 401 << true << Fault::GrantRevoked << QByteArray("token.invalid_grant");
    QTest::newRow("no token type") << QByteArray(R"({"access_token":"a","expires_in":"599"})")
                                   << 200 << true << Fault::Malformed << QByteArray("token.type");
    QTest::newRow("a negative life")
        << QByteArray(R"({"access_token":"a","expires_in":"-599","token_type":"Bearer"})") << 200
        << true << Fault::Malformed << QByteArray("token.expires_in");
    QTest::newRow("no token") << QByteArray(R"({"expires_in":"599","token_type":"Bearer"})") << 200
                              << true << Fault::Malformed << QByteArray("token.access_token");
    QTest::newRow("a page (P29)") << QByteArray("<html>Guest WiFi</html>") << 200 << false
                                  << Fault::Unreachable << QByteArray("token.not_json");
    QTest::newRow("a success that breaks off")
        << QByteArray(R"({"access_token":"a",)") << 200 << true << Fault::Unreachable
        << QByteArray("token.answer_lost");
    QTest::newRow("later") << QByteArray("{}") << 503 << true << Fault::ProviderBusy
                           << QByteArray("token.busy");
}

void TstPlatformExchange::refuses()
{
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    QFETCH(const bool, isRefresh);
    QFETCH(const Fault, fault);
    QFETCH(const QByteArray, code);

    const auto answer =
        read(body, isRefresh ? PlatformAsked::Refresh : PlatformAsked::Exchange, status);

    QCOMPARE(codeOf(answer), code);
    QCOMPARE(answer.error().fault, fault);
}

void TstPlatformExchange::passesOnThePlatformsSentence_data()
{
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<bool>("isPassedOn");

    QTest::newRow("what it says of an assertion")
        << QByteArray("Invalid 'exp' claim in client_assertion JWT - more than 5 minutes in future")
        << true;
    QTest::newRow("a token") << "Bad token " + QByteArray(25, 'a') << false;
    QTest::newRow("another alphabet") << QByteArray("Ung\xc3\xbcltig") << false;
    QTest::newRow("a novel") << QByteArray("word ").repeated(40) << false;
}

// Everything is invalid_request there: without the sentence nobody could find the mistake.
void TstPlatformExchange::passesOnThePlatformsSentence()
{
    QFETCH(const QByteArray, said);
    QFETCH(const bool, isPassedOn);

    const auto answer = read(R"({"error":"invalid_request","error_description":")" + said + "\"}",
        PlatformAsked::Exchange,
        400);

    QCOMPARE(answer.error().detail.contains(QString::fromUtf8(said)), isPassedOn);
    QVERIFY(answer.error().detail.startsWith(QStringLiteral("invalid_request")));
}

QTEST_GUILESS_MAIN(TstPlatformExchange)
#include "tst_platform_exchange.moc"
