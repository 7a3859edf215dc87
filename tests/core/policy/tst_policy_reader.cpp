// SPDX-License-Identifier: MIT
#include "core/policy/json_policy_source.h"
#include "core/policy/policy_reader.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

using namespace lanyard;
using namespace lanyard::policy;
using namespace Qt::StringLiterals;

namespace {

// One line a literal: moc takes // in the second line of a raw one for a comment.
constexpr auto soundProfile = R"("Issuer": "https://idp.example:443/a", "ClientId": "desktop", )"
                              R"("RedirectUris": ["http://127.0.0.1:8123/callback"])";

/// A policy of one environment, "ward", with `members` added to it and `machine` beside it.
QByteArray policyJson(const QByteArray& members, const QByteArray& machine = {})
{
    return R"({"Environments": {"ward": {)" + QByteArray(soundProfile)
        + (members.isEmpty() ? "" : ", ") + members + "}}" + (machine.isEmpty() ? "" : ", ")
        + machine + "}";
}

EffectivePolicy read(const QByteArray& json)
{
    JsonPolicySource source(u"policy.json"_s);
    source.setContents(json);
    return readPolicy({&source});
}

/// A policy with the audience "x" at the NHS API platform; a setting in `change` replaces its own.
QByteArray platformPolicy(const QByteArray& change)
{
    QByteArray members;
    for (const QByteArray member : {R"("Method": "nhs_api")",
             R"("TokenUrl": "https://int.api.example:443/oauth2/token")",
             R"("ClientId": "key-1")",
             R"("ClientKeyFile": "/k.pem")",
             R"("ClientKeyId": "kid-1")",
             R"("ClientSecretFile": "/s")"}) {
        if (member.split(':').first() != change.split(':').first())
            members += member + ", ";
    }
    return policyJson(R"("Audiences": {"x": {)" + members + change + "}}");
}

QByteArrayList codes(const EffectivePolicy& policy)
{
    QByteArrayList list;
    for (const HealthCondition& problem : policy.problems)
        list.append(problem.code);
    return list;
}

QString details(const EffectivePolicy& policy)
{
    QString text;
    for (const HealthCondition& problem : policy.problems)
        text += problem.detail + problem.advice + u'\n';
    return text;
}

EffectiveValue valueOf(const EffectivePolicy& policy, const QString& name)
{
    for (const EffectiveValue& value : policy.values) {
        if (value.name == name)
            return value;
    }
    return {.name = u"(none)"_s, .value = {}, .origin = {}, .problem = {}};
}

} // namespace

class TstPolicyReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryMember();
    void usesDefaultsWhereNothingIsSet();
    void namesTheOriginOfEachValue();
    void letsTheStrongerSourceWin();
    void doesNotLetAWeakerSourceMakeGoodABadValue();
    void replacesABadValue_data();
    void replacesABadValue();
    void barsSignIn_data();
    void barsSignIn();
    void keepsTheIssuerByteForByte();
    void refusesIssuers_data();
    void refusesIssuers();
    void refusesRedirectUris_data();
    void refusesRedirectUris();
    void keepsTheSoundRedirectUris();
    void warnsOfPortsThatOthersMayHold();
    void dropsAnUnsoundAudienceOnly_data();
    void dropsAnUnsoundAudienceOnly();
    void exchangesInLiveOnlyWithTheExemption_data();
    void exchangesInLiveOnlyWithTheExemption();
    void readsThePlatformsExchange();
    void refusesHalfAPlatform_data();
    void refusesHalfAPlatform();
    void countsTheLiveIssuerAsLive();
    void reportsContradictions_data();
    void reportsContradictions();
    void keepsTheIdleLimitWithinTheAbsoluteOne();
    void readsTheReasonsOfEmergencies();
    void allowsNoEmergencyWithoutAReason();
    void choosesTheEnvironment_data();
    void choosesTheEnvironment();
    void reportsUnknownNames();
    void namesSettingsButNeverValues();
    void keepsHostileNamesShortAndPrintable();
    void keepsTheLastGoodContents_data();
    void keepsTheLastGoodContents();
    void survivesAnyShape_data();
    void survivesAnyShape();
    void listsWhatChanged();
};

void TstPolicyReader::readsEveryMember()
{
    const auto result = read(R"({
        "Environment": "ward", "IdleLimitMinutes": 10, "AbsoluteLimitMinutes": 600,
        "ResumeAcrossLogon": true, "StoreMode": "memory", "BrowserCommand": ["firefox", "{url}"],
        "SignInTimeoutSeconds": 120, "AuditDirectory": "/var/a", "AppsFile": "/etc/a.json",
        "RolesFile": "/etc/r.json", "PublisherRevocation": "online", "MaxConnections": 9, "RequestsPerSecond": 7,
        "Environments": {"ward": {
            "Live": false, "Issuer": "https://idp.example", "ClientId": "c",
            "ClientAuthentication": "private_key_jwt", "ClientKeyFile": "/etc/k.pem",
            "ClientKeyId": "k/1+=", "ClientKeyAlgorithm": "ES256",
            "RedirectUris": ["http://localhost:8123/cb", "http://127.0.0.1:*/cb"],
            "Scope": "openid selectedrole", "AcrValues": "AAL3_ANY", "MaxAgeSeconds": 240,
            "Prompt": "omit", "MinimumAuthenticationLevel": 3, "MinimumIdentityLevel": 2,
            "SignedUserinfo": true, "CaFile": "/etc/ca.pem", "DirectExemption": true,
            "Audiences": {"https://records.example": {
                "Method": "exchange", "Resource": "urn:records", "Scope": "records.read"}}}}})");

    QCOMPARE(codes(result), QByteArrayList());
    const Policy& policy = result.policy;
    QCOMPARE(policy.idleLimit, std::chrono::minutes(10));
    QCOMPARE(policy.absoluteLimit, std::chrono::minutes(600));
    QVERIFY(policy.resumeAcrossLogon);
    QCOMPARE(policy.store, StoreMode::Memory);
    QCOMPARE(policy.browserCommand, QStringList({u"firefox"_s, u"{url}"_s}));
    QCOMPARE(policy.signInTimeout, std::chrono::seconds(120));
    QCOMPARE(policy.auditDirectory, u"/var/a"_s);
    QCOMPARE(policy.appsFile, u"/etc/a.json"_s);
    QCOMPARE(policy.rolesFile, u"/etc/r.json"_s);
    QCOMPARE(policy.publisherRevocation, PublisherRevocation::Online);
    QCOMPARE(policy.maxConnections, 9);
    QCOMPARE(policy.requestsPerSecond, 7);
    const Environment& ward = policy.environment;
    QCOMPARE(ward.name, u"ward"_s);
    QCOMPARE(ward.live, false);
    QCOMPARE(ward.issuer, "https://idp.example");
    QCOMPARE(ward.clientId, "c");
    QCOMPARE(ward.clientAuthentication, ClientAuthentication::PrivateKeyJwt);
    QCOMPARE(ward.clientKeyFile, u"/etc/k.pem"_s);
    QCOMPARE(ward.clientKeyId, "k/1+=");
    QCOMPARE(ward.clientKeyAlgorithm, "ES256");
    QCOMPARE(
        ward.redirectUris, QByteArrayList({"http://localhost:8123/cb", "http://127.0.0.1:*/cb"}));
    QCOMPARE(ward.scope, "openid selectedrole");
    QCOMPARE(ward.acrValues, "AAL3_ANY");
    QCOMPARE(ward.maxAge, std::chrono::seconds(240));
    QCOMPARE(ward.prompt, "");
    QCOMPARE(ward.minimumAuthenticationLevel, 3);
    QCOMPARE(ward.minimumIdentityLevel, 2);
    QVERIFY(ward.signedUserinfo);
    QCOMPARE(ward.caFile, u"/etc/ca.pem"_s);
    QVERIFY(ward.directExemption);
    const Audience records = ward.audiences.value("https://records.example");
    QCOMPARE(records.method, AudienceMethod::Exchange);
    QCOMPARE(records.resource, "urn:records");
    QCOMPARE(records.scope, "records.read");
    QVERIFY(!signInRefusal(ward));
}

void TstPolicyReader::usesDefaultsWhereNothingIsSet()
{
    const auto result = read(policyJson(R"("Audiences": {"records": {}})"));

    QCOMPARE(codes(result), QByteArrayList());
    QCOMPARE(result.policy.idleLimit, std::chrono::minutes(15));
    QCOMPARE(result.policy.absoluteLimit, std::chrono::hours(12));
    QCOMPARE(result.policy.resumeAcrossLogon, false);
    QCOMPARE(result.policy.store, StoreMode::Keyring);
    QCOMPARE(result.policy.environment.name, u"ward"_s);
    QCOMPARE(result.policy.environment.prompt, "login");
    QCOMPARE(result.policy.environment.clientAuthentication, ClientAuthentication::None);
    QCOMPARE(result.policy.environment.audiences.value("records").method, AudienceMethod::Resource);
    QCOMPARE(result.policy.environment.audiences.value("records").resource, "records");
}

void TstPolicyReader::namesTheOriginOfEachValue()
{
    const auto result = read(policyJson({}, R"("IdleLimitMinutes": 5)"));

    QCOMPARE(valueOf(result, u"IdleLimitMinutes"_s).origin, u"policy.json"_s);
    QCOMPARE(valueOf(result, u"IdleLimitMinutes"_s).value, QJsonValue(5));
    QCOMPARE(valueOf(result, u"AbsoluteLimitMinutes"_s).origin, u"default"_s);
    QCOMPARE(valueOf(result, u"Environments.ward.Issuer"_s).origin, u"policy.json"_s);
}

void TstPolicyReader::letsTheStrongerSourceWin()
{
    JsonPolicySource group(u"Group Policy"_s);
    JsonPolicySource machine(u"policy.json"_s);
    group.setContents(R"({"IdleLimitMinutes": 5, "Environments": {"ward": {"ClientId": "gp"}}})");
    machine.setContents(policyJson({}, R"("IdleLimitMinutes": 30, "MaxConnections": 8)"));

    const auto result = readPolicy({&group, &machine});

    QCOMPARE(result.policy.idleLimit, std::chrono::minutes(5));
    QCOMPARE(result.policy.maxConnections, 8);
    QCOMPARE(result.policy.environment.clientId, "gp");
    QCOMPARE(result.policy.environment.issuer, "https://idp.example:443/a");
    QCOMPARE(valueOf(result, u"IdleLimitMinutes"_s).origin, u"Group Policy"_s);
    QCOMPARE(valueOf(result, u"Environments.ward.Issuer"_s).origin, u"policy.json"_s);
}

void TstPolicyReader::doesNotLetAWeakerSourceMakeGoodABadValue()
{
    JsonPolicySource group(u"Group Policy"_s);
    JsonPolicySource machine(u"policy.json"_s);
    group.setContents(R"({"IdleLimitMinutes": "five"})");
    machine.setContents(policyJson({}, R"("IdleLimitMinutes": 60)"));

    const auto result = readPolicy({&group, &machine});

    QCOMPARE(result.policy.idleLimit, std::chrono::minutes(15));
    QCOMPARE(codes(result), QByteArrayList{"policy.bad_value"});
    QVERIFY(valueOf(result, u"IdleLimitMinutes"_s).problem.has_value());
}

void TstPolicyReader::replacesABadValue_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("setting");
    QTest::addColumn<QJsonValue>("inForce");

    const auto machine =
        [](const char* name, const char* member, const char* setting, const QJsonValue& is) {
            QTest::newRow(name) << policyJson({}, member) << QString::fromLatin1(setting) << is;
        };
    const auto profile =
        [](const char* name, const char* member, const char* setting, const QJsonValue& is) {
            QTest::newRow(name) << policyJson(member)
                                << u"Environments.ward."_s + QString::fromLatin1(setting) << is;
        };
    machine("a number as text", R"("IdleLimitMinutes": "15")", "IdleLimitMinutes", 15);
    machine("a fraction", R"("IdleLimitMinutes": 1.5)", "IdleLimitMinutes", 15);
    machine("below the range", R"("IdleLimitMinutes": 0)", "IdleLimitMinutes", 15);
    machine("above the range", R"("IdleLimitMinutes": 61)", "IdleLimitMinutes", 15);
    machine("far above any integer", R"("IdleLimitMinutes": 1e300)", "IdleLimitMinutes", 15);
    machine("null", R"("IdleLimitMinutes": null)", "IdleLimitMinutes", 15);
    machine("an object for a number", R"("IdleLimitMinutes": {})", "IdleLimitMinutes", 15);
    machine("a word for true", R"("ResumeAcrossLogon": "yes")", "ResumeAcrossLogon", false);
    machine("a number for true", R"("ResumeAcrossLogon": 1)", "ResumeAcrossLogon", false);
    machine("an unknown store keeps nothing", R"("StoreMode": "disk")", "StoreMode", u"memory"_s);
    machine("text for a list", R"("BrowserCommand": "x {url}")", "BrowserCommand", QJsonArray());
    machine(
        "a list with a number", R"("BrowserCommand": ["x", 1])", "BrowserCommand", QJsonArray());
    machine("a relative path", R"("AppsFile": "apps.json")", "AppsFile", u""_s);
    machine("a control character", R"("AppsFile": "/a\u0000b")", "AppsFile", u""_s);
    profile("Live as text counts as live", R"("Live": "no")", "Live", true);
    profile("an unreadable level is demanded in full",
        R"("MinimumAuthenticationLevel": "high")",
        "MinimumAuthenticationLevel",
        3);
    profile("an unreadable identity level likewise",
        R"("MinimumIdentityLevel": 4)",
        "MinimumIdentityLevel",
        3);
    profile("an unreadable age is a short one", R"("MaxAgeSeconds": -1)", "MaxAgeSeconds", 300);
    profile("an unknown prompt asks again", R"("Prompt": "none")", "Prompt", u"login"_s);
    profile("unreadable signing demands it", R"("SignedUserinfo": "y")", "SignedUserinfo", true);
    profile("a scope without openid", R"("Scope": "profile")", "Scope", u"openid profile"_s);
    profile(
        "an exemption as text is none", R"("DirectExemption": "true")", "DirectExemption", false);
}

void TstPolicyReader::replacesABadValue()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QString, setting);
    QFETCH(const QJsonValue, inForce);

    const auto result = read(json);

    QCOMPARE(valueOf(result, setting).value, inForce);
    QVERIFY(valueOf(result, setting).problem.has_value());
    QCOMPARE(codes(result), QByteArrayList{"policy.bad_value"});
    QVERIFY2(details(result).contains(setting), qPrintable(details(result)));
    QVERIFY(!signInRefusal(result.policy.environment));
}

void TstPolicyReader::barsSignIn_data()
{
    QTest::addColumn<QByteArray>("profile");
    QTest::addColumn<QString>("named");

    const auto row = [](const char* name, const char* profile, const char* named) {
        QTest::newRow(name) << QByteArray(profile) << QString::fromLatin1(named);
    };
    row("no issuer", R"("ClientId": "c", "RedirectUris": ["http://127.0.0.1:8123/"])", "Issuer");
    row("a blank issuer",
        R"("Issuer": "", "ClientId": "c", "RedirectUris": ["http://127.0.0.1:8123/"])",
        "Issuer");
    row("no client id",
        R"("Issuer": "https://a.example", "RedirectUris": ["http://127.0.0.1:8123/"])",
        "ClientId");
    row("no redirect URI", R"("Issuer": "https://a.example", "ClientId": "c")", "RedirectUris");
    row("an empty list of redirect URIs",
        R"("Issuer": "https://a.example", "ClientId": "c", "RedirectUris": [])",
        "RedirectUris");
    row("nothing at all", "", "Issuer");
    const auto with = [](const char* name, const char* member, const char* named) {
        QTest::newRow(name) << soundProfile + (", " + QByteArray(member))
                            << QString::fromLatin1(named);
    };
    with("an unknown client authentication",
        R"("ClientAuthentication": "client_secret_jwt")",
        "ClientAuthentication");
    with("acr_values that cannot be read, rather than weak sign-in",
        R"("AcrValues": ["AAL3_ANY"])",
        "AcrValues");
    with("private_key_jwt without a key",
        R"("ClientAuthentication": "private_key_jwt", "ClientKeyId": "k")",
        "ClientKeyFile");
    with("private_key_jwt without a key id",
        R"("ClientAuthentication": "private_key_jwt", "ClientKeyFile": "/k.pem")",
        "ClientKeyId");
    with("client_secret_post without a secret",
        R"("ClientAuthentication": "client_secret_post")",
        "ClientSecretFile");
}

void TstPolicyReader::barsSignIn()
{
    QFETCH(const QByteArray, profile);
    QFETCH(const QString, named);

    const auto result = read(R"({"Environments": {"ward": {)" + profile + "}}}");

    const auto refusal = signInRefusal(result.policy.environment);
    QVERIFY(refusal);
    QCOMPARE(refusal->code, "policy.incomplete");
    QCOMPARE(refusal->fault, Fault::Misconfigured);
    QVERIFY2(refusal->detail.contains(named), qPrintable(refusal->detail));
    QVERIFY(!refusal->reference.isEmpty());
    QVERIFY(codes(result).contains("policy.incomplete"));
}

void TstPolicyReader::keepsTheIssuerByteForByte()
{
    const auto result = read(policyJson({}));

    QCOMPARE(result.policy.environment.issuer, "https://idp.example:443/a");
}

void TstPolicyReader::refusesIssuers_data()
{
    QTest::addColumn<QString>("issuer");

    QTest::newRow("http") << u"http://idp.example"_s;
    QTest::newRow("http on loopback") << u"http://127.0.0.1:8080"_s;
    QTest::newRow("upper-case scheme") << u"HTTPS://idp.example"_s;
    QTest::newRow("no host") << u"https:///path"_s;
    QTest::newRow("a user") << u"https://user:hunter2@idp.example"_s;
    QTest::newRow("a query") << u"https://idp.example?x=1"_s;
    QTest::newRow("a fragment") << u"https://idp.example#x"_s;
    QTest::newRow("a space") << u"https://idp.example/a b"_s;
    QTest::newRow("a letter outside ASCII") << u"https://idp.ex\u00e4mple"_s;
    QTest::newRow("no address") << u"idp.example"_s;
}

void TstPolicyReader::refusesIssuers()
{
    QFETCH(const QString, issuer);
    const QJsonObject profile{{u"Issuer"_s, issuer},
        {u"ClientId"_s, u"c"_s},
        {u"RedirectUris"_s, QJsonArray{u"http://127.0.0.1:8123/"_s}}};
    const QJsonObject policy{{u"Environments"_s, QJsonObject{{u"ward"_s, profile}}}};

    const auto result = read(QJsonDocument(policy).toJson());

    QCOMPARE(result.policy.environment.issuer, "");
    QCOMPARE(codes(result), QByteArrayList({"policy.bad_value", "policy.incomplete"}));
    QVERIFY(signInRefusal(result.policy.environment));
}

void TstPolicyReader::refusesRedirectUris_data()
{
    QTest::addColumn<QString>("uri");

    QTest::newRow("another host") << u"http://192.168.0.1:8123/"_s;
    QTest::newRow("a name that begins like loopback") << u"http://127.0.0.1.evil.example:8123/"_s;
    QTest::newRow("a name that begins like localhost") << u"http://localhost.evil.example:8123/"_s;
    QTest::newRow("a user that looks like loopback") << u"http://127.0.0.1:8123@evil.example/"_s;
    QTest::newRow("https") << u"https://127.0.0.1:8123/"_s;
    QTest::newRow("another scheme") << u"lanyard://callback"_s;
    QTest::newRow("every address") << u"http://0.0.0.0:8123/"_s;
    QTest::newRow("no port") << u"http://127.0.0.1/"_s;
    QTest::newRow("port 0") << u"http://127.0.0.1:0/"_s;
    QTest::newRow("a privileged port") << u"http://127.0.0.1:1023/"_s;
    QTest::newRow("a port too high") << u"http://127.0.0.1:65536/"_s;
    QTest::newRow("a port with leading zero") << u"http://127.0.0.1:08123/"_s;
    QTest::newRow("a query") << u"http://127.0.0.1:8123/?a=b"_s;
    QTest::newRow("a fragment") << u"http://127.0.0.1:8123/#a"_s;
    QTest::newRow("a line feed at the end") << u"http://127.0.0.1:8123/\n"_s;
    QTest::newRow("a percent escape") << u"http://127.0.0.1:8123/%2e"_s;
}

void TstPolicyReader::refusesRedirectUris()
{
    QFETCH(const QString, uri);
    const QJsonObject profile{{u"Issuer"_s, u"https://a.example"_s},
        {u"ClientId"_s, u"c"_s},
        {u"RedirectUris"_s, QJsonArray{uri}}};
    const QJsonObject policy{{u"Environments"_s, QJsonObject{{u"ward"_s, profile}}}};

    const auto result = read(QJsonDocument(policy).toJson());

    QCOMPARE(result.policy.environment.redirectUris, QByteArrayList());
    QVERIFY(signInRefusal(result.policy.environment));
}

void TstPolicyReader::keepsTheSoundRedirectUris()
{
    const auto result = read(R"({"Environments": {"ward": {"Issuer": "https://a.example",
        "ClientId": "c", "RedirectUris": ["http://evil.example:8123/", "http://[::1]:8124/cb", 7]}}})");

    QCOMPARE(result.policy.environment.redirectUris, QByteArrayList{"http://[::1]:8124/cb"});
    QCOMPARE(codes(result), QByteArrayList{"policy.bad_value"});
    QVERIFY(!signInRefusal(result.policy.environment));
}

void TstPolicyReader::warnsOfPortsThatOthersMayHold()
{
    const auto result = read(R"({"Environments": {"ward": {"Issuer": "https://a.example",
        "ClientId": "c", "RedirectUris": ["http://127.0.0.1:32767/", "http://127.0.0.1:32768/"]}}})");

    QCOMPARE(codes(result), QByteArrayList{"policy.ephemeral_port"});
    QVERIFY(result.problems.first().detail.contains(u"32768"_s));
    QVERIFY(!result.problems.first().detail.contains(u"32767"_s));
    QCOMPARE(result.policy.environment.redirectUris.size(), 2); // Refused would be worse than rare.
}

void TstPolicyReader::dropsAnUnsoundAudienceOnly_data()
{
    QTest::addColumn<QByteArray>("audience");
    QTest::addColumn<QByteArray>("code");

    const auto row = [](const char* name, const char* audience, const char* code) {
        QTest::newRow(name) << QByteArray(audience) << QByteArray(code);
    };
    row("an unknown method", R"("bad": {"Method": "magic"})", "policy.bad_value");
    row("a resource with a space", R"("bad": {"Resource": "a b"})", "policy.bad_value");
    row("a scope with a quote", R"("bad": {"Scope": "a\"b"})", "policy.bad_value");
    row("a scope that is no text", R"("bad": {"Scope": 7})", "policy.bad_value");
    row("a number for an object", R"("bad": 7)", "policy.bad_value");
    row("a name with a space", R"("b ad": {})", "policy.bad_value");
    row("the method scope without Scope", R"("bad": {"Method": "scope"})", "policy.contradictory");
}

void TstPolicyReader::dropsAnUnsoundAudienceOnly()
{
    QFETCH(const QByteArray, audience);
    QFETCH(const QByteArray, code);

    const auto result = read(policyJson(R"("Audiences": {"good": {}, )" + audience + "}"));

    QCOMPARE(result.policy.environment.audiences.keys(), QByteArrayList{"good"});
    QCOMPARE(codes(result), QByteArrayList{code});
    QVERIFY(!signInRefusal(result.policy.environment));
}

void TstPolicyReader::exchangesInLiveOnlyWithTheExemption_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<bool>("isServed");

    QTest::newRow("not live") << QByteArray(R"("Live": false)") << true;
    QTest::newRow("live") << QByteArray(R"("Live": true)") << false;
    QTest::newRow("live with the exemption")
        << QByteArray(R"("Live": true, "DirectExemption": true)") << true;
    QTest::newRow("live that cannot be read") << QByteArray(R"("Live": "false")") << false;
}

void TstPolicyReader::exchangesInLiveOnlyWithTheExemption()
{
    QFETCH(const QByteArray, members);
    QFETCH(const bool, isServed);

    const auto result =
        read(policyJson(members + R"(, "Audiences": {"x": {"Method": "exchange"}, "y": {}})"));

    QCOMPARE(result.policy.environment.audiences.contains("x"), isServed);
    QVERIFY(result.policy.environment.audiences.contains("y"));
    QCOMPARE(codes(result).contains("policy.live_exchange"), !isServed);
}

void TstPolicyReader::readsThePlatformsExchange()
{
    const auto result = read(platformPolicy(R"("TokenLimitSeconds": 300)"));

    QCOMPARE(codes(result), QByteArrayList());
    const Audience audience = result.policy.environment.audiences.value("x");
    QCOMPARE(audience.method, AudienceMethod::NhsApi);
    QCOMPARE(audience.tokenUrl, "https://int.api.example:443/oauth2/token"); // To the byte.
    QCOMPARE(audience.clientId, "key-1");
    QCOMPARE(audience.clientKeyFile, u"/k.pem"_s);
    QCOMPARE(audience.clientKeyId, "kid-1");
    QCOMPARE(audience.clientSecretFile, u"/s"_s);
    QCOMPARE(audience.tokenLimit, std::chrono::seconds(300));
}

void TstPolicyReader::refusesHalfAPlatform_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<bool>("isServed");
    QTest::addColumn<QByteArray>("code");

    for (const char* name : {"TokenUrl", "ClientId", "ClientKeyFile", "ClientKeyId"})
        QTest::newRow(name) << QByteArray("\"") + name + R"(": "")" << false
                            << QByteArray("policy.contradictory");
    QTest::newRow("no secret: nothing is refreshed")
        << QByteArray(R"("ClientSecretFile": "")") << true << QByteArray();
    QTest::newRow("a scope, which it does not take")
        << QByteArray(R"("Scope": "read")") << true << QByteArray("policy.contradictory");
    QTest::newRow("a plain address") << QByteArray(R"("TokenUrl": "http://int.api.example/token")")
                                     << false << QByteArray("policy.bad_value");
    QTest::newRow("the live platform, whatever the profile says")
        << QByteArray(R"("TokenUrl": "https://API.service.nhs.uk/oauth2/token")") << false
        << QByteArray("policy.live_exchange");
    QTest::newRow("settings of the platform for another method")
        << QByteArray(R"("Method": "exchange")") << true << QByteArray("policy.contradictory");
}

void TstPolicyReader::refusesHalfAPlatform()
{
    QFETCH(const QByteArray, member);
    QFETCH(const bool, isServed);
    QFETCH(const QByteArray, code);

    const auto result = read(platformPolicy(member));

    QCOMPARE(result.policy.environment.audiences.contains("x"), isServed);
    QCOMPARE(result.policy.environment.audiences.value("x").scope, QByteArray());
    QCOMPARE(codes(result), code.isEmpty() ? QByteArrayList() : QByteArrayList{code});
}

void TstPolicyReader::countsTheLiveIssuerAsLive()
{
    const auto result = read(R"({"Environments": {"ward": {"ClientId": "c", "Issuer":
        "https://AM.nhsidentity.spineservices.nhs.uk:443/openam/oauth2/realms/root/realms/x",
        "RedirectUris": ["http://localhost:8123/"],
        "Audiences": {"x": {"Method": "exchange"}}}}})");

    QVERIFY(result.policy.environment.live);
    QVERIFY(result.policy.environment.audiences.isEmpty());
    QCOMPARE(codes(result), QByteArrayList({"policy.contradictory", "policy.live_exchange"}));
}

void TstPolicyReader::reportsContradictions_data()
{
    QTest::addColumn<QByteArray>("members");

    QTest::newRow("a key that nothing uses") << QByteArray(R"("ClientKeyFile": "/k.pem")");
    QTest::newRow("a secret that nothing uses") << QByteArray(R"("ClientSecretFile": "/s")");
}

void TstPolicyReader::reportsContradictions()
{
    QFETCH(const QByteArray, members);

    const auto result = read(policyJson(members));

    QCOMPARE(codes(result), QByteArrayList{"policy.contradictory"});
    QVERIFY(!signInRefusal(result.policy.environment));
}

void TstPolicyReader::keepsTheIdleLimitWithinTheAbsoluteOne()
{
    const auto result =
        read(policyJson({}, R"("IdleLimitMinutes": 30, "AbsoluteLimitMinutes": 20)"));

    QCOMPARE(result.policy.idleLimit, std::chrono::minutes(20));
    QCOMPARE(codes(result), QByteArrayList{"policy.contradictory"});
    QVERIFY(valueOf(result, u"IdleLimitMinutes"_s).problem.has_value());
}

void TstPolicyReader::readsTheReasonsOfEmergencies()
{
    QVERIFY(!read(policyJson({})).policy.emergency.isAllowed);

    const auto result = read(policyJson({}, R"("EmergencyAccess": true, "EmergencyMinutes": 20,
        "EmergencyReasonCodes": ["cardiac_arrest=Cardiac arrest", "major_incident"])"));

    QCOMPARE(codes(result), QByteArrayList());
    QVERIFY(result.policy.emergency.isAllowed);
    QCOMPARE(result.policy.emergency.duration, std::chrono::minutes(20));
    QCOMPARE(result.policy.emergency.reasons,
        QList<EmergencyReason>(
            {{"cardiac_arrest", u"Cardiac arrest"_s}, {"major_incident", u"Major incident"_s}}));
}

void TstPolicyReader::allowsNoEmergencyWithoutAReason()
{
    const auto none = read(policyJson({}, R"("EmergencyAccess": true)"));
    QVERIFY(!none.policy.emergency.isAllowed);
    QCOMPARE(codes(none), QByteArrayList{"policy.contradictory"});
    QVERIFY(valueOf(none, u"EmergencyAccess"_s).problem.has_value());

    const auto bad = read(
        policyJson({}, R"("EmergencyAccess": true, "EmergencyReasonCodes": ["Hurry", "a=", "b"])"));
    QCOMPARE(codes(bad), QByteArrayList{"policy.bad_value"});
    QCOMPARE(bad.policy.emergency.reasons, QList<EmergencyReason>({{"b", u"B"_s}}));
}

void TstPolicyReader::choosesTheEnvironment_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("chosen"); // Empty: nobody can sign in.

    const QByteArray two = R"("Environments": {"a": {)" + QByteArray(soundProfile) + R"(}, "b": {)"
        + QByteArray(soundProfile) + "}}";
    const QByteArray one = R"("Environments": {"a": {)" + QByteArray(soundProfile) + "}}";
    const auto row = [](const char* name, const QByteArray& json, const char* chosen) {
        QTest::newRow(name) << "{" + json + "}" << QString::fromLatin1(chosen);
    };
    row("the one that is named", R"("Environment": "b", )" + two, "b");
    row("the only one, unnamed", one, "a");
    row("none of two, unnamed", two, "");
    row("one that is not there", R"("Environment": "c", )" + two, "");
    row("one that is not there, beside the only one", R"("Environment": "c", )" + one, "");
    row("a bad name, beside the only one", R"("Environment": 7, )" + one, "");
    row("no environments", {}, "");
    row("a list for the environments", R"("Environments": [])", "");
    row("a profile with capitals", R"("Environments": {"Live": {}})", "");
}

void TstPolicyReader::choosesTheEnvironment()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QString, chosen);

    const auto result = read(json);

    QCOMPARE(signInRefusal(result.policy.environment).has_value(), chosen.isEmpty());
    QCOMPARE(codes(result).contains("policy.incomplete"), chosen.isEmpty());
    if (!chosen.isEmpty())
        QCOMPARE(result.policy.environment.name, chosen);
}

void TstPolicyReader::reportsUnknownNames()
{
    const auto result = read(
        policyJson(R"("issuer": "x", "Audiences": {"a": {"Scopes": ""}})", R"("IdleLimit": 5)"));

    QCOMPARE(codes(result), QByteArrayList{"policy.unknown_setting"});
    QCOMPARE(result.problems.first().detail,
        u"Environments.ward.Audiences.a.Scopes; Environments.ward.issuer (perhaps Issuer); "
        "IdleLimit"_s);
}

void TstPolicyReader::namesSettingsButNeverValues()
{
    const auto result = read(R"({"Environment": "CANARY one", "StoreMode": "CANARY",
        "IdleLimitMinutes": "CANARY", "BrowserCommand": "CANARY", "AppsFile": "CANARY",
        "Environments": {"ward": {"Issuer": "http://CANARY", "ClientId": "CANARY C",
        "ClientAuthentication": "CANARY", "RedirectUris": ["http://CANARY/"],
        "ClientSecretFile": "CANARY", "Scope": "CANARY", "Audiences": {"a": {"Method": "CANARY",
        "Resource": "CANARY C", "Scope": "\"CANARY"}}}}})");

    QVERIFY(!result.problems.isEmpty());
    QVERIFY2(!details(result).contains(u"CANARY"_s), qPrintable(details(result)));
    for (const EffectiveValue& value : result.values)
        QVERIFY2(!value.problem.value_or(QString()).contains(u"CANARY"_s), qPrintable(value.name));
}

void TstPolicyReader::keepsHostileNamesShortAndPrintable()
{
    const QJsonObject policy{{QString(5000, u'x'), 1}, {u"a\r\nFAKE\u202e"_s, 1}};

    const auto result = read(QJsonDocument(policy).toJson());

    const QString text = details(result);
    QVERIFY(text.size() < 1000);
    QVERIFY(!text.contains(u"\r\n"_s));
    QVERIFY(!text.contains(u'\u202e'));
}

void TstPolicyReader::keepsTheLastGoodContents_data()
{
    QTest::addColumn<QByteArray>("broken");
    QTest::addColumn<QString>("line");

    QTest::newRow("half a document")
        << QByteArray("{\n\"IdleLimitMinutes\": 7,\n\"Env") << u"line 3"_s;
    QTest::newRow("a comma too many")
        << QByteArray("{\n\"IdleLimitMinutes\": 7,\n}") << u"line 3"_s;
    QTest::newRow("empty") << QByteArray() << u"line 1"_s;
    QTest::newRow("not JSON") << QByteArray("<html>") << u"line 1"_s;
    QTest::newRow("a list") << QByteArray("[]") << u"policy.json"_s;
    QTest::newRow("a name twice") << QByteArray(R"({"IdleLimitMinutes": 7, "IdleLimitMinutes": 8})")
                                  << u"twice"_s;
    QTest::newRow("nested without end") << QByteArray(100, '[') << u"deep"_s;
    QTest::newRow("2 MiB") << QByteArray(2 * 1024 * 1024, ' ') << u"limit"_s;
    QTest::newRow("not UTF-8") << QByteArray("{\"\xff\xfe\": 1}") << u"policy.json"_s;
}

void TstPolicyReader::keepsTheLastGoodContents()
{
    QFETCH(const QByteArray, broken);
    QFETCH(const QString, line);
    JsonPolicySource source(u"policy.json"_s);
    source.setContents(policyJson({}, R"("IdleLimitMinutes": 5)"));
    const QSignalSpy changed(&source, &PolicySource::changed);

    source.setContents(broken);
    const auto result = readPolicy({&source});

    QCOMPARE(changed.size(), 1);
    QCOMPARE(result.policy.idleLimit, std::chrono::minutes(5));
    QVERIFY(!signInRefusal(result.policy.environment));
    QCOMPARE(codes(result), QByteArrayList{"policy.unreadable"});
    QVERIFY2(details(result).contains(line), qPrintable(details(result)));

    source.setContents(policyJson({}));
    QCOMPARE(codes(readPolicy({&source})), QByteArrayList());
}

void TstPolicyReader::survivesAnyShape_data()
{
    QTest::addColumn<QByteArray>("json");

    for (const char* value : {"null", "7", "\"x\"", "[]", "[{}]", "{}", "{\"a\": {}}", "true"}) {
        QTest::addRow("Environments is %s", value)
            << QByteArray("{\"Environments\": ") + value + "}";
        QTest::addRow("a profile is %s", value)
            << QByteArray("{\"Environments\": {\"a\": ") + value + "}}";
        QTest::addRow("Audiences is %s", value)
            << QByteArray("{\"Environments\": {\"a\": {\"Audiences\": ") + value + "}}}";
        QTest::addRow("RedirectUris is %s", value)
            << QByteArray("{\"Environments\": {\"a\": {\"RedirectUris\": ") + value + "}}}";
        QTest::addRow("Environment is %s", value) << QByteArray("{\"Environment\": ") + value + "}";
    }
}

void TstPolicyReader::survivesAnyShape()
{
    QFETCH(const QByteArray, json);

    const auto result = read(json);

    QVERIFY(signInRefusal(result.policy.environment));
    QVERIFY(codes(result).contains("policy.incomplete"));
}

void TstPolicyReader::listsWhatChanged()
{
    const auto before = read(policyJson({}, R"("IdleLimitMinutes": 5)"));
    const auto after = read(policyJson(R"("Audiences": {"a": {}})"));

    QCOMPARE(changedSettings(before, after),
        QStringList({u"Environments.ward.Audiences.a.ClientId"_s,
            u"Environments.ward.Audiences.a.ClientKeyFile"_s,
            u"Environments.ward.Audiences.a.ClientKeyId"_s,
            u"Environments.ward.Audiences.a.ClientSecretFile"_s,
            u"Environments.ward.Audiences.a.Method"_s,
            u"Environments.ward.Audiences.a.Resource"_s,
            u"Environments.ward.Audiences.a.Scope"_s,
            u"Environments.ward.Audiences.a.TokenLimitSeconds"_s,
            u"Environments.ward.Audiences.a.TokenUrl"_s,
            u"IdleLimitMinutes"_s}));
    QCOMPARE(changedSettings(before, before), QStringList());
}

QTEST_GUILESS_MAIN(TstPolicyReader)
#include "tst_policy_reader.moc"
