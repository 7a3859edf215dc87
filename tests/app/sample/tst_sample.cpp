// SPDX-License-Identifier: MIT

/// The sample program between a scripted agent and a small HTTP server.

#include "tests/support/scripted_agent.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using lanyard::testing::OwnLogin;
using lanyard::testing::ScriptedAgent;

namespace {

/// Answers one request with `answer`, and keeps what was asked.
class Resource
{
public:
    explicit Resource(QByteArray answer)
        : m_answer(std::move(answer))
    {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            QTcpSocket* const socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                asked += socket->readAll();
                if (!asked.endsWith("\r\n\r\n"))
                    return;
                socket->write(m_answer);
                socket->disconnectFromHost();
            });
        });
    }

    [[nodiscard]] QString port() const { return QString::number(m_server.serverPort()); }

    QByteArray asked;

private:
    QByteArray m_answer;
    QTcpServer m_server;
};

struct Run {
    int exitCode = -1;
    QByteArray output;
    QByteArray errors;
};

/// Runs the sample while this process answers as the resource.
Run run(const QString& port, const QStringList& more = {QStringLiteral("--json")})
{
    QProcess process;
    process.start(QStringLiteral(LANYARD_SAMPLE),
        QStringList{"--audience", "records", "--host", "127.0.0.1", "--port", port, "--path", "/r"}
            + more);
    const bool ended = QTest::qWaitFor(
        [&process] { return process.state() == QProcess::NotRunning; }, ScriptedAgent::patience);
    if (!ended || process.exitStatus() != QProcess::NormalExit)
        return {};
    // A line of Windows ends in two characters.
    return {process.exitCode(),
        process.readAllStandardOutput().replace("\r\n", "\n"),
        process.readAllStandardError().replace("\r\n", "\n")};
}

const QByteArray hello = "result {\"protocol\":1}";
const QByteArray identity =
    "result {\"context_id\":\"c-1\",\"person\":{\"name\":\"Ada \\\"W\\\" Ward\"},"
    "\"role\":{\"name\":\"Nurse\"}}";
const QByteArray token = R"(result {"access_token":"s3cret","token_type":"Bearer",)"
                         R"("expires_at":"2030-01-01T00:00:00Z","context_id":"c-1"})";

QByteArrayList wholeScript()
{
    return {"accept", "read", hello, "read", identity, "read", token};
}

} // namespace

class TstSample : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callsTheResourceForThePerson();
    void printsForAPerson();
    void asksForTheTokenOfTheContextItHasSeen();
    void reportsAResourceThatRefuses();
    void reportsAResourceThatIsNotThere();
    void reportsAResourceThatDoesNotSpeakHttp();
    void reportsWhatTheAgentRefuses();
    void putsNothingIntoTheHeadThatDoesNotBelong();
    void reportsThatNoAgentRuns();
    void reportsNonsense_data();
    void reportsNonsense();
    void explainsItsUse();
};

void TstSample::callsTheResourceForThePerson()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play(wholeScript());
    Resource resource("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

    const Run ran = run(resource.port());

    QCOMPARE(ran.exitCode, 0);
    QCOMPARE(ran.output,
        QByteArray(R"({"person":"Ada \"W\" Ward","role":"Nurse","context_id":"c-1",)"
                   R"("resource_status":200,"expires_at":"2030-01-01T00:00:00Z"})"
                   "\n"));
    QVERIFY(resource.asked.startsWith("GET /r HTTP/1.0\r\n"));
    QVERIFY(resource.asked.contains("\r\nAuthorization: Bearer s3cret\r\n"));
}

void TstSample::printsForAPerson()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play(wholeScript());
    Resource resource("HTTP/1.1 200 OK\r\n\r\n");

    const Run ran = run(resource.port(), {});

    QCOMPARE(ran.output,
        QByteArray("Person    Ada \"W\" Ward\n"
                   "Role      Nurse\n"
                   "Context   c-1\n"
                   "Resource  HTTP 200\n"
                   "Token     good until 2030-01-01T00:00:00Z\n"));
    QVERIFY(!ran.output.contains("s3cret"));
}

void TstSample::asksForTheTokenOfTheContextItHasSeen()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play(wholeScript());
    Resource resource("HTTP/1.1 200 OK\r\n\r\n");

    run(resource.port());

    std::ignore = agent.request();
    std::ignore = agent.request();
    const QJsonObject params =
        QJsonDocument::fromJson(agent.request()).object().value(QLatin1String("params")).toObject();
    QCOMPARE(params.value(QLatin1String("audience")).toString(), QStringLiteral("records"));
    QCOMPARE(params.value(QLatin1String("context_id")).toString(), QStringLiteral("c-1"));
    QCOMPARE(params.value(QLatin1String("timeout_ms")).toInt(), 15000);
}

void TstSample::reportsAResourceThatRefuses()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play(wholeScript());
    Resource resource("HTTP/1.1 403 Forbidden\r\n\r\n");

    const Run ran = run(resource.port());

    QCOMPARE(ran.exitCode, 6);
    QVERIFY(ran.output.contains("\"resource_status\":403"));
}

void TstSample::reportsAResourceThatIsNotThere()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play(wholeScript());

    QCOMPARE(run("1").exitCode, 5);
}

void TstSample::reportsAResourceThatDoesNotSpeakHttp()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play(wholeScript());
    Resource resource("SSH-2.0-OpenSSH_9.2\r\n");

    QCOMPARE(run(resource.port()).exitCode, 5);
}

void TstSample::reportsWhatTheAgentRefuses()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept",
        "read",
        hello,
        "read",
        R"(error {"code":-32001,"message":"x","data":{"code":"signed_out","reference":"LY-9"}})"});

    const Run ran = run("1");

    QCOMPARE(ran.exitCode, 4);
    QCOMPARE(
        ran.errors, QByteArray("legacy-sample: identity.get: signed_out (tell support LY-9)\n"));
    QCOMPARE(ran.output, QByteArray());
}

void TstSample::putsNothingIntoTheHeadThatDoesNotBelong()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept",
        "read",
        hello,
        "read",
        identity,
        "read",
        R"(result {"access_token":"a\r\nX-Evil: 1","expires_at":"2030-01-01T00:00:00Z"})"});
    Resource resource("HTTP/1.1 200 OK\r\n\r\n");

    QCOMPARE(run(resource.port()).exitCode, 5);
    QCOMPARE(resource.asked, QByteArray());
}

void TstSample::reportsThatNoAgentRuns()
{
    const OwnLogin login;

    QCOMPARE(run("1").exitCode, 3);
}

void TstSample::reportsNonsense_data()
{
    QTest::addColumn<QByteArrayList>("script");

    QTest::newRow("garbage") << QByteArrayList{"accept", "read", "line garbage"};
    QTest::newRow("another request's answer")
        << QByteArrayList{"accept", "read", R"(line {"jsonrpc":"2.0","id":77,"result":{}})"};
    QTest::newRow("ten megabytes") << QByteArrayList{"accept", "read", "flood 10485760"};
    QTest::newRow("half a line") << QByteArrayList{"accept", "read", "half {\"id\"", "close"};
    QTest::newRow("nobody there any more") << QByteArrayList{"accept", "close"};
    QTest::newRow("no token") << QByteArrayList{
        "accept", "read", hello, "read", identity, "read", "result {}"};
}

void TstSample::reportsNonsense()
{
    QFETCH(const QByteArrayList, script);
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play(script);

    QCOMPARE(run("1").exitCode, 4);
}

void TstSample::explainsItsUse()
{
    QProcess process;
    process.start(QStringLiteral(LANYARD_SAMPLE), {QStringLiteral("--audience")});
    QVERIFY(process.waitForFinished());

    QCOMPARE(process.exitCode(), 2);
    QVERIFY(process.readAllStandardError().startsWith("Usage: legacy-sample "));
}

QTEST_GUILESS_MAIN(TstSample)
#include "tst_sample.moc"
