// SPDX-License-Identifier: MIT
#include "core/session/token_request.h"
#include "tests/support/code_of.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::session;
using lanyard::test::codeOf;
using namespace std::chrono_literals;

namespace {

policy::Environment environment()
{
    policy::Environment chosen;
    chosen.audiences = {{"records", {policy::AudienceMethod::Resource, {}, "read write"}},
        {"named", {policy::AudienceMethod::Resource, "urn:named", "read"}},
        {"labs", {policy::AudienceMethod::Scope, "ignored", "labs.read labs.order"}},
        {"pacs", {policy::AudienceMethod::Exchange, "urn:pacs", "view"}},
        {"bare", {policy::AudienceMethod::Exchange, {}, {}}}};
    policy::Audience personal;
    personal.method = policy::AudienceMethod::NhsApi;
    personal.resource = "personal";
    personal.tokenUrl = "https://int.api.example/oauth2/token";
    personal.clientId = "key-1";
    personal.clientKeyFile = QStringLiteral("/keys/app.pem");
    personal.clientKeyId = "kid-1";
    personal.clientSecretFile = QStringLiteral("/keys/app.secret");
    chosen.audiences.insert("personal", personal);
    return chosen;
}

TokenRequest asking(const QByteArray& audience, const QByteArray& scope = {})
{
    TokenRequest request;
    request.audience = audience;
    request.scope = scope;
    return request;
}

} // namespace

class TstTokenRequest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatIsWanted_data();
    void readsWhatIsWanted();
    void wantsAnExchange();
    void wantsThePlatformsExchange();
    void wantsAreTheSameForWhatWasAsked();
    void refusesMoreScopeThanPolicyGives_data();
    void refusesMoreScopeThanPolicyGives();
    void refusesAnAudienceThatPolicyDoesNotMap_data();
    void refusesAnAudienceThatPolicyDoesNotMap();
    void exchangesForALiveIssuerOnlyWhereExempted();
    void comparesTheLevelOfTheAuthentication_data();
    void comparesTheLevelOfTheAuthentication();
    void comparesTheAgeOfTheAuthentication_data();
    void comparesTheAgeOfTheAuthentication();
};

void TstTokenRequest::readsWhatIsWanted_data()
{
    QTest::addColumn<QByteArray>("audience");
    QTest::addColumn<QByteArray>("scope");
    QTest::addColumn<QByteArray>("resource");
    QTest::addColumn<QByteArray>("targetScope");
    QTest::newRow("all of it: the audience's name is the resource") << QByteArray(
        "records") << QByteArray() << QByteArray("records") << QByteArray("read write");
    QTest::newRow("some of it") << QByteArray("records") << QByteArray("write")
                                << QByteArray("records") << QByteArray("write");
    QTest::newRow("in another order") << QByteArray("records") << QByteArray("write read")
                                      << QByteArray("records") << QByteArray("write read");
    QTest::newRow("a resource of another name")
        << QByteArray("named") << QByteArray() << QByteArray("urn:named") << QByteArray("read");
    QTest::newRow("by scope alone")
        << QByteArray("labs") << QByteArray() << QByteArray() << QByteArray("labs.read labs.order");
}

void TstTokenRequest::readsWhatIsWanted()
{
    QFETCH(const QByteArray, audience);
    QFETCH(const QByteArray, scope);

    const auto want = readWant(asking(audience, scope), environment());

    QCOMPARE(codeOf(want), QByteArray());
    QCOMPARE(want->audience, audience);
    QCOMPARE(want->scope, scope);
    QTEST(want->target.resource, "resource");
    QTEST(want->target.scope, "targetScope");
    QVERIFY(!want->exchange);
}

void TstTokenRequest::wantsAnExchange()
{
    const auto want = readWant(asking("pacs"), environment());
    const auto bare = readWant(asking("bare"), environment());

    QVERIFY(want && want->exchange);
    QCOMPARE(want->exchange->audience, QByteArray("urn:pacs"));
    QCOMPARE(want->exchange->scope, QByteArray("view"));
    QCOMPARE(want->exchange->subject, ExchangeTarget::Subject::AccessToken);
    QVERIFY(bare && bare->exchange);
    QCOMPARE(bare->exchange->audience, QByteArray("bare"));
}

void TstTokenRequest::wantsThePlatformsExchange()
{
    auto now = environment();
    const auto want = readWant(asking("personal"), now);

    QCOMPARE(codeOf(want), QByteArray());
    QVERIFY(!want->exchange);
    QCOMPARE(want->platform,
        (PlatformTarget{"https://int.api.example/oauth2/token",
            "key-1",
            QStringLiteral("/keys/app.pem"),
            "kid-1",
            QStringLiteral("/keys/app.secret")}));
    // It gives scopes itself, by how the person authenticated.
    QCOMPARE(codeOf(readWant(asking("personal", "read"), now)), QByteArray("session.scope"));

    now.audiences["personal"].tokenUrl = "https://other.api.example/oauth2/token";
    QCOMPARE(codeOf(checkGranted(asking("personal"), *want, {}, now)),
        QByteArray("session.audience_moved"));
}

// P26, P34.
void TstTokenRequest::wantsAreTheSameForWhatWasAsked()
{
    const auto all = *readWant(asking("records"), environment());

    QVERIFY(all == *readWant(asking("records"), environment()));
    QVERIFY(all != *readWant(asking("records", "read"), environment()));
    QVERIFY(all != *readWant(asking("labs"), environment()));
}

void TstTokenRequest::refusesMoreScopeThanPolicyGives_data()
{
    QTest::addColumn<QByteArray>("scope");
    QTest::newRow("another word") << QByteArray("delete");
    QTest::newRow("one word too many") << QByteArray("read write delete");
    QTest::newRow("half a word") << QByteArray("rea");
    QTest::newRow("another case") << QByteArray("READ");
    QTest::newRow("a tab for a space") << QByteArray("read\twrite");
    QTest::newRow("openid") << QByteArray("openid");
}

void TstTokenRequest::refusesMoreScopeThanPolicyGives()
{
    QFETCH(const QByteArray, scope);

    const auto want = readWant(asking("records", scope), environment());

    QCOMPARE(codeOf(want), QByteArray("session.scope"));
    QCOMPARE(want.error().fault, Fault::AccessDenied);
}

void TstTokenRequest::refusesAnAudienceThatPolicyDoesNotMap_data()
{
    QTest::addColumn<QByteArray>("audience");
    QTest::newRow("an unknown one") << QByteArray("payroll");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("another case") << QByteArray("Records");
}

void TstTokenRequest::refusesAnAudienceThatPolicyDoesNotMap()
{
    QFETCH(const QByteArray, audience);

    QCOMPARE(
        codeOf(readWant(asking(audience), environment())), QByteArray("session.audience_unknown"));
}

// design.md §3.3.
void TstTokenRequest::exchangesForALiveIssuerOnlyWhereExempted()
{
    auto live = environment();
    live.live = true;
    QCOMPARE(codeOf(readWant(asking("pacs"), live)), QByteArray("session.live_exchange"));
    QCOMPARE(codeOf(readWant(asking("personal"), live)), QByteArray("session.live_exchange"));
    QVERIFY(readWant(asking("records"), live));
    QVERIFY(readWant(asking("labs"), live));

    live.directExemption = true;
    QVERIFY(readWant(asking("pacs"), live));
    QVERIFY(readWant(asking("personal"), live));
}

void TstTokenRequest::comparesTheLevelOfTheAuthentication_data()
{
    QTest::addColumn<QByteArray>("acr");
    QTest::addColumn<int>("level");
    QTest::addColumn<bool>("isEnough");
    QTest::newRow("nothing asked") << QByteArray() << 0 << true;
    QTest::newRow("3 for AAL3_ANY") << QByteArray("AAL3_ANY") << 3 << true;
    QTest::newRow("2 for AAL3_ANY") << QByteArray("AAL3_ANY") << 2 << false;
    QTest::newRow("2 for AAL2_ANY") << QByteArray("AAL2_ANY") << 2 << true;
    QTest::newRow("1 for AAL2_ANY") << QByteArray("AAL2_ANY") << 1 << false;
    QTest::newRow("3 for AAL2_ANY") << QByteArray("AAL2_ANY") << 3 << true;
    QTest::newRow("2 for either") << QByteArray("AAL2_OR_AAL3_ANY") << 2 << true;
    QTest::newRow("1 for either") << QByteArray("AAL2_OR_AAL3_ANY") << 1 << false;
    QTest::newRow("3 for an unknown class") << QByteArray("GOLD") << 3 << false;
    QTest::newRow("3 for a class of the future") << QByteArray("AAL30") << 3 << false;
    QTest::newRow("3 for one of two classes") << QByteArray("GOLD AAL3_ANY") << 3 << true;
}

void TstTokenRequest::comparesTheLevelOfTheAuthentication()
{
    QFETCH(const QByteArray, acr);
    QFETCH(const int, level);
    TokenRequest request;
    request.acr = acr;
    identity::Assurance assurance;
    assurance.authentication = level;

    const auto outcome = checkAssurance(request, assurance, {});

    QTEST(outcome.has_value(), "isEnough");
    if (!outcome)
        QCOMPARE(codeOf(outcome), QByteArray("session.elevation_required"));
}

void TstTokenRequest::comparesTheAgeOfTheAuthentication_data()
{
    QTest::addColumn<int>("age");
    QTest::addColumn<int>("maxAge");
    QTest::addColumn<bool>("isEnough");
    QTest::newRow("younger") << 59 << 60 << true;
    QTest::newRow("exactly") << 60 << 60 << true;
    QTest::newRow("older") << 61 << 60 << false;
    QTest::newRow("now") << 1 << 0 << false;
}

void TstTokenRequest::comparesTheAgeOfTheAuthentication()
{
    QFETCH(const int, age);
    QFETCH(const int, maxAge);
    constexpr Instant now{1'790'000'000s};
    TokenRequest request;
    identity::Assurance assurance;
    assurance.authenticatedAt = now - std::chrono::seconds{age};
    QVERIFY(checkAssurance(request, assurance, now));
    request.maxAge = std::chrono::seconds{maxAge};

    const auto outcome = checkAssurance(request, assurance, now);

    QTEST(outcome.has_value(), "isEnough");
    if (!outcome)
        QCOMPARE(codeOf(outcome), QByteArray("session.elevation_required"));
}

QTEST_GUILESS_MAIN(TstTokenRequest)
#include "tst_token_request.moc"
