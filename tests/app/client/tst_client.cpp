// SPDX-License-Identifier: MIT
#include "tests/support/scripted_agent.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <array>
#include <lanyard/client.h>
#include <memory>
#include <string>
#include <thread>

using lanyard::testing::OwnLogin;
using lanyard::testing::ScriptedAgent;

namespace {

constexpr uint32_t ample = 20'000; ///< A deadline that only a broken test meets.

struct CloseClient {
    void operator()(lanyard_client* client) const { lanyard_client_close(client); }
};

using Client = std::unique_ptr<lanyard_client, CloseClient>;

Client openClient()
{
    lanyard_client* client = nullptr;
    lanyard_client_open(&client);
    return Client(client);
}

lanyard_error lastError(const Client& client)
{
    lanyard_error error = {};
    error.size = sizeof error;
    lanyard_last_error(client.get(), &error);
    return error;
}

lanyard_token_options tokenOptions(uint32_t timeout = ample)
{
    lanyard_token_options options = {};
    options.size = sizeof options;
    options.timeout_ms = timeout;
    options.audience = "https://records.example";
    return options;
}

QJsonObject paramsOf(const QByteArray& request)
{
    return QJsonDocument::fromJson(request).object().value(QLatin1String("params")).toObject();
}

QString methodOf(const QByteArray& request)
{
    return QJsonDocument::fromJson(request).object().value(QLatin1String("method")).toString();
}

lanyard_status sessionStatus(const Client& client, uint32_t timeout = ample)
{
    std::array<char, 1024> json = {};
    return lanyard_session_get(client.get(), timeout, json.data(), json.size(), nullptr);
}

const QByteArray tokenAnswer =
    R"(result {"access_token":"s3cret.token","token_type":"Bearer",)"
    R"("expires_at":"2030-01-01T00:00:00Z","scope":"read write","context_id":"c-1"})";

} // namespace

class TstClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysHello();
    void getsTheSession();
    void signsIn();
    void signsOut();
    void getsAToken();
    void asksForATokenAsToldTo();
    void leavesOutWhatIsNotAsked();
    void getsTheIdentity();
    void tellsHowMuchRoomAnAnswerNeeds();
    void leavesATooSmallBufferEmpty();
    void readsAnAnswerOfManyPieces();
    void passesOverNotifications();
    void reportsEveryErrorOfTheAgent_data();
    void reportsEveryErrorOfTheAgent();
    void tellsAllThatAnErrorSays();
    void forgetsTheErrorAfterASuccess();
    void saysAtOnceThatNoAgentRuns_data();
    void saysAtOnceThatNoAgentRuns();
    void timesOutOnAnAgentThatHangs_data();
    void timesOutOnAnAgentThatHangs();
    void timesOutOnAnAgentThatDoesNotAccept();
    void timesOutWhileNotificationsPourIn();
    void givesTheAgentLessTimeThanItHas();
    void refusesGarbage_data();
    void refusesGarbage();
    void refusesTenMegabytes();
    void neverReusesAConnectionThatTimedOut();
    void reportsAnAgentThatHangsUp_data();
    void reportsAnAgentThatHangsUp();
    void keepsItsConnection();
    void findsARestartedAgent();
    void asksTheNextAgentWhenOneDiesWhileAsked();
    void asksTwiceAtMost();
    void survivesAnAgentThatHangsUpBeforeItIsAsked();
    void refusesBadArguments();
    void refusesWhatIsNotUtf8();
    void letsThreadsTakeTurns();
    void waitsForItsTurnNoLongerThanItsDeadline();
    void namesEveryStatus();
    void servesAProgramInC99();
};

void TstClient::saysHello()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(R"(result {"agent":"1.0","protocol":1})");
    const Client client = openClient();
    std::array<char, 256> json = {};
    std::size_t needed = 0;

    const auto status = lanyard_hello(client.get(), ample, json.data(), json.size(), &needed);

    QCOMPARE(status, LANYARD_OK);
    QCOMPARE(QByteArray(json.data()), QByteArray(R"({"agent":"1.0","protocol":1})"));
    QCOMPARE(needed, std::strlen(json.data()) + 1);
    const QByteArray request = agent.request();
    QCOMPARE(methodOf(request), QStringLiteral("agent.hello"));
    QCOMPARE(paramsOf(request).value(QLatin1String("protocol")).toInt(), 1);
    QVERIFY(paramsOf(request)
                .value(QLatin1String("client"))
                .toString()
                .startsWith(QLatin1String("lanyard-client/")));
}

void TstClient::getsTheSession()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(R"(result {"state":"signed_out"})");
    const Client client = openClient();
    std::array<char, 256> json = {};

    const auto status = lanyard_session_get(client.get(), ample, json.data(), json.size(), nullptr);

    QCOMPARE(status, LANYARD_OK);
    QCOMPARE(QByteArray(json.data()), QByteArray(R"({"state":"signed_out"})"));
    QCOMPARE(methodOf(agent.request()), QStringLiteral("session.get"));
}

void TstClient::signsIn()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(R"(result {"state":"signed_in"})");
    const Client client = openClient();

    QCOMPARE(lanyard_sign_in(client.get(), "ward round", ample), LANYARD_OK);

    const QByteArray request = agent.request();
    QCOMPARE(methodOf(request), QStringLiteral("session.sign_in"));
    QCOMPARE(
        paramsOf(request).value(QLatin1String("reason")).toString(), QStringLiteral("ward round"));
}

void TstClient::signsOut()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce("result null");
    const Client client = openClient();

    QCOMPARE(lanyard_sign_out(client.get(), nullptr, ample), LANYARD_OK);

    const QByteArray request = agent.request();
    QCOMPARE(methodOf(request), QStringLiteral("session.sign_out"));
    QVERIFY(!paramsOf(request).contains(QLatin1String("reason")));
}

void TstClient::getsAToken()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(tokenAnswer);
    const Client client = openClient();
    const auto options = tokenOptions();
    std::array<char, 64> token = {};
    std::size_t needed = 0;
    lanyard_token_info info = {};
    info.size = sizeof info;

    const auto status =
        lanyard_token_get(client.get(), &options, token.data(), token.size(), &needed, &info);

    QCOMPARE(status, LANYARD_OK);
    QCOMPARE(QByteArray(token.data()), QByteArray("s3cret.token"));
    QCOMPARE(needed, std::size_t(13));
    QCOMPARE(info.size, uint32_t(sizeof info));
    QCOMPARE(info.expires_at, int64_t(1893456000));
    QCOMPARE(QByteArray(info.token_type), QByteArray("Bearer"));
    QCOMPARE(QByteArray(info.scope), QByteArray("read write"));
    QCOMPARE(QByteArray(info.context_id), QByteArray("c-1"));
}

void TstClient::asksForATokenAsToldTo()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(tokenAnswer);
    const Client client = openClient();
    auto options = tokenOptions();
    options.min_valid_s = 120;
    options.interactive = 1;
    options.scope = "read";
    options.context_id = "c-1";
    options.correlation_id = "order-17";
    std::array<char, 64> token = {};

    QCOMPARE(
        lanyard_token_get(client.get(), &options, token.data(), token.size(), nullptr, nullptr),
        LANYARD_OK);

    QJsonObject params = paramsOf(agent.request());
    QVERIFY(params.take(QLatin1String("timeout_ms")).toInt() > 0);
    const QJsonObject expected = {
        {QStringLiteral("audience"), QStringLiteral("https://records.example")},
        {QStringLiteral("scope"), QStringLiteral("read")},
        {QStringLiteral("min_valid_s"), 120},
        {QStringLiteral("interactive"), true},
        {QStringLiteral("context_id"), QStringLiteral("c-1")},
        {QStringLiteral("correlation_id"), QStringLiteral("order-17")}};
    QCOMPARE(params, expected);
}

void TstClient::leavesOutWhatIsNotAsked()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(tokenAnswer);
    const Client client = openClient();
    const auto options = tokenOptions();
    std::array<char, 64> token = {};

    lanyard_token_get(client.get(), &options, token.data(), token.size(), nullptr, nullptr);

    QCOMPARE(paramsOf(agent.request()).keys(),
        QStringList({QStringLiteral("audience"),
            QStringLiteral("interactive"),
            QStringLiteral("timeout_ms")}));
}

void TstClient::getsTheIdentity()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(
        "result {\"schema\":\"lanyard.identity/1\",\"person\":{\"name\":\"Si\xc3\xa2n\"}}");
    const Client client = openClient();
    std::array<char, 256> json = {};

    const auto status =
        lanyard_identity_get(client.get(), "c-1", ample, json.data(), json.size(), nullptr);

    QCOMPARE(status, LANYARD_OK);
    QCOMPARE(QByteArray(json.data()),
        QByteArray("{\"schema\":\"lanyard.identity/1\",\"person\":{\"name\":\"Si\xc3\xa2n\"}}"));
    const QByteArray request = agent.request();
    QCOMPARE(methodOf(request), QStringLiteral("identity.get"));
    QCOMPARE(
        paramsOf(request).value(QLatin1String("context_id")).toString(), QStringLiteral("c-1"));
}

void TstClient::tellsHowMuchRoomAnAnswerNeeds()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept", "read", tokenAnswer});
    const Client client = openClient();
    const auto options = tokenOptions();
    std::size_t needed = 0;

    QCOMPARE(lanyard_token_get(client.get(), &options, nullptr, 0, &needed, nullptr),
        LANYARD_BUFFER_TOO_SMALL);
    QCOMPARE(needed, std::size_t(13));
}

void TstClient::leavesATooSmallBufferEmpty()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(tokenAnswer);
    const Client client = openClient();
    const auto options = tokenOptions();
    std::array<char, 12> token = {'o', 'l', 'd'};

    const auto status =
        lanyard_token_get(client.get(), &options, token.data(), token.size(), nullptr, nullptr);

    QCOMPARE(status, LANYARD_BUFFER_TOO_SMALL);
    QCOMPARE(QByteArray(token.data(), 3), QByteArray("\0ld", 3));
}

void TstClient::readsAnAnswerOfManyPieces() // P52
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    QByteArrayList script = {"accept", "read", R"(half {"jsonrpc":"2.0","id":@ID@,"result":)"};
    for (const char c : QByteArray(R"({"state":"signed_in"})"))
        script += QByteArray("half ") + c;
    agent.play(script + QByteArrayList({"line }"}));
    const Client client = openClient();

    QCOMPARE(sessionStatus(client), LANYARD_OK);
}

void TstClient::passesOverNotifications()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept",
        "read",
        R"(line {"jsonrpc":"2.0","method":"session.changed","params":{}})",
        R"(line {"jsonrpc":"2.0","method":"context.changed","params":{}})",
        "result {}"});
    const Client client = openClient();

    QCOMPARE(sessionStatus(client), LANYARD_OK);
}

void TstClient::reportsEveryErrorOfTheAgent_data()
{
    QTest::addColumn<lanyard_status>("status");

    for (lanyard_status status = LANYARD_SIGNED_OUT; status <= LANYARD_UNSUPPORTED; ++status)
        QTest::newRow(lanyard_status_name(status)) << status;
    QTest::newRow("timed_out") << lanyard_status(LANYARD_TIMED_OUT);
}

void TstClient::reportsEveryErrorOfTheAgent()
{
    QFETCH(const lanyard_status, status);
    const OwnLogin login;
    ScriptedAgent agent(login);
    const QByteArray error = R"(error {"code":-32000,"message":"No","data":{"code":")"
        + QByteArray(QTest::currentDataTag()) + R"("}})";
    agent.play({"accept", "read", error, "read", "result {}"});
    const Client client = openClient();
    const auto options = tokenOptions();
    std::array<char, 64> token = {};

    QCOMPARE(
        lanyard_token_get(client.get(), &options, token.data(), token.size(), nullptr, nullptr),
        status);
    QCOMPARE(QByteArray(lastError(client).code), QByteArray(QTest::currentDataTag()));
    QCOMPARE(sessionStatus(client), LANYARD_OK); // On the same connection.
}

void TstClient::tellsAllThatAnErrorSays()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(R"(error {"code":-32011,"message":"Many\nare asking",)"
                   R"("data":{"code":"busy","reference":"LY-4711","retry_after_ms":1500}})");
    const Client client = openClient();

    QCOMPARE(sessionStatus(client), LANYARD_BUSY);

    const lanyard_error error = lastError(client);
    QCOMPARE(error.status, LANYARD_BUSY);
    QCOMPARE(error.retry_after_ms, 1500U);
    QCOMPARE(QByteArray(error.code), QByteArray("busy"));
    QCOMPARE(QByteArray(error.reference), QByteArray("LY-4711"));
    QCOMPARE(QByteArray(error.message), QByteArray("Many are asking"));
}

void TstClient::forgetsTheErrorAfterASuccess()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept",
        "read",
        R"(error {"code":-32005,"message":"No","data":{"code":"denied","reference":"LY-1"}})",
        "read",
        "result {}"});
    const Client client = openClient();

    QCOMPARE(sessionStatus(client), LANYARD_DENIED);
    QCOMPARE(sessionStatus(client), LANYARD_OK);

    const lanyard_error error = lastError(client);
    QCOMPARE(error.status, LANYARD_OK);
    QCOMPARE(QByteArray(error.code), QByteArray());
    QCOMPARE(QByteArray(error.reference), QByteArray());
}

void TstClient::saysAtOnceThatNoAgentRuns_data() // P53
{
    QTest::addColumn<QByteArray>("absence");

    QTest::newRow("never started") << QByteArray("never");
    QTest::newRow("it died and left its socket") << QByteArray("died");
    QTest::newRow("no runtime folder") << QByteArray("folder");
    QTest::newRow("a runtime folder that others may enter") << QByteArray("open");
    QTest::newRow("a runtime folder with a name too long for a socket") << QByteArray("long");
}

void TstClient::saysAtOnceThatNoAgentRuns()
{
    QFETCH(const QByteArray, absence);
    const OwnLogin login;
    if (absence == "died")
        ScriptedAgent(login).kill();
    if (absence == "folder")
        qunsetenv("XDG_RUNTIME_DIR");
    if (absence == "open")
        QFile::setPermissions(login.path(), QFile::Permissions(0x7055));
    if (absence == "long") {
        const QString deep = login.path() + "/" + QString(100, QLatin1Char('x'));
        QVERIFY(QDir().mkpath(deep));
        QVERIFY(QFile::setPermissions(deep, QFile::Permissions(0x7000)));
        qputenv("XDG_RUNTIME_DIR", deep.toUtf8());
    }
    const Client client = openClient();
    QElapsedTimer elapsed;
    elapsed.start();

    const auto status = sessionStatus(client, LANYARD_MAX_TIMEOUT_MS);

    QCOMPARE(status, LANYARD_NO_AGENT);
    QVERIFY2(elapsed.elapsed() < 5000, "it waited");
    QCOMPARE(QByteArray(lastError(client).code), QByteArray("no_agent"));
}

void TstClient::timesOutOnAnAgentThatHangs_data() // P30
{
    QTest::addColumn<QByteArrayList>("script");

    QTest::newRow("that says nothing") << QByteArrayList{"accept", "read"};
    QTest::newRow("that does not even read") << QByteArrayList{"accept"};
    QTest::newRow("that stops in the middle of a line (P52)")
        << QByteArrayList{"accept", "read", R"(half {"jsonrpc":"2.0",)"};
}

void TstClient::timesOutOnAnAgentThatHangs()
{
    QFETCH(const QByteArrayList, script);
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play(script);
    const Client client = openClient();
    QElapsedTimer elapsed;
    elapsed.start();

    const auto status = sessionStatus(client, 150);

    QCOMPARE(status, LANYARD_TIMED_OUT);
    QVERIFY2(elapsed.elapsed() >= 150, "it gave up early");
    QVERIFY2(elapsed.elapsed() < 5000, "it outlived its deadline");
}

void TstClient::timesOutOnAnAgentThatDoesNotAccept()
{
    const OwnLogin login;
    ScriptedAgent agent(login); // Listens with a queue of 16, and takes nobody out of it.
    std::vector<Client> queue;
    lanyard_status status = LANYARD_TIMED_OUT;
    QElapsedTimer elapsed;

    for (int i = 0; i < 20; ++i) {
        queue.push_back(openClient());
        elapsed.start();
        status = sessionStatus(queue.back(), 100);
        QCOMPARE(status, LANYARD_TIMED_OUT);
        QVERIFY2(elapsed.elapsed() < 5000, "it outlived its deadline");
    }
}

void TstClient::timesOutWhileNotificationsPourIn()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    QByteArrayList script = {"accept", "read"};
    for (int i = 0; i < 2000; ++i)
        script += R"(line {"jsonrpc":"2.0","method":"session.changed"})";
    agent.play(script);
    const Client client = openClient();

    QCOMPARE(sessionStatus(client, 300), LANYARD_TIMED_OUT);
}

void TstClient::givesTheAgentLessTimeThanItHas()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(tokenAnswer);
    const Client client = openClient();
    const auto options = tokenOptions(10'000);
    std::array<char, 64> token = {};

    lanyard_token_get(client.get(), &options, token.data(), token.size(), nullptr, nullptr);

    const int told = paramsOf(agent.request()).value(QLatin1String("timeout_ms")).toInt();
    QVERIFY2(told > 0 && told <= 9750, qPrintable(QString::number(told)));
}

void TstClient::refusesGarbage_data()
{
    QTest::addColumn<QByteArray>("answer");

    QTest::newRow("not JSON") << QByteArray("line HTTP/1.1 400 Bad Request");
    QTest::newRow("half an object") << QByteArray(R"(line {"jsonrpc":"2.0","id":@ID@)");
    QTest::newRow("an empty line") << QByteArray("line ");
    QTest::newRow("another request's answer")
        << QByteArray(R"(line {"jsonrpc":"2.0","id":987654,"result":{}})");
    QTest::newRow("a token that is no text")
        << QByteArray(R"(result {"access_token":7,"token_type":"Bearer"})");
    QTest::newRow("a token with a line feed")
        << QByteArray(R"(result {"access_token":"a\nb","token_type":"Bearer"})");
    QTest::newRow("an empty token")
        << QByteArray(R"(result {"access_token":"","token_type":"Bearer",)"
                      R"("expires_at":"2030-01-01T00:00:00Z"})");
    QTest::newRow("a token that never ends")
        << QByteArray(R"(result {"access_token":"abc","token_type":"Bearer"})");
    QTest::newRow("a result that is no object") << QByteArray("result 17");
    QTest::newRow("a thousand levels deep")
        << QByteArray("result ") + QByteArray(1000, '[') + QByteArray(1000, ']');
}

void TstClient::refusesGarbage()
{
    QFETCH(const QByteArray, answer);
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(answer);
    const Client client = openClient();
    const auto options = tokenOptions();
    std::array<char, 64> token = {};

    const auto status =
        lanyard_token_get(client.get(), &options, token.data(), token.size(), nullptr, nullptr);

    QCOMPARE(status, LANYARD_FAULT);
    QCOMPARE(token.front(), '\0');
    QCOMPARE(QByteArray(lastError(client).code), QByteArray("fault"));
}

void TstClient::refusesTenMegabytes() // P52
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept", "read", "flood 10485760", "accept", "read", "result {}"});
    const Client client = openClient();

    QCOMPARE(sessionStatus(client), LANYARD_FAULT);
    QCOMPARE(sessionStatus(client), LANYARD_OK); // And all is well afterwards.
}

void TstClient::neverReusesAConnectionThatTimedOut()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept", "read"});
    const Client client = openClient();
    QCOMPARE(sessionStatus(client, 100), LANYARD_TIMED_OUT);

    agent.play({R"(result {"late":true})", "accept", "read", R"(result {"state":"signed_in"})"});
    std::array<char, 64> json = {};
    const auto status = lanyard_session_get(client.get(), ample, json.data(), json.size(), nullptr);

    QCOMPARE(status, LANYARD_OK);
    QCOMPARE(QByteArray(json.data()), QByteArray(R"({"state":"signed_in"})"));
}

void TstClient::reportsAnAgentThatHangsUp_data()
{
    QTest::addColumn<QByteArrayList>("script");

    QTest::newRow("before it reads") << QByteArrayList{"accept", "close"};
    QTest::newRow("before it answers") << QByteArrayList{"accept", "read", "close"};
    QTest::newRow("in the middle of its answer")
        << QByteArrayList{"accept", "read", R"(half {"jsonrpc":"2.0",)", "close"};
}

void TstClient::reportsAnAgentThatHangsUp()
{
    QFETCH(const QByteArrayList, script);
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play(script);
    const Client client = openClient();

    QCOMPARE(sessionStatus(client), LANYARD_NO_AGENT);
}

void TstClient::keepsItsConnection()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept", "read", "result {}", "read", "result {}", "drain"});
    Client client = openClient();

    QCOMPARE(sessionStatus(client), LANYARD_OK);
    QCOMPARE(sessionStatus(client), LANYARD_OK);
    client.reset();

    QVERIFY(agent.word().startsWith("got "));
    QVERIFY(agent.word().startsWith("got "));
    QCOMPARE(agent.word(), QByteArray("gone"));
}

void TstClient::findsARestartedAgent()
{
    const OwnLogin login;
    const Client client = openClient();
    {
        ScriptedAgent agent(login);
        agent.playOnce("result {}");
        QCOMPARE(sessionStatus(client), LANYARD_OK);
        agent.kill();
    }
    QCOMPARE(sessionStatus(client), LANYARD_NO_AGENT);
    ScriptedAgent next(login);
    next.playOnce("result {}");

    QCOMPARE(sessionStatus(client), LANYARD_OK);
}

void TstClient::asksTheNextAgentWhenOneDiesWhileAsked()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept", "read", "result {}", "read", "close", "accept", "read", tokenAnswer});
    const Client client = openClient();
    QCOMPARE(sessionStatus(client), LANYARD_OK);
    const auto options = tokenOptions();
    std::array<char, 64> token = {};

    const auto status =
        lanyard_token_get(client.get(), &options, token.data(), token.size(), nullptr, nullptr);

    QCOMPARE(status, LANYARD_OK);
    QCOMPARE(QByteArray(token.data()), QByteArray("s3cret.token"));
}

void TstClient::asksTwiceAtMost()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept",
        "read",
        "result {}",
        "read",
        "close",
        "accept",
        "read",
        "close",
        "accept",
        "read",
        "result {}"});
    const Client client = openClient();
    QCOMPARE(sessionStatus(client), LANYARD_OK);

    QCOMPARE(sessionStatus(client), LANYARD_NO_AGENT);
}

void TstClient::survivesAnAgentThatHangsUpBeforeItIsAsked()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    lanyard::testing::dieOfBrokenPipes();
    QByteArrayList script;
    for (int i = 0; i < 50; ++i)
        script += {"accept", "close"};
    agent.play(script);
    const Client client = openClient();

    for (int i = 0; i < 50; ++i)
        QCOMPARE(sessionStatus(client), LANYARD_NO_AGENT);
}

void TstClient::refusesBadArguments()
{
    const OwnLogin login;
    const Client client = openClient();
    std::array<char, 64> buffer = {};
    char* const text = buffer.data();
    const auto token = [&](lanyard_token_options options) {
        return lanyard_token_get(client.get(), &options, text, buffer.size(), nullptr, nullptr);
    };
    const std::string tooLong(LANYARD_MAX_TEXT + 1, 'x');
    const auto sound = tokenOptions();

    QCOMPARE(lanyard_client_open(nullptr), LANYARD_BAD_ARGUMENT);
    lanyard_client_close(nullptr);
    QCOMPARE(lanyard_hello(nullptr, 1, text, buffer.size(), nullptr), LANYARD_BAD_ARGUMENT);
    QCOMPARE(lanyard_hello(client.get(), 1, text, 0, nullptr), LANYARD_BAD_ARGUMENT);
    QCOMPARE(lanyard_hello(client.get(), 1, nullptr, 9, nullptr), LANYARD_BAD_ARGUMENT);
    QCOMPARE(lanyard_hello(client.get(), 1, nullptr, 0, nullptr), LANYARD_BAD_ARGUMENT);
    QCOMPARE(lanyard_sign_in(client.get(), tooLong.c_str(), 1), LANYARD_BAD_ARGUMENT);
    QCOMPARE(lanyard_identity_get(client.get(), tooLong.c_str(), 1, text, 64, nullptr),
        LANYARD_BAD_ARGUMENT);
    QCOMPARE(
        lanyard_token_get(client.get(), nullptr, text, 64, nullptr, nullptr), LANYARD_BAD_ARGUMENT);
    QCOMPARE(lanyard_token_get(client.get(), &sound, nullptr, 0, nullptr, nullptr),
        LANYARD_BAD_ARGUMENT);
    auto options = sound;
    options.size = 4;
    QCOMPARE(token(options), LANYARD_BAD_ARGUMENT);
    options = sound;
    options.audience = nullptr;
    QCOMPARE(token(options), LANYARD_BAD_ARGUMENT);
    options.audience = "";
    QCOMPARE(token(options), LANYARD_BAD_ARGUMENT);
    options.audience = tooLong.c_str();
    QCOMPARE(token(options), LANYARD_BAD_ARGUMENT);
    lanyard_token_info info = {};
    QCOMPARE(
        lanyard_token_get(client.get(), &sound, text, 64, nullptr, &info), LANYARD_BAD_ARGUMENT);
    QCOMPARE(QByteArray(lastError(client).code), QByteArray("bad_argument"));
    lanyard_error error = {};
    QCOMPARE(lanyard_last_error(client.get(), &error), LANYARD_BAD_ARGUMENT);
    QCOMPARE(lanyard_last_error(client.get(), nullptr), LANYARD_BAD_ARGUMENT);
}

void TstClient::refusesWhatIsNotUtf8()
{
    const OwnLogin login;
    const Client client = openClient();

    QCOMPARE(lanyard_sign_in(client.get(), "Si\xe2n", 1), LANYARD_BAD_ARGUMENT);
}

void TstClient::letsThreadsTakeTurns()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept", "read", "result {}", "echo 400"});
    const Client client = openClient();
    QCOMPARE(sessionStatus(client), LANYARD_OK);
    std::array<int, 4> succeeded = {};

    std::vector<std::thread> threads;
    for (int& count : succeeded) {
        threads.emplace_back([&client, &count] {
            for (int i = 0; i < 100; ++i)
                count += sessionStatus(client) == LANYARD_OK ? 1 : 0;
        });
    }
    for (std::thread& thread : threads)
        thread.join();

    QCOMPARE(succeeded, (std::array<int, 4>{100, 100, 100, 100}));
}

void TstClient::waitsForItsTurnNoLongerThanItsDeadline()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept", "read"});
    const Client client = openClient();
    std::thread slow([&client] { sessionStatus(client, ample); });
    QVERIFY(!agent.request().isEmpty()); // The other thread has the turn.

    QCOMPARE(sessionStatus(client, 100), LANYARD_TIMED_OUT);

    agent.play({"result {}"});
    slow.join();
}

void TstClient::namesEveryStatus()
{
    QCOMPARE(QByteArray(lanyard_status_name(LANYARD_OK)), QByteArray("ok"));
    QCOMPARE(QByteArray(lanyard_status_name(LANYARD_UNTRUSTED)), QByteArray("untrusted_server"));
    QCOMPARE(QByteArray(lanyard_status_name(LANYARD_SIGNED_OUT)), QByteArray("signed_out"));
    QCOMPARE(QByteArray(lanyard_status_name(4711)), QByteArray("fault"));
    QVERIFY(QByteArray(lanyard_version()).count('.') == 2);
}

void TstClient::servesAProgramInC99()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(tokenAnswer);
    QProcess program;

    program.start(QStringLiteral(LANYARD_EXAMPLE), {QStringLiteral("https://records.example")});
    QVERIFY(program.waitForFinished());

    QCOMPARE(program.readAllStandardOutput().replace("\r\n", "\n"),
        QByteArray("a token for https://records.example until 1893456000\n"));
    QCOMPARE(program.exitCode(), 0);
}

QTEST_GUILESS_MAIN(TstClient)
#include "tst_client.moc"
