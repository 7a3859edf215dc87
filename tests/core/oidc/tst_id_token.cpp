// SPDX-License-Identifier: MIT
#include "core/oidc/id_token.h"
#include "tests/support/code_of.h"
#include "tests/support/fake_provider.h"

#include <QTest>

#include <functional>

using namespace lanyard;
using namespace lanyard::oidc;
using lanyard::test::codeOf;
using lanyard::test::FakeProvider;

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 nowSeconds = 1'790'000'000;
const Instant now{std::chrono::seconds{nowSeconds}};
const QByteArray nonce = "n-0S6_WzA2Mj";
const QByteArray accessText = "an-access-token";

using Change = std::function<void(QJsonObject&)>;

Change set(const char* claim, const QJsonValue& value)
{
    return [claim, value](QJsonObject& claims) { claims.insert(QLatin1StringView(claim), value); };
}

Change drop(const char* claim)
{
    return [claim](QJsonObject& claims) { claims.remove(QLatin1StringView(claim)); };
}

IdTokenExpectation expectation()
{
    return {.parties = {FakeProvider::issuer, FakeProvider::clientId},
        .nonce = nonce,
        .maxAge = std::nullopt,
        .freshLogin = false,
        .minimumAuthenticationLevel = 0,
        .minimumIdentityLevel = 0,
        .subject = {}};
}

IdTokenExpectation strictExpectation()
{
    IdTokenExpectation expected = expectation();
    expected.maxAge = 240s;
    expected.freshLogin = true;
    expected.minimumAuthenticationLevel = 3;
    expected.minimumIdentityLevel = 3;
    return expected;
}

} // namespace

Q_DECLARE_METATYPE(Change)
Q_DECLARE_METATYPE(IdTokenExpectation)

class TstIdToken : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acceptsAnHonestToken();
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void demandsAClassThatHasNoLevel();
    void refusesAnotherKindOfToken();
    void refusesAForgedSignature();
    void asksForNewerKeysWhenTheKeyIsUnknown();
    void toleratesFiveMinutes_data();
    void toleratesFiveMinutes();
    void countsAuthenticationFromTheRequest_data();
    void countsAuthenticationFromTheRequest();
    void saysWhatIsMissing_data();
    void saysWhatIsMissing();
    void keepsClaimsOutOfErrors();
    void acceptsARefreshedToken_data();
    void acceptsARefreshedToken();
    void remembersWhatARefreshedTokenLeavesOut();
    void refusesARefreshedToken_data();
    void refusesARefreshedToken();
    void refusesARefreshedTokenOfAnotherAudienceThanBefore();
    void refusesAnotherPersonThanExpected();
    void readsAKeptToken();
    void refusesAKeptTokenThatIsNone();

private:
    [[nodiscard]] QJsonObject honest() const
    {
        return FakeProvider::claims(now, nonce, accessText);
    }

    [[nodiscard]] Result<ValidatedIdToken> validate(const QJsonObject& claims,
        const IdTokenExpectation& expected,
        Milliseconds sinceRequest = 30s) const
    {
        return validateIdToken(m_provider.sign(claims),
            Secret(accessText),
            m_provider.keySet(),
            expected,
            {now, sinceRequest});
    }

    [[nodiscard]] IdTokenClaims previous() const
    {
        return std::move(validate(honest(), expectation()))->claims();
    }

    [[nodiscard]] Result<ValidatedIdToken> refreshed(const QJsonObject& claims) const
    {
        return validateRefreshed(m_provider.sign(claims),
            Secret(accessText),
            m_provider.keySet(),
            expectation().parties,
            previous(),
            now);
    }

    FakeProvider m_provider;
};

void TstIdToken::acceptsAnHonestToken()
{
    const auto token = validate(honest(), strictExpectation());

    QCOMPARE(codeOf(token), QByteArray());
    QCOMPARE(token->claims().subject, FakeProvider::subject);
    QCOMPARE(token->claims().authenticationLevel, 3);
    QCOMPARE(token->claims().identityLevel, 3);
    QCOMPARE(token->claims().authenticatedAt, now - 5s);
    QCOMPARE(token->claims().methods, QByteArrayList{"FIDO2"});
    QCOMPARE(token->raw().view().count('.'), 2);
}

void TstIdToken::accepts_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<IdTokenExpectation>("expected");

    const auto row = [](const char* name, const Change& change) {
        QTest::newRow(name) << change << strictExpectation();
    };
    row("an audience list of only us", set("aud", QJsonArray{"client-1"}));
    row("no azp", drop("azp"));
    row("no at_hash", drop("at_hash"));
    row("a fraction of a second (RFC 7519 2)", set("iat", double(nowSeconds) + 0.5));
    row("a level in quotes", set("authentication_assurance_level", "3"));
    row("userinfo's spelling of the identity level", [](QJsonObject& claims) {
        claims.remove("id_assurance_level"_L1);
        claims.insert("idassurancelevel"_L1, 3);
    });
    row("claims nobody knows", set("org.forgerock.openidconnect.ops", "x"));
    row("an acr of the wider class (cis2.md 8)", set("acr", "AAL2_OR_AAL3_ANY"));

    QTest::newRow("no levels, when none is demanded")
        << drop("authentication_assurance_level") << expectation();
    QTest::newRow("no auth_time, when none is demanded") << drop("auth_time") << expectation();
    auto samePerson = expectation();
    samePerson.subject = FakeProvider::subject;
    QTest::newRow("the same person again (R9)") << drop("azp") << samePerson;
}

void TstIdToken::accepts()
{
    QFETCH(const Change, change);
    QFETCH(const IdTokenExpectation, expected);
    QJsonObject claims = honest();
    change(claims);

    const auto token = validate(claims, expected);

    QCOMPARE(codeOf(token), QByteArray());
}

// Every row fails when the check it names is deleted: tests/mutation/checks proves it.
void TstIdToken::refuses_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QByteArray>("code");

    const auto row = [](const char* name, const char* code, const Change& change) {
        QTest::newRow(name) << change << QByteArray(code);
    };
    row("no iss", "id_token.claims", drop("iss"));
    row("no sub", "id_token.claims", drop("sub"));
    row("a sub that is a number", "id_token.claims", set("sub", qint64{555000111222}));
    row("no aud", "id_token.claims", drop("aud"));
    row("an empty list of audiences", "id_token.claims", set("aud", QJsonArray{}));
    row("an audience that is no text", "id_token.claims", set("aud", QJsonArray{"client-1", 7}));
    row("no exp", "id_token.claims", drop("exp"));
    row("exp as text", "id_token.claims", set("exp", "1790003600"));
    row("exp past the year 9999", "id_token.claims", set("exp", 1e300));
    row("no iat", "id_token.claims", drop("iat"));
    row("a negative iat", "id_token.claims", set("iat", -1));
    row("auth_time as text", "id_token.claims", set("auth_time", "yesterday"));
    row("another issuer", "id_token.issuer", set("iss", "https://evil.example"));
    row("the issuer without its :443 (raw bytes)",
        "id_token.issuer",
        set("iss", "https://idp.example/realms/care"));
    row("the issuer with a slash behind",
        "id_token.issuer",
        set("iss", "https://idp.example:443/realms/care/"));
    row("the issuer in capitals",
        "id_token.issuer",
        set("iss", "https://IDP.example:443/realms/care"));
    row("another client's token", "id_token.audience", set("aud", "client-2"));
    row("a foreign audience beside us",
        "id_token.audience",
        set("aud", QJsonArray{"client-1", "client-2"}));
    row("our name with something behind", "id_token.audience", set("aud", "client-10"));
    row("another authorized party", "id_token.azp", set("azp", "client-2"));
    row("an empty authorized party", "id_token.azp", set("azp", ""));
    row("an authorized party that is no text", "id_token.azp", set("azp", QJsonValue::Null));
    row("expired", "id_token.expired", [](QJsonObject& claims) {
        claims.insert("exp"_L1, nowSeconds - 600);
    });
    row("issued in the future", "id_token.issued_in_future", set("iat", nowSeconds + 600));
    row("issued before it was asked for",
        "id_token.issued_before_request",
        [](QJsonObject& claims) {
            claims.insert("iat"_L1, nowSeconds - 600);
            claims.insert("auth_time"_L1, nowSeconds - 600);
        });
    row("no nonce", "id_token.nonce", drop("nonce"));
    row("another request's nonce", "id_token.nonce", set("nonce", "n-0S6_WzA2Mk"));
    row("an empty nonce", "id_token.nonce", set("nonce", ""));
    row("another access token's hash",
        "id_token.at_hash",
        set("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"));
    row("an empty hash", "id_token.at_hash", set("at_hash", ""));
    row("no auth_time, though max_age was sent", "id_token.auth_time", drop("auth_time"));
    row("an authentication before the request",
        "id_token.auth_time",
        set("auth_time", nowSeconds - 600));
    row("an authentication in the future",
        "id_token.auth_time",
        set("auth_time", nowSeconds + 600));
    row("no authentication level: a gateway dropped acr_values",
        "id_token.assurance",
        drop("authentication_assurance_level"));
    row("too low an authentication level",
        "id_token.assurance",
        set("authentication_assurance_level", 2));
    row("too low a level in quotes",
        "id_token.assurance",
        set("authentication_assurance_level", "2"));
    row("a level in words", "id_token.assurance", set("authentication_assurance_level", "high"));
    row("no identity level", "id_token.assurance", drop("id_assurance_level"));
    row("too low an identity level", "id_token.assurance", set("id_assurance_level", "1"));
    row("two spellings that disagree", "id_token.assurance", set("idassurancelevel", 1));
    row("an empty sub", "id_token.subject", set("sub", ""));
    row("a sub of 256 letters", "id_token.subject", set("sub", QString(256, u'a')));
    row("a sub that is not ASCII", "id_token.subject", set("sub", u"5550\u00b9"_s));
}

void TstIdToken::refuses()
{
    QFETCH(const Change, change);
    QFETCH(const QByteArray, code);
    QJsonObject claims = honest();
    change(claims);

    const auto token = validate(claims, strictExpectation());

    QVERIFY(!token);
    QCOMPARE(token.error().code, code);
}

void TstIdToken::demandsAClassThatHasNoLevel()
{
    IdTokenExpectation expected = strictExpectation();
    expected.acrValues = {"gold", "silver"};
    QJsonObject claims = honest();
    claims.insert("acr"_L1, "silver");
    const auto one = validate(claims, expected);
    claims.insert("acr"_L1, "bronze");
    const auto another = validate(claims, expected);
    claims.remove("acr"_L1);
    const auto none = validate(claims, expected);

    QVERIFY(one);
    QCOMPARE(codeOf(another), QByteArray("id_token.assurance"));
    QCOMPARE(codeOf(none), QByteArray("id_token.assurance"));
}

void TstIdToken::refusesAnotherKindOfToken()
{
    const auto token =
        validateIdToken(m_provider.signWithHeader(
                            {{"alg", "ES256"}, {"kid", "key-1"}, {"typ", "at+jwt"}}, honest()),
            Secret(accessText),
            m_provider.keySet(),
            expectation(),
            {now, 30s});

    QVERIFY(!token);
    QCOMPARE(token.error().code, "id_token.type");
}

void TstIdToken::refusesAForgedSignature()
{
    QByteArray forged = m_provider.sign(honest());
    forged.replace(forged.lastIndexOf('.'), 4, ".AAA");

    const auto token =
        validateIdToken(forged, Secret(accessText), m_provider.keySet(), expectation(), {now, 30s});

    QVERIFY(!token);
    QCOMPARE(token.error().code, "jws.signature");
}

void TstIdToken::asksForNewerKeysWhenTheKeyIsUnknown()
{
    FakeProvider other;
    other.changeKey("key-2");

    const auto token = validateIdToken(
        m_provider.sign(honest()), Secret(accessText), other.keySet(), expectation(), {now, 30s});

    QVERIFY(!token);
    QCOMPARE(token.error().code, "jws.unknown_key");
}

void TstIdToken::toleratesFiveMinutes_data()
{
    QTest::addColumn<QByteArray>("claim");
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QByteArray>("code");

    const auto row = [](const char* name, const char* claim, int seconds, const char* code) {
        QTest::newRow(name) << QByteArray(claim) << seconds << QByteArray(code);
    };
    row("expired 299 s ago", "exp", -299, "");
    row("expired 300 s ago", "exp", -300, "id_token.expired");
    row("issued 300 s from now", "iat", 300, "");
    row("issued 301 s from now", "iat", 301, "id_token.issued_in_future");
    row("issued 330 s ago, 30 s after the request", "iat", -330, "");
    row("issued 331 s ago", "iat", -331, "id_token.issued_before_request");
}

void TstIdToken::toleratesFiveMinutes()
{
    QFETCH(const QByteArray, claim);
    QFETCH(const int, seconds);
    QFETCH(const QByteArray, code);
    QJsonObject claims = honest();
    claims.insert(QString::fromLatin1(claim), nowSeconds + seconds);

    const auto token = validate(claims, expectation());

    QCOMPARE(codeOf(token), code);
}

void TstIdToken::countsAuthenticationFromTheRequest_data()
{
    QTest::addColumn<int>("maxAge"); // -1: not sent.
    QTest::addColumn<bool>("freshLogin");
    QTest::addColumn<int>("secondsAgo");
    QTest::addColumn<bool>("passes");

    // The request was made 30 s ago; a minute is tolerated.
    QTest::newRow("prompt=login, during the request") << -1 << true << 20 << true;
    QTest::newRow("prompt=login, at the edge") << -1 << true << 90 << true;
    QTest::newRow("prompt=login, the colleague before: a gateway dropped prompt")
        << -1 << true << 91 << false;
    QTest::newRow("prompt=login beats max_age") << 240 << true << 91 << false;
    QTest::newRow("max_age, within it") << 240 << false << 330 << true;
    QTest::newRow("max_age, past it") << 240 << false << 331 << false;
    QTest::newRow("max_age=0, during the request") << 0 << false << 90 << true;
    QTest::newRow("max_age=0, before the request") << 0 << false << 91 << false;
    QTest::newRow("neither, an hour ago") << -1 << false << 3600 << true;
}

void TstIdToken::countsAuthenticationFromTheRequest()
{
    QFETCH(const int, maxAge);
    QFETCH(const bool, freshLogin);
    QFETCH(const int, secondsAgo);
    QFETCH(const bool, passes);
    IdTokenExpectation expected = expectation();
    expected.freshLogin = freshLogin;
    if (maxAge >= 0)
        expected.maxAge = std::chrono::seconds{maxAge};
    QJsonObject claims = honest();
    claims.insert("auth_time"_L1, nowSeconds - secondsAgo);

    const auto token = validate(claims, expected);

    QCOMPARE(codeOf(token), passes ? QByteArray() : QByteArray("id_token.auth_time"));
}

// A gateway that drops a claim is another fault than a person with the wrong card.
void TstIdToken::saysWhatIsMissing_data()
{
    QTest::addColumn<QString>("claim");

    QTest::newRow("auth_time") << "auth_time";
    QTest::newRow("the level") << "authentication_assurance_level";
}

void TstIdToken::saysWhatIsMissing()
{
    QFETCH(const QString, claim);
    QJsonObject claims = honest();
    claims.remove(claim);

    const auto token = validate(claims, strictExpectation());

    QVERIFY(!token);
    QVERIFY(token.error().detail.contains(claim + " is missing"));
}

void TstIdToken::keepsClaimsOutOfErrors()
{
    QJsonObject claims = honest();
    claims.insert("aud"_L1, "hunter2");
    claims.insert("nonce"_L1, "hunter2");

    const auto token = validate(claims, expectation());

    QVERIFY(!token);
    QVERIFY(!token.error().detail.contains("hunter2"));
}

void TstIdToken::acceptsARefreshedToken_data()
{
    QTest::addColumn<Change>("change");

    QTest::newRow("the same again") << drop("azp");
    QTest::newRow("without a nonce (12.2)") << drop("nonce");
    QTest::newRow("without auth_time") << drop("auth_time");
    QTest::newRow("without levels") << drop("authentication_assurance_level");
    QTest::newRow("issued later") << set("iat", nowSeconds + 60);
    QTest::newRow("issued long before now") << set("iat", nowSeconds - 3600);
}

void TstIdToken::acceptsARefreshedToken()
{
    QFETCH(const Change, change);
    QJsonObject claims = honest();
    change(claims);

    const auto token = refreshed(claims);

    QCOMPARE(codeOf(token), QByteArray());
}

void TstIdToken::remembersWhatARefreshedTokenLeavesOut()
{
    QJsonObject bare = honest();
    for (const char* claim : {"nonce",
             "auth_time",
             "acr",
             "amr",
             "authentication_assurance_level",
             "id_assurance_level"})
        bare.remove(QLatin1StringView(claim));

    const auto token = refreshed(bare);

    QCOMPARE(codeOf(token), QByteArray());
    QCOMPARE(token->claims().nonce, nonce);
    QCOMPARE(token->claims().authenticatedAt, now - 5s);
    QCOMPARE(token->claims().acr, QByteArray("AAL2_OR_AAL3_ANY"));
    QCOMPARE(token->claims().methods, QByteArrayList{"FIDO2"});
    QCOMPARE(token->claims().authenticationLevel, 3);
    QCOMPARE(token->claims().identityLevel, 3);
}

void TstIdToken::refusesARefreshedToken_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QByteArray>("code");

    const auto row = [](const char* name, const char* code, const Change& change) {
        QTest::newRow(name) << change << QByteArray(code);
    };
    row("no exp", "id_token.claims", drop("exp"));
    row("another issuer (12.2)", "id_token.issuer", set("iss", "https://idp.example/realms/care"));
    row("another audience (12.2)", "id_token.audience", set("aud", "client-2"));
    row("a foreign audience beside ours (12.2)",
        "id_token.audience",
        set("aud", QJsonArray{"client-1", "client-2"}));
    row("another authorized party", "id_token.azp", set("azp", "client-2"));
    row("expired", "id_token.expired", set("exp", nowSeconds - 600));
    row("issued in the future", "id_token.issued_in_future", set("iat", nowSeconds + 600));
    row("another access token's hash", "id_token.at_hash", set("at_hash", "AAAA"));
    row("an empty sub", "id_token.subject", set("sub", ""));
    row("another person (P24, 12.2)", "id_token.another_person", set("sub", "555000111223"));
    row("another time of authentication (12.2)",
        "id_token.auth_time",
        set("auth_time", nowSeconds));
    row("another nonce (12.2)", "id_token.nonce", set("nonce", "n-other"));
    row("an empty nonce", "id_token.nonce", set("nonce", ""));
    row("a lower authentication level",
        "id_token.assurance",
        set("authentication_assurance_level", 2));
    row("a lower identity level", "id_token.assurance", set("id_assurance_level", "2"));
}

void TstIdToken::refusesARefreshedToken()
{
    QFETCH(const Change, change);
    QFETCH(const QByteArray, code);
    QJsonObject claims = honest();
    change(claims);

    const auto token = refreshed(claims);

    QVERIFY(!token);
    QCOMPARE(token.error().code, code);
}

// What the session began with counts, not what policy makes of it now (12.2).
void TstIdToken::refusesARefreshedTokenOfAnotherAudienceThanBefore()
{
    IdTokenClaims before = previous();
    before.audience = {"client-2"};

    const auto token = validateRefreshed(m_provider.sign(honest()),
        Secret(accessText),
        m_provider.keySet(),
        expectation().parties,
        before,
        now);

    QCOMPARE(codeOf(token), QByteArray("id_token.audience"));
}

// R9: re-authentication, step-up and role change.
void TstIdToken::refusesAnotherPersonThanExpected()
{
    IdTokenExpectation expected = expectation();
    expected.subject = "555000111223";

    const auto token = validate(honest(), expected);

    QVERIFY(!token);
    QCOMPARE(token.error().code, "id_token.another_person");
}

void TstIdToken::readsAKeptToken()
{
    const auto claims = readKeptIdToken(Secret(m_provider.sign(honest())));

    QVERIFY(claims);
    QCOMPARE(claims->subject, FakeProvider::subject);
    QCOMPARE(claims->nonce, nonce);
}

void TstIdToken::refusesAKeptTokenThatIsNone()
{
    QVERIFY(!readKeptIdToken(Secret("")));
    QVERIFY(!readKeptIdToken(Secret("a.b")));
    QVERIFY(!readKeptIdToken(Secret("e30.e30.x"))); // {}
    const auto noJson = readKeptIdToken(Secret("e30.YWJj.x")); // abc
    QVERIFY(!noJson);
    QVERIFY(noJson.error().detail.contains("the payload"));
    const QByteArray good = m_provider.sign(honest());
    QVERIFY(!readKeptIdToken(Secret(good.first(good.lastIndexOf('.'))))); // No signature.
    QVERIFY(!readKeptIdToken(Secret(good + ".more")));
}

QTEST_APPLESS_MAIN(TstIdToken)
#include "tst_id_token.moc"
