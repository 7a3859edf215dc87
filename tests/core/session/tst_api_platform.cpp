// SPDX-License-Identifier: MIT
#include "core/session/api_platform.h"
#include "tests/support/private_file.h"
#include "tests/support/session_parts.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <utility>

using namespace lanyard;
using namespace lanyard::session;
using namespace lanyard::session::test;

using namespace std::chrono_literals;

namespace {

const QByteArray tokenUrl = "https://api.example:443/oauth2/token";

/// What the platform answers, numbers in quotes.
HttpAnswer tokens(int count, const QByteArray& window = "43199")
{
    const QByteArray number = QByteArray::number(count);
    const QByteArray kind =
        count == 0 ? R"("issued_token_type":"urn:ietf:params:oauth:token-type:access_token",)" : "";
    return {.body = R"({"access_token":"platform-)" + number + R"(","expires_in":"599",)" + kind
            + R"("token_type":"Bearer","refresh_token":"grant-)" + number
            + R"(","refresh_token_expires_in":")" + window + R"(","refresh_count":")" + number
            + "\"}"};
}

HttpAnswer refusal(const QByteArray& error, const QByteArray& why, int status)
{
    return {.status = status,
        .body = R"({"error":")" + error + R"(","error_description":")" + why
            + R"(","message_id":"rrt-1"})"};
}

/// The platform's exchange beside a session that has just begun.
struct Scene {
    Scene()
    {
        parts.begin();
        target = {tokenUrl,
            "key-1",
            fileOf("key.pem", freshRsaKeyPem()),
            "kid-1",
            fileOf("secret", "s3cret\n")};
    }

    [[nodiscard]] QString fileOf(const char* name, const QByteArray& text) const
    {
        const QString path = folder.filePath(QLatin1StringView(name));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("no file for the test");
        file.close();
        if (!makePrivate(path))
            qFatal("no private file for the test");
        return path;
    }

    /// A session whose provider gives no refresh tokens, as CIS2.
    void withoutRefreshTokens()
    {
        TokenRecord record = parts.record();
        record.refreshToken = {};
        parts.renewal.begin(std::move(record), *oidc::readKeptIdToken(parts.record().idToken));
    }

    void ask(const QByteArray& audience = "personal")
    {
        session::Want want;
        want.audience = audience;
        want.platform = target;
        pending.push_back(
            platform.request(want, context, [this](const Result<Renewal::Token>& answer) {
                if (answer)
                    last = *answer;
                answers.append(answer ? (*answer)->accessToken.view().toByteArray()
                                      : "error " + answer.error().code);
            }));
    }

    QByteArray answer(const QByteArray& audience = "personal", Milliseconds within = {})
    {
        const auto before = answers.size();
        ask(audience);
        parts.pass(within);
        return answers.size() > before ? answers.last() : QByteArray("no answer");
    }

    /// Has the first token.
    void exchange()
    {
        say(tokens(0));
        if (answer() != "platform-0")
            qFatal("no first token: %s", answers.last().constData());
    }

    void say(HttpAnswer words) { parts.http.next(tokenUrl, std::move(words)); }

    [[nodiscard]] QList<Form> asked() const { return parts.http.asked(tokenUrl); }

    [[nodiscard]] QByteArray grant() const { return asked().last().value("grant_type"); }

    QTemporaryDir folder;
    SessionParts parts;
    PlatformTarget target;
    QByteArray context = "context-1";
    ApiPlatform platform{{parts.http, parts.provider, parts.renewal, parts.trail, parts.clock, [] {
                              return audit::Subject{.sessionId = "session-1"};
                          }}};
    QByteArrayList answers;
    Renewal::Token last;
    std::vector<Pending> pending;
};

const QByteArray byExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

} // namespace

class TstApiPlatform : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exchangesTheIdToken();
    void refreshesWithWhatItWasGiven();
    void answersFromTheEventLoop();
    void sharesOneRequest();
    void keepsAudiencesApart();
    void exchangesAnewWhereTheRefreshTokenIsNoGood_data();
    void exchangesAnewWhereTheRefreshTokenIsNoGood();
    void keepsTheRefreshTokenThatWasNotUsed_data();
    void keepsTheRefreshTokenThatWasNotUsed();
    void refreshesOnlyWithinTheWindow();
    void onlyExchangesWithoutASecret();
    void saysThatOnlyASignInHelps();
    void renewsTheIdTokenFirst();
    void forgetsWithTheContext();
    void answersWhoWaitsWhenCleared();
    void leavesThePlatformAlone();
    void backsOff();
    void answersInTime();
    void survivesItsEndFromInsideAnAnswer();
    void takesNothingMalformed_data();
    void takesNothingMalformed();
    void saysThatTheKeyIsMissing();
    void recordsEachExchange();
};

void TstApiPlatform::exchangesTheIdToken()
{
    Scene scene;
    scene.say(tokens(0));

    QCOMPARE(scene.answer(), QByteArray("platform-0"));

    const Form form = scene.asked().last();
    QCOMPARE(form.value("grant_type"), byExchange);
    QCOMPARE(
        form.value("subject_token"), scene.parts.renewal.record()->idToken.view().toByteArray());
    QCOMPARE(form.value("client_assertion").count('.'), 2);
    QVERIFY(!form.contains("client_id"));
    QCOMPARE(scene.last->expiresAt, scene.parts.clock.now() + 599s);
    QVERIFY(scene.last->scope.isEmpty());
    QCOMPARE(scene.parts.http.refreshes(), 0); // The session's grant is not touched.
}

void TstApiPlatform::refreshesWithWhatItWasGiven()
{
    Scene scene;
    scene.exchange();
    for (int i = 1; i < 4; ++i) {
        scene.parts.pass(9min);
        scene.say(tokens(i));
        QCOMPARE(scene.answer(), "platform-" + QByteArray::number(i));
        QCOMPARE(scene.asked().last(),
            (Form{{"grant_type", "refresh_token"},
                {"refresh_token", "grant-" + QByteArray::number(i - 1)}, // Each once.
                {"client_id", "key-1"},
                {"client_secret", "s3cret"}}));
    }
}

void TstApiPlatform::answersFromTheEventLoop()
{
    Scene scene;
    scene.target.keyFile = QStringLiteral("/nowhere");
    scene.ask();
    QVERIFY(scene.answers.isEmpty());
    scene.parts.settle();
    QCOMPARE(scene.answers.size(), 1);
}

// P26.
void TstApiPlatform::sharesOneRequest()
{
    Scene scene;
    scene.exchange();
    scene.parts.http.delayNext(tokenUrl, 5s);
    scene.say(tokens(1));
    for (int i = 0; i < 20; ++i)
        scene.ask();

    scene.parts.pass(5s);

    QCOMPARE(scene.asked().size(), 2);
    QCOMPARE(scene.answers.count("platform-1"), 20);
}

void TstApiPlatform::keepsAudiencesApart()
{
    Scene scene;
    scene.exchange();
    scene.say(tokens(0));

    QCOMPARE(scene.answer("prescriptions"), QByteArray("platform-0"));

    QCOMPARE(scene.grant(), byExchange); // The other's refresh token is the other's.
}

void TstApiPlatform::exchangesAnewWhereTheRefreshTokenIsNoGood_data()
{
    QTest::addColumn<QByteArray>("why");
    QTest::newRow("spent") << QByteArray("refresh_token is invalid");
    QTest::newRow("over") << QByteArray("refresh token refresh period has expired");
    QTest::newRow("lost with its answer") << QByteArray();
}

// What the platform says of its own refresh token says nothing of the session.
void TstApiPlatform::exchangesAnewWhereTheRefreshTokenIsNoGood()
{
    QFETCH(const QByteArray, why);
    Scene scene;
    scene.exchange();
    if (why.isEmpty())
        scene.parts.http.loseNext(tokenUrl);
    else
        scene.say(refusal("invalid_grant", why, 401));
    if (!why.isEmpty())
        scene.say(tokens(0));
    const auto before = scene.asked().size();

    const QByteArray answer = scene.answer();

    QCOMPARE(scene.asked().size(), before + 2);
    QCOMPARE(scene.asked().at(before).value("grant_type"), QByteArray("refresh_token"));
    QCOMPARE(scene.grant(), byExchange);
    if (!why.isEmpty())
        QCOMPARE(answer, QByteArray("platform-0"));
    QVERIFY(scene.parts.lost.empty());
}

void TstApiPlatform::keepsTheRefreshTokenThatWasNotUsed_data()
{
    QTest::addColumn<int>("status"); // 0: not a byte was sent.
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("offline") << 0 << QByteArray() << QByteArray("error http.unreachable");
    QTest::newRow("later") << 503 << QByteArray("{}") << QByteArray("error token.busy");
    QTest::newRow("a captive portal (P29)")
        << 200 << QByteArray("<html>Guest WiFi") << QByteArray("error token.not_json");
    QTest::newRow("a secret that is wrong") << 401 << QByteArray(R"({"error":"invalid_client"})")
                                            << QByteArray("error token.invalid_client");
}

void TstApiPlatform::keepsTheRefreshTokenThatWasNotUsed()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, code);
    Scene scene;
    scene.exchange();
    scene.parts.http.isOffline = status == 0;
    if (status != 0)
        scene.say({.status = status, .body = body});
    QCOMPARE(scene.answer(), code);
    scene.parts.http.isOffline = false;
    scene.parts.pass(1s);
    scene.say(tokens(1));

    QCOMPARE(scene.answer(), QByteArray("platform-1"));

    QCOMPARE(scene.asked().last().value("refresh_token"), QByteArray("grant-0"));
}

// The window is of the exchange, however far ahead a refresh puts its end.
void TstApiPlatform::refreshesOnlyWithinTheWindow()
{
    Scene scene;
    scene.say(tokens(0, "1000"));
    scene.answer();
    scene.parts.pass(900s);
    scene.say(tokens(1, "5000"));
    scene.answer();
    QCOMPARE(scene.grant(), QByteArray("refresh_token"));
    scene.parts.pass(100s);
    scene.say(tokens(0));

    QCOMPARE(scene.answer(), QByteArray("platform-0"));

    QCOMPARE(scene.grant(), byExchange);
}

void TstApiPlatform::onlyExchangesWithoutASecret()
{
    Scene scene;
    scene.target.secretFile.clear();
    scene.exchange();
    scene.say(tokens(0));

    QCOMPARE(scene.answer(), QByteArray("platform-0"));

    QCOMPARE(scene.grant(), byExchange);
}

void TstApiPlatform::saysThatOnlyASignInHelps()
{
    Scene scene;
    scene.withoutRefreshTokens();
    scene.exchange();
    scene.parts.pass(2h); // The ID token is over; the platform's window is not.
    scene.say(tokens(1));
    QCOMPARE(scene.answer(), QByteArray("platform-1"));
    scene.say(refusal("invalid_grant", "refresh_token is invalid", 401));

    QCOMPARE(scene.answer(), QByteArray("error session.interaction_required"));

    QCOMPARE(scene.asked().size(), 3); // An ID token that is over is not sent.
    QVERIFY(scene.parts.lost.empty());
}

void TstApiPlatform::renewsTheIdTokenFirst()
{
    Scene scene;
    scene.parts.pass(2h);
    const auto old = scene.parts.renewal.record()->idToken.view().toByteArray();
    scene.say(tokens(0));

    QCOMPARE(scene.answer(), QByteArray("platform-0"));

    QCOMPARE(scene.parts.http.refreshes(), 1);
    QVERIFY(scene.asked().last().value("subject_token") != old);

    scene.parts.pass(2h);
    scene.platform.clear({});
    scene.parts.http.givesIdTokens = false;
    QCOMPARE(scene.answer(), QByteArray("error session.interaction_required"));
}

// P35: the role is in the token.
void TstApiPlatform::forgetsWithTheContext()
{
    Scene scene;
    scene.exchange();
    scene.parts.http.delayNext(tokenUrl, 5s);
    scene.say(tokens(1));
    scene.ask();
    scene.parts.pass(1s);
    scene.context = "context-2";
    scene.say(tokens(0));

    QCOMPARE(scene.answer(), QByteArray("platform-0"));

    QCOMPARE(scene.grant(), byExchange);
    QVERIFY(scene.answers.contains("error session.context_changed"));
    scene.parts.pass(10s);
    QVERIFY(!scene.answers.contains("platform-1"));
}

void TstApiPlatform::answersWhoWaitsWhenCleared()
{
    Scene scene;
    scene.say(tokens(0));
    scene.ask();
    scene.ask("prescriptions");

    scene.platform.clear(Error{Fault::AccessDenied, "session.signed_out", {}, 0, {}});

    QCOMPARE(scene.answers.count("error session.signed_out"), 2);
    scene.parts.pass(1min);
    QCOMPARE(scene.answers.size(), 2);
    QVERIFY(scene.asked().isEmpty());
}

void TstApiPlatform::leavesThePlatformAlone()
{
    Scene scene;
    scene.say({.status = 429, .body = "{}", .headers = {{"retry-after", "20"}}});
    QCOMPARE(scene.answer(), QByteArray("error token.busy"));

    QCOMPARE(scene.answer(), QByteArray("error token.busy"));
    QCOMPARE(scene.asked().size(), 1);

    scene.parts.pass(21s);
    scene.exchange();
    QCOMPARE(scene.asked().size(), 2);
}

void TstApiPlatform::backsOff()
{
    Scene scene;
    for (const auto quiet : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        scene.say({.status = 503, .body = "{}"});
        const auto before = scene.asked().size();
        QCOMPARE(scene.answer(), QByteArray("error token.busy"));
        QCOMPARE(scene.asked().size(), before + 1);
        scene.parts.pass(quiet - 1ms);
        QCOMPARE(scene.answer(), QByteArray("error token.busy"));
        QCOMPARE(scene.asked().size(), before + 1); // Not asked.
        scene.parts.pass(1ms);
    }
    scene.exchange();
    scene.say({.status = 503, .body = "{}"});
    scene.answer();
    scene.parts.pass(1s); // From the start again.
    scene.say(tokens(1));
    QCOMPARE(scene.answer(), QByteArray("platform-1"));
}

// P30: a platform that says nothing holds nobody up for longer than two requests may take.
void TstApiPlatform::answersInTime()
{
    Scene scene;
    scene.exchange();
    for (int i = 1; i <= 2; ++i) {
        scene.parts.http.delayNext(tokenUrl, -1ms);
        scene.say(tokens(i));
    }

    QCOMPARE(
        scene.answer("personal", Provider::patience * 2), QByteArray("error token.answer_lost"));

    QCOMPARE(scene.asked().size(), 3);
    scene.parts.pass(1s);
    scene.exchange(); // The refresh token may have arrived: it is not sent again.
    QCOMPARE(scene.grant(), byExchange);
}

void TstApiPlatform::survivesItsEndFromInsideAnAnswer()
{
    Scene scene;
    scene.say(tokens(0));
    session::Want want;
    want.audience = "personal";
    want.platform = scene.target;
    int answered = 0;
    const auto asking =
        scene.platform.request(want, scene.context, [&](const Result<Renewal::Token>& /*answer*/) {
            ++answered;
            scene.platform.clear(Error{Fault::AccessDenied, "session.signed_out", {}, 0, {}});
        });

    scene.parts.settle();

    QCOMPARE(answered, 1);
    scene.exchange(); // And nothing is left of the one before.
    QCOMPARE(scene.grant(), byExchange);
}

void TstApiPlatform::takesNothingMalformed_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char* name, const QByteArray& members, const char* code) {
        QTest::newRow(name) << members << QByteArray(code);
    };
    row("a life past all numbers",
        R"("expires_in":"99999999999999999999","token_type":"Bearer")",
        "error token.expires_in");
    row("a negative life", R"("expires_in":"-1","token_type":"Bearer")", "error token.expires_in");
    row("words for a life",
        R"("expires_in":"soon","token_type":"Bearer")",
        "error token.expires_in");
    row("no type", R"("expires_in":"599")", "error token.type");
    row("a type that is no bearer's",
        R"("expires_in":"599","token_type":"N_A")",
        "error token.type");
    row("a window that is none",
        R"("expires_in":"599","token_type":"Bearer","refresh_token_expires_in":"-5")",
        "error token.refresh_expires_in");
    row("a refresh token with a line feed",
        R"("expires_in":"599","token_type":"Bearer","refresh_token":"a\nb")",
        "error token.refresh_token");
}

void TstApiPlatform::takesNothingMalformed()
{
    QFETCH(const QByteArray, members);
    QFETCH(const QByteArray, code);
    Scene scene;
    scene.say({.body = R"({"access_token":"a",)"
                       R"("issued_token_type":"urn:ietf:params:oauth:token-type:access_token",)"
            + members + '}'});

    QCOMPARE(scene.answer(), code);

    scene.exchange(); // Nothing of it was kept.
    QCOMPARE(scene.grant(), byExchange);
}

void TstApiPlatform::saysThatTheKeyIsMissing()
{
    Scene scene;
    scene.target.keyFile = scene.folder.filePath(QStringLiteral("missing"));

    QCOMPARE(scene.answer(), QByteArray("error signer.key_file"));

    QVERIFY(scene.asked().isEmpty());
}

void TstApiPlatform::recordsEachExchange()
{
    Scene scene;
    scene.exchange();
    scene.say(refusal("invalid_grant", "refresh_token is invalid", 401));
    scene.say(refusal("invalid_request", "Malformed JWT in subject_token", 400));
    scene.answer();

    const auto& kinds = scene.parts.trail.kinds();
    QCOMPARE(kinds.count(audit::Kind::TokenExchanged), 1);
    QCOMPARE(kinds.count(audit::Kind::ExchangeFailed), 2);
    QCOMPARE(scene.answers.last(), QByteArray("error token.subject_refused"));
}

QTEST_GUILESS_MAIN(TstApiPlatform)
#include "tst_api_platform.moc"
