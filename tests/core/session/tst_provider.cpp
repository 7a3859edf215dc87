// SPDX-License-Identifier: MIT
#include "core/base/form.h"
#include "core/session/provider.h"
#include "tests/core/session/tst_provider_bench.h"
#include "tests/support/private_file.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::session::test;
using lanyard::test::codeOf;

using namespace std::chrono_literals;

namespace {

const QByteArray honestUserinfo = R"({"sub":"555000111222","name":"Alex"})";
const QByteArray tokenPlace = FakeProvider::at("/access_token");

/// The answer to a token exchange, with `members` added.
HttpAnswer exchanged(const QByteArray& members)
{
    return {.body = R"({"access_token":"b",)"
                    R"("issued_token_type":"urn:ietf:params:oauth:token-type:access_token",)"
            + members + '}'};
}

/// A sign-in up to the moment when the code is there.
struct SignIn : ProviderBench {
    explicit SignIn(const SignInParameters& parameters = {})
    {
        expectMetadata();
        if (auto made = prepare(parameters); made && *made)
            request = std::move(**made);
    }

    [[nodiscard]] QMap<QByteArray, QByteArray> wantedForm() const
    {
        return {{"grant_type", "authorization_code"},
            {"code", "code-1"},
            {"client_id", "client-1"},
            {"redirect_uri", "http://localhost:21000/callback"},
            {"code_verifier", request.codeVerifier.view().toByteArray()}};
    }

    [[nodiscard]] QJsonObject honest() const { return claims(request.idToken.nonce); }

    void exchange()
    {
        pending = provider->exchange(Secret("code-1"),
            std::move(request),
            [this](Result<TokenSet> set) { outcome = std::move(set); });
        settle();
    }

    SignInRequest request;
    std::optional<Result<TokenSet>> outcome;
    Pending pending;
};

/// A session that is about to be refreshed.
struct Refreshing : ProviderBench {
    Refreshing()
    {
        discover();
        previous = *oidc::readKeptIdToken(Secret(idp.sign(claims("n-1"))));
    }

    void refresh(RefreshTarget target = {})
    {
        pending = provider->refresh(Secret("refresh-1"),
            std::move(target),
            previous,
            [this](Result<RefreshedTokens> tokens) { outcome = std::move(tokens); });
        settle();
    }

    [[nodiscard]] QMap<QByteArray, QByteArray> wantedForm() const
    {
        return {{"grant_type", "refresh_token"},
            {"refresh_token", "refresh-1"},
            {"client_id", "client-1"}};
    }

    oidc::IdTokenClaims previous;
    std::optional<Result<RefreshedTokens>> outcome;
    Pending pending;
};

} // namespace

class TstProvider : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void preparesARequestFromTheEnvironment();
    void preparesEachRequestAnew();
    void demandsWhatAcrValuesAskFor();
    void letsTheCallerAskForMore();
    void refusesAScopeWithoutOpenid();
    void refusesToPrepareWithoutARedirectUri();
    void refusesToPrepareUnderAWrongClock();
    void yieldsAllOfASignIn();
    void yieldsNothingOfABadSignIn_data();
    void yieldsNothingOfABadSignIn();
    void refusesUserinfoOfAnotherPerson();
    void doesWithoutAUserinfoEndpoint();
    void saysThatUserinfoIsUnsupported();
    void fetchesNewerKeysOnce();
    void fetchesNewerKeysAtMostEveryFiveMinutes();
    void fetchesNewerKeysSoonerWhereNobodyAnswered();
    void yieldsNothingUnderAWrongClock();
    void correctsASmallOffset();
    void refreshes();
    void givesTheNewRefreshTokenThoughTheIdentityIsWrong();
    void refreshesWithoutAnIdToken();
    void narrowsARefresh();
    void doesNotServeLessThanAskedFor();
    void givesNoIdentityOfARefreshUnderAWrongClock();
    void saysThatNewKeysAreComing();
    void doesNotSpendTheTokenWhileKeysAreOutOfReach();
    void tellsALostAnswerFromNone_data();
    void tellsALostAnswerFromNone();
    void endsAnOperationInTime_data();
    void endsAnOperationInTime();
    void forgetsWhatIsWithdrawn();
    void survivesItsOwnDestruction();
    void exchangesForAnAudience();
    void takesNoLessForAnAudienceThanAskedFor();
    void keepsTheGrantOutOfARefusedExchange();
    void revokes();
    void saysThatRevocationIsUnsupported();
    void knowsWhereToSignOut();
    void signsWithThePrivateKey();
    void remembersToWait();
};

void TstProvider::preparesARequestFromTheEnvironment()
{
    ProviderBench bench;
    bench.expectMetadata();

    const auto request = bench.prepare();

    QVERIFY(request);
    QCOMPARE(codeOf(*request), QByteArray());
    const SignInRequest& made = **request;
    QVERIFY(made.url.toEncoded().startsWith("https://idp.example:443/realms/care/authorize?"));
    const Form fields = parseForm(made.url.toEncoded().split('?').at(1)).value();
    QCOMPARE(fields.value("client_id"), QByteArray("client-1"));
    QCOMPARE(fields.value("scope"), QByteArray("openid selectedrole offline_access"));
    QCOMPARE(fields.value("acr_values"), QByteArray("AAL3_ANY"));
    QCOMPARE(fields.value("max_age"), QByteArray("240"));
    QCOMPARE(fields.value("prompt"), QByteArray("login"));
    QCOMPARE(fields.value("state"), made.redirect.state);
    QCOMPARE(fields.value("nonce"), made.idToken.nonce);
    QCOMPARE(made.redirect.issuer, FakeProvider::issuer);
    QCOMPARE(made.idToken.maxAge, std::optional(240s));
    QVERIFY(made.idToken.freshLogin);
    QCOMPARE(made.idToken.minimumAuthenticationLevel, 3);
    QCOMPARE(made.requiredScopes, (QByteArrayList{"openid", "selectedrole"}));
}

void TstProvider::preparesEachRequestAnew()
{
    ProviderBench bench;
    bench.expectMetadata();

    const auto first = bench.prepare();
    const auto second = bench.prepare();

    QVERIFY((*first)->redirect.state != (*second)->redirect.state);
    QVERIFY((*first)->idToken.nonce != (*second)->idToken.nonce);
    QVERIFY((*first)->codeVerifier.view() != (*second)->codeVerifier.view());
    QVERIFY((*first)->redirect.state != (*first)->idToken.nonce);
}

// A gateway that drops acr_values must be noticed where policy names no level either.
void TstProvider::demandsWhatAcrValuesAskFor()
{
    ProviderBench bench;
    bench.expectMetadata();
    SignInParameters cis2;
    cis2.acrValues = "AAL3_ANY";
    SignInParameters foreign;
    foreign.acrValues = "gold";

    const auto byLevel = bench.prepare(cis2);
    const auto byClass = bench.prepare(foreign);

    QCOMPARE((*byLevel)->idToken.minimumAuthenticationLevel, 3);
    QVERIFY((*byLevel)->idToken.acrValues.isEmpty());
    QCOMPARE((*byClass)->idToken.acrValues, QByteArrayList{"gold"});
}

// R19: a step-up raises the bar, and never lowers it.
void TstProvider::letsTheCallerAskForMore()
{
    ProviderBench bench;
    bench.expectMetadata();
    SignInParameters stepUp;
    stepUp.acrValues = "AAL3_FIDO2";
    stepUp.maxAge = 0s;
    stepUp.loginHint = "a+b";
    stepUp.minimumAuthenticationLevel = 2;
    stepUp.minimumIdentityLevel = 4;
    stepUp.samePerson = "555000111222";

    const auto request = bench.prepare(stepUp);

    const Form fields = parseForm((*request)->url.toEncoded().split('?').at(1)).value();
    QCOMPARE(fields.value("acr_values"), QByteArray("AAL3_FIDO2"));
    QCOMPARE(fields.value("max_age"), QByteArray("0"));
    QCOMPARE(fields.value("login_hint"), QByteArray("a+b"));
    QCOMPARE((*request)->idToken.minimumAuthenticationLevel, 3);
    QCOMPARE((*request)->idToken.minimumIdentityLevel, 4);
    QCOMPARE((*request)->idToken.subject, QByteArray("555000111222"));
}

void TstProvider::refusesAScopeWithoutOpenid()
{
    ProviderBench bench;
    bench.expectMetadata();
    SignInParameters parameters;
    parameters.scope = "profile openid2";

    QCOMPARE(codeOf(*bench.prepare(parameters)), QByteArray("sign_in.parameters"));
}

void TstProvider::refusesToPrepareWithoutARedirectUri()
{
    ProviderBench bench;
    bench.expectMetadata();
    std::optional<Result<SignInRequest>> made;

    auto preparing = bench.provider->prepare(
        {}, [&made](Result<SignInRequest> request) { made = std::move(request); });
    bench.settle();

    QCOMPARE(codeOf(*made), QByteArray("sign_in.parameters"));
}

// R20, P32: said before a browser opens.
void TstProvider::refusesToPrepareUnderAWrongClock()
{
    ProviderBench bench;
    bench.expectMetadata({.headers = {{"date", "Mon, 21 Sep 2026 14:23:20 GMT"}}});

    const auto request = bench.prepare();

    QCOMPARE(codeOf(*request), QByteArray("clock.skew"));
    QVERIFY(request->error().detail.contains("10 minutes behind"));
}

void TstProvider::yieldsAllOfASignIn()
{
    SignIn bench;
    bench.expectKeys();
    bench.clock.advance(20s);
    bench.expectToken(bench.wantedForm(), bench.tokens(bench.honest()));
    bench.expectUserinfo({.body = honestUserinfo});

    bench.exchange();

    QVERIFY(bench.outcome);
    QCOMPARE(codeOf(*bench.outcome), QByteArray());
    const TokenSet& set = **bench.outcome;
    QCOMPARE(set.accessToken.view(), QByteArrayView("access-1"));
    QCOMPARE(set.refreshToken.view(), QByteArrayView("refresh-2"));
    QCOMPARE(set.expiresAt, bench.clock.now() + 600s);
    QCOMPARE(set.scope, QByteArray("openid selectedrole offline_access"));
    QCOMPARE(set.idToken.claims().subject, FakeProvider::subject);
    QCOMPARE(set.userinfo.value("name").toString(), "Alex");
    QCOMPARE(bench.http.unasked(), 0);
}

void TstProvider::yieldsNothingOfABadSignIn_data()
{
    QTest::addColumn<QJsonObject>("changedClaims");
    QTest::addColumn<QJsonObject>("changedAnswer");
    QTest::addColumn<QByteArray>("code");

    const auto row = [](const char* name,
                         const QJsonObject& claims,
                         const QJsonObject& answer,
                         const char* code) {
        QTest::newRow(name) << claims << answer << QByteArray(code);
    };
    row("another request's nonce", {{"nonce", "x"}}, {}, "id_token.nonce");
    row("a gateway that dropped acr_values",
        {{"authentication_assurance_level", 2}},
        {},
        "id_token.assurance");
    row("a gateway that dropped prompt", {{"auth_time", 1'789'999'000}}, {}, "id_token.auth_time");
    row("a gateway that dropped scopes", {}, {{"scope", "openid"}}, "token.scope_missing");
    row("no ID token", {}, {{"id_token", ""}}, "token.id_token");
    row("an ID token that is none", {}, {{"id_token", "a.b.c"}}, "jws.form");
    row("the ID token of another access token",
        {},
        {{"access_token", "access-2"}},
        "id_token.at_hash");
    row("a refused code", {}, {{"error", "invalid_grant"}}, "token.invalid_grant");
}

void TstProvider::yieldsNothingOfABadSignIn()
{
    QFETCH(const QJsonObject, changedClaims);
    QFETCH(const QJsonObject, changedAnswer);
    QFETCH(const QByteArray, code);
    SignIn bench;
    bench.expectKeys();
    QJsonObject claims = bench.honest();
    for (auto claim = changedClaims.begin(); claim != changedClaims.end(); ++claim)
        claims.insert(claim.key(), claim.value());
    bench.expectToken(bench.wantedForm(), bench.tokens(claims, changedAnswer));

    bench.exchange();

    QVERIFY(bench.outcome);
    QCOMPARE(codeOf(*bench.outcome), code);
    QCOMPARE(bench.http.askedFor(FakeProvider::at("/userinfo")), 0);
}

// P24.
void TstProvider::refusesUserinfoOfAnotherPerson()
{
    SignIn bench;
    bench.expectKeys();
    bench.expectToken(bench.wantedForm(), bench.tokens(bench.honest()));
    bench.expectUserinfo({.body = R"({"sub":"555000111223"})"});

    bench.exchange();

    QCOMPARE(codeOf(*bench.outcome), QByteArray("userinfo.subject"));
}

void TstProvider::doesWithoutAUserinfoEndpoint()
{
    SignIn bench;
    QJsonObject without = bench.idp.metadata();
    without.remove("userinfo_endpoint");
    bench.clock.advance(1h);
    bench.expectMetadata({.body = toJsonLine(without)});
    bench.request = std::move(**bench.prepare());
    bench.expectKeys();
    bench.expectToken(bench.wantedForm(), bench.tokens(bench.honest()));

    bench.exchange();

    QCOMPARE(codeOf(*bench.outcome), QByteArray());
    QVERIFY((*bench.outcome)->userinfo.isEmpty());
}

void TstProvider::saysThatUserinfoIsUnsupported()
{
    ProviderBench bench;
    QJsonObject without = bench.idp.metadata();
    without.remove("userinfo_endpoint");
    bench.expectMetadata({.body = toJsonLine(without)});
    std::optional<Result<QJsonObject>> outcome;

    auto asking = bench.provider->userinfo(Secret("access-1"),
        FakeProvider::subject,
        [&outcome](Result<QJsonObject> claims) { outcome = std::move(claims); });
    bench.settle();

    QVERIFY(outcome);
    QCOMPARE(codeOf(*outcome), QByteArray("userinfo.unsupported"));
}

void TstProvider::fetchesNewerKeysOnce()
{
    SignIn bench;
    bench.expectKeys();
    bench.idp.changeKey("key-2");
    bench.expectKeys();
    bench.expectToken(bench.wantedForm(), bench.tokens(bench.honest()));
    bench.expectUserinfo({.body = honestUserinfo});

    bench.exchange();

    QCOMPARE(codeOf(*bench.outcome), QByteArray());
    QCOMPARE(bench.http.askedFor(FakeProvider::at("/jwks")), 2);
}

void TstProvider::fetchesNewerKeysAtMostEveryFiveMinutes()
{
    SignIn bench;
    const FakeProvider honest;
    const QByteArray keys = toJsonLine({{"keys", QJsonArray{}}});
    for (int i = 0; i < 3; ++i)
        bench.expectKeys({.body = keys});

    for (int i = 0; i < 4; ++i) { // At 0, 2, 4 and 6 minutes.
        bench.request = std::move(**bench.prepare());
        bench.expectToken(bench.wantedForm(), bench.tokens(bench.honest()));
        bench.exchange();
        QCOMPARE(codeOf(*bench.outcome), QByteArray("jws.unknown_key"));
        bench.clock.advance(2min);
    }

    QCOMPARE(bench.http.askedFor(FakeProvider::at("/jwks")), 3); // The first, and two more.
}

/// Keys that change while the key endpoint is down: a few seconds later everybody can sign in.
void TstProvider::fetchesNewerKeysSoonerWhereNobodyAnswered()
{
    SignIn bench;
    const auto signIn = [&bench] {
        bench.request = std::move(**bench.prepare());
        bench.expectToken(bench.wantedForm(), bench.tokens(bench.honest()));
        bench.exchange();
        return codeOf(*bench.outcome);
    };
    bench.expectKeys({.body = toJsonLine({{"keys", QJsonArray{}}})});
    bench.expectKeys({.status = 503, .body = ""});
    QCOMPARE(signIn(), QByteArray("jws.unknown_key"));

    bench.clock.advance(9s);
    QCOMPARE(signIn(), QByteArray("jws.unknown_key"));
    QCOMPARE(bench.http.askedFor(FakeProvider::at("/jwks")), 2);

    bench.clock.advance(1s);
    bench.expectKeys();
    bench.expectUserinfo({.body = honestUserinfo});
    QCOMPARE(signIn(), QByteArray());
}

void TstProvider::yieldsNothingUnderAWrongClock()
{
    SignIn bench;
    bench.expectKeys();
    HttpAnswer answer = bench.tokens(bench.honest());
    answer.headers.insert("date", "Mon, 21 Sep 2026 14:03:20 GMT");
    bench.expectToken(bench.wantedForm(), answer);

    bench.exchange();

    QCOMPARE(codeOf(*bench.outcome), QByteArray("clock.skew"));
    QVERIFY(bench.outcome->error().detail.contains("10 minutes ahead"));
}

// P32: four minutes off, and a token that would be 8 minutes in the future.
void TstProvider::correctsASmallOffset()
{
    SignIn bench;
    bench.expectKeys();
    QJsonObject claims = bench.honest();
    claims.insert("iat", claims.value("iat").toInteger() + 480);
    claims.insert("auth_time", claims.value("auth_time").toInteger() + 480);
    HttpAnswer answer = bench.tokens(claims);
    answer.headers.insert("date", "Mon, 21 Sep 2026 14:17:20 GMT");
    bench.expectToken(bench.wantedForm(), answer);
    bench.expectUserinfo({.body = honestUserinfo});

    bench.exchange();

    QCOMPARE(codeOf(*bench.outcome), QByteArray());
    QCOMPARE(bench.provider->clockOffset(), std::optional(Milliseconds{240'500}));
    QCOMPARE((*bench.outcome)->expiresAt, bench.clock.now() + 600s);
}

void TstProvider::refreshes()
{
    Refreshing bench;
    bench.expectToken(bench.wantedForm(), bench.tokens(bench.claims("n-1")));

    bench.refresh();

    QVERIFY(bench.outcome);
    QCOMPARE(codeOf(*bench.outcome), QByteArray());
    QCOMPARE((*bench.outcome)->refreshToken.view(), QByteArrayView("refresh-2"));
    QCOMPARE((*bench.outcome)->expiresAt, bench.clock.now() + 600s);
    QCOMPARE(codeOf((*bench.outcome)->identity), QByteArray());
    QVERIFY((*bench.outcome)->identity->has_value());
}

// P24, R9: the old token is spent all the same, so the new one must not be lost.
void TstProvider::givesTheNewRefreshTokenThoughTheIdentityIsWrong()
{
    Refreshing bench;
    QJsonObject claims = bench.claims("n-1");
    claims.insert("sub", "555000111223");
    bench.expectToken(bench.wantedForm(), bench.tokens(claims));

    bench.refresh();

    QCOMPARE(codeOf(*bench.outcome), QByteArray());
    QCOMPARE((*bench.outcome)->refreshToken.view(), QByteArrayView("refresh-2"));
    QCOMPARE(codeOf((*bench.outcome)->identity), QByteArray("id_token.another_person"));
}

// P28 as well: no new refresh token is no error.
void TstProvider::refreshesWithoutAnIdToken()
{
    Refreshing bench;
    bench.expectToken(bench.wantedForm(),
        {.body = R"({"access_token":"a","token_type":"Bearer","refresh_token":""})"});

    bench.refresh();

    QCOMPARE(codeOf(*bench.outcome), QByteArray());
    QVERIFY((*bench.outcome)->refreshToken.isEmpty());
    QVERIFY((*bench.outcome)->identity);
    QVERIFY(!(*bench.outcome)->identity->has_value());
}

void TstProvider::narrowsARefresh()
{
    Refreshing bench;
    auto form = bench.wantedForm();
    form.insert("scope", "read");
    form.insert("resource", "https://api.example");
    bench.expectToken(form, bench.tokens(bench.claims("n-1")));

    bench.refresh({"read", "https://api.example"});

    QCOMPARE(codeOf(*bench.outcome), QByteArray());
    QCOMPARE((*bench.outcome)->scope, QByteArray("read"));
}

void TstProvider::doesNotServeLessThanAskedFor()
{
    Refreshing bench;
    auto form = bench.wantedForm();
    form.insert("scope", "read write");
    bench.expectToken(form, bench.tokens(bench.claims("n-1"), {{"scope", "read"}}));

    bench.refresh({"read write", {}});

    QCOMPARE(codeOf((*bench.outcome)->identity), QByteArray("token.scope_missing"));
    QCOMPARE((*bench.outcome)->refreshToken.view(), QByteArrayView("refresh-2"));
}

void TstProvider::givesNoIdentityOfARefreshUnderAWrongClock()
{
    Refreshing bench;
    HttpAnswer answer = bench.tokens(bench.claims("n-1"));
    answer.headers = {{"date", "Mon, 21 Sep 2026 13:48:20 GMT"}};
    bench.expectToken(bench.wantedForm(), answer);

    bench.refresh();

    QCOMPARE(codeOf((*bench.outcome)->identity), QByteArray("clock.skew"));
    QCOMPARE((*bench.outcome)->refreshToken.view(), QByteArrayView("refresh-2"));
}

void TstProvider::saysThatNewKeysAreComing()
{
    Refreshing bench;
    bench.idp.changeKey("key-2");
    bench.expectKeys();
    bench.expectToken(bench.wantedForm(), bench.tokens(bench.claims("n-1")));
    bench.refresh();
    QCOMPARE(codeOf((*bench.outcome)->identity), QByteArray("id_token.keys_pending"));
    QCOMPARE(recoveryFor((*bench.outcome)->identity.error().fault), Recovery::RetryLater);
    QCOMPARE((*bench.outcome)->refreshToken.view(), QByteArrayView("refresh-2"));

    bench.expectToken(bench.wantedForm(), bench.tokens(bench.claims("n-1")));
    bench.refresh();

    QCOMPARE(codeOf((*bench.outcome)->identity), QByteArray());
}

void TstProvider::doesNotSpendTheTokenWhileKeysAreOutOfReach()
{
    ProviderBench bench;
    bench.expectMetadata();
    bench.expectKeys({.status = 503, .body = ""});
    QByteArray code;

    auto refreshing = bench.provider->refresh(
        Secret("refresh-1"), {}, {}, [&code](Result<RefreshedTokens> tokens) {
            code = codeOf(tokens);
        });
    bench.settle();

    QCOMPARE(code, QByteArray("jwks.busy"));
    QCOMPARE(bench.http.askedFor(tokenPlace), 0);
}

void TstProvider::tellsALostAnswerFromNone_data()
{
    QTest::addColumn<QByteArray>("error");
    QTest::addColumn<QByteArray>("code");

    const auto row = [](const char* name, const char* error, const char* code) {
        QTest::newRow(name) << QByteArray(error) << QByteArray(code);
    };
    row("dropped after sending (P25)", "http.answer_lost", "token.answer_lost");
    row("no answer in time (P25)", "http.timed_out", "token.answer_lost");
    row("an answer without end", "http.too_large", "token.answer_lost");
    row("an answer that is no HTTP", "http.syntax", "token.answer_lost");
    row("never connected", "http.unreachable", "http.unreachable");
    row("a refused certificate", "http.tls", "http.tls");
    row("a proxy that wants a password", "http.proxy", "http.proxy");
}

void TstProvider::tellsALostAnswerFromNone()
{
    QFETCH(const QByteArray, error);
    QFETCH(const QByteArray, code);
    Refreshing bench;
    const Fault fault = error == "http.timed_out" ? Fault::TimedOut : Fault::Unreachable;
    bench.expectToken(bench.wantedForm(), {.error = fail(fault, error).value()});

    bench.refresh();

    QCOMPARE(codeOf(*bench.outcome), code);
    QCOMPARE(recoveryFor(bench.outcome->error().fault), Recovery::RetryLater);
}

// P30.
void TstProvider::endsAnOperationInTime_data()
{
    QTest::addColumn<QByteArray>("silent");
    QTest::addColumn<QByteArray>("code");

    QTest::newRow("discovery is silent") << QByteArray("discovery") << QByteArray("http.timed_out");
    QTest::newRow("the keys are silent") << QByteArray("jwks") << QByteArray("http.timed_out");
    QTest::newRow("the token endpoint is silent (P25)")
        << QByteArray("token") << QByteArray("token.answer_lost");
    QTest::newRow("userinfo is silent")
        << QByteArray("userinfo") << QByteArray("provider.timed_out");
}

void TstProvider::endsAnOperationInTime()
{
    QFETCH(const QByteArray, silent);
    QFETCH(const QByteArray, code);
    SignIn bench;
    const auto delay = [&silent](
                           const char* name) { return Milliseconds{silent == name ? -1 : 0}; };
    bench.clock.advance(1h); // The metadata is not fresh any more.
    bench.request.madeAt = bench.clock.uptime();
    if (silent == "discovery")
        bench.clock.advance(24h);
    bench.expectMetadata({.delay = delay("discovery")});
    bench.expectKeys({.delay = delay("jwks")});
    HttpAnswer tokens = bench.tokens(bench.honest());
    tokens.delay = delay("token");
    bench.expectToken(bench.wantedForm(), tokens);
    bench.expectUserinfo({.body = honestUserinfo, .delay = delay("userinfo")});

    bench.exchange();
    QVERIFY(!bench.outcome);
    bench.clock.advance(Provider::patience);

    QVERIFY(bench.outcome);
    QCOMPARE(codeOf(*bench.outcome), code);
    QCOMPARE(bench.clock.timers(), std::size_t{0});
}

void TstProvider::forgetsWhatIsWithdrawn()
{
    Refreshing bench;
    HttpAnswer slow = bench.tokens(bench.claims("n-1"));
    slow.delay = 5s;
    bench.expectToken(bench.wantedForm(), slow);
    bench.refresh();

    bench.pending.withdraw();
    bench.clock.advance(1min);

    QVERIFY(!bench.outcome);
    QCOMPARE(bench.clock.timers(), std::size_t{0});
}

void TstProvider::survivesItsOwnDestruction()
{
    Refreshing bench;
    bench.expectToken(bench.wantedForm(), bench.tokens(bench.claims("n-1")));
    int answers = 0;
    bench.pending = bench.provider->refresh(
        Secret("refresh-1"), {}, bench.previous, [&](Result<RefreshedTokens>) {
            ++answers;
            bench.provider.reset();
            bench.pending = {};
        });

    bench.settle();

    QCOMPARE(answers, 1);
    QCOMPARE(bench.clock.timers(), std::size_t{0});
}

void TstProvider::exchangesForAnAudience()
{
    ProviderBench bench;
    bench.discover();
    bench.expectToken({{"grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"},
                          {"subject_token", "access-1"},
                          {"subject_token_type", "urn:ietf:params:oauth:token-type:access_token"},
                          {"audience", "records"},
                          {"scope", "read"}},
        exchanged(R"("token_type":"Bearer","expires_in":"599","refresh_token":"r")"));
    std::optional<Result<AudienceToken>> outcome;
    ExchangeTarget target;
    target.audience = "records";
    target.scope = "read";

    auto exchanging = bench.provider->exchangeFor(Secret("access-1"),
        target,
        [&outcome](Result<AudienceToken> token) { outcome = std::move(token); });
    bench.settle();

    QCOMPARE(codeOf(*outcome), QByteArray());
    QCOMPARE((*outcome)->accessToken.view(), QByteArrayView("b"));
    QCOMPARE((*outcome)->expiresAt, bench.clock.now() + 599s);
    QCOMPARE((*outcome)->scope, QByteArray("read"));
}

void TstProvider::takesNoLessForAnAudienceThanAskedFor()
{
    ProviderBench bench;
    bench.discover();
    bench.expectToken({{"audience", "records"}},
        exchanged(R"("token_type":"Bearer","expires_in":599,"scope":"write")"));
    std::optional<Result<AudienceToken>> outcome;
    ExchangeTarget target;
    target.audience = "records";
    target.scope = "read write";

    auto exchanging = bench.provider->exchangeFor(Secret("access-1"),
        target,
        [&outcome](Result<AudienceToken> token) { outcome = std::move(token); });
    bench.settle();

    QCOMPARE(codeOf(*outcome), QByteArray("token.scope_missing"));
}

void TstProvider::keepsTheGrantOutOfARefusedExchange()
{
    ProviderBench bench;
    bench.discover();
    bench.expectToken(
        {{"audience", "records"}}, {.status = 400, .body = R"({"error":"invalid_grant"})"});
    std::optional<Result<AudienceToken>> outcome;
    ExchangeTarget target;
    target.audience = "records";

    auto exchanging = bench.provider->exchangeFor(Secret("access-1"),
        target,
        [&outcome](Result<AudienceToken> token) { outcome = std::move(token); });
    bench.settle();

    QCOMPARE(codeOf(*outcome), QByteArray("token.subject_refused"));
    QVERIFY(outcome->error().fault != Fault::GrantRevoked); // That would end a session.
}

void TstProvider::revokes()
{
    ProviderBench bench;
    bench.discover();
    bench.http.expect({FakeProvider::at("/revoke"),
                          {{"token", "refresh-1"},
                              {"token_type_hint", "refresh_token"},
                              {"client_id", "client-1"}},
                          {},
                          {},
                          {}},
        {.body = "", .type = ""});
    QByteArray code = "none";

    auto revoking = bench.provider->revoke(Secret("refresh-1"),
        TokenHint::RefreshToken,
        [&code](const Result<>& done) { code = codeOf(done); });
    bench.settle();

    QCOMPARE(code, QByteArray());
}

void TstProvider::saysThatRevocationIsUnsupported()
{
    ProviderBench bench;
    QJsonObject without = bench.idp.metadata();
    without.remove("revocation_endpoint");
    bench.expectMetadata({.body = toJsonLine(without)});
    QByteArray code;

    auto revoking = bench.provider->revoke(Secret("refresh-1"),
        TokenHint::RefreshToken,
        [&code](const Result<>& done) { code = codeOf(done); });
    bench.settle();

    QCOMPARE(code, QByteArray("revocation.unsupported"));
}

void TstProvider::knowsWhereToSignOut()
{
    ProviderBench bench;
    QVERIFY(!bench.provider->endSessionUrl(Secret("i.d.t")));
    bench.discover();

    const auto url = bench.provider->endSessionUrl(Secret("i.d.t"));

    QVERIFY(url);
    QCOMPARE(url->toEncoded(),
        QByteArray(
            "https://idp.example:443/realms/care/end?id_token_hint=i.d.t&client_id=client-1"));
}

void TstProvider::signsWithThePrivateKey()
{
    QTemporaryDir folder;
    QFile file(folder.filePath("key.pem"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(lanyard::test::freshKeyPem());
    file.close();
    QVERIFY(lanyard::test::makePrivate(file.fileName()));
    policy::Environment direct = environment();
    direct.clientAuthentication = policy::ClientAuthentication::PrivateKeyJwt;
    direct.clientKeyFile = file.fileName();
    direct.clientKeyAlgorithm = "ES256";
    ProviderBench bench(direct);
    bench.discover();
    bench.expectToken(
        {{"client_id", "client-1"},
            {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}},
        exchanged(R"("token_type":"Bearer")"));
    QByteArray code = "none";

    auto exchanging = bench.provider->exchangeFor(
        Secret("access-1"), {}, [&code](Result<AudienceToken> token) { code = codeOf(token); });
    bench.settle();

    QCOMPARE(code, QByteArray());
    QCOMPARE(bench.http.asked().last().form.value("client_assertion").count('.'), 2);
}

void TstProvider::remembersToWait()
{
    Refreshing bench;
    bench.expectToken(
        bench.wantedForm(), {.status = 429, .body = "", .headers = {{"retry-after", "30"}}});

    bench.refresh();

    QCOMPARE(codeOf(*bench.outcome), QByteArray("token.busy"));
    QCOMPARE(bench.provider->retryAfter(), Milliseconds{30s});
}

QTEST_APPLESS_MAIN(TstProvider)
#include "tst_provider.moc"
