// SPDX-License-Identifier: MIT

/// The client library verifies who serves before it sends a byte (design.md §6.7, R2, P45).

#include "tests/support/scripted_agent.h"

#include <QTest>

#include <array>
#include <lanyard/client.h>
#include <string>

using lanyard::testing::OwnLogin;
using lanyard::testing::ScriptedAgent;

namespace {

/// What a hello is answered with.
struct Outcome {
    lanyard_status status = LANYARD_OK;
    std::string message;
};

Outcome hello()
{
    lanyard_client* client = nullptr;
    lanyard_client_open(&client);
    std::array<char, 1024> json = {};
    const lanyard_status status = lanyard_hello(client, 10'000, json.data(), json.size(), nullptr);
    lanyard_error error = {};
    error.size = sizeof error;
    lanyard_last_error(client, &error);
    lanyard_client_close(client);
    return {status, error.message};
}

QString copyOfAgent(const OwnLogin& login, const QString& name)
{
    QString path = login.path() + "/" + name;
    QFile::copy(QStringLiteral(LANYARD_SCRIPTED_AGENT), path);
    return path;
}

} // namespace

class TstServerCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acceptsTheAgent();
    void acceptsAnAgentThatWasStartedAgain();
    void refusesAnotherProgram();
    void sendsNothingToWhomItRefuses();
    void saysThatNoAgentRuns();
};

void TstServerCheck::acceptsTheAgent()
{
    const OwnLogin login;
    ScriptedAgent agent(login, copyOfAgent(login, "lanyard-agent.exe"));
    agent.playOnce("result {}");

    QCOMPARE(hello().message, std::string());
}

void TstServerCheck::acceptsAnAgentThatWasStartedAgain()
{
    const OwnLogin first;
    {
        const ScriptedAgent killed(first);
    }
    const OwnLogin second;
    ScriptedAgent agent(second);
    agent.playOnce("result {}");

    QCOMPARE(hello().status, LANYARD_OK);
}

void TstServerCheck::refusesAnotherProgram()
{
    const OwnLogin login;
    ScriptedAgent agent(login, copyOfAgent(login, "lanyard-agent2.exe"));
    agent.playOnce("result {}");

    const Outcome outcome = hello();

    QCOMPARE(outcome.status, LANYARD_UNTRUSTED);
    QCOMPARE(outcome.message, std::string("the program that serves is not lanyard-agent.exe"));
}

void TstServerCheck::sendsNothingToWhomItRefuses()
{
    const OwnLogin login;
    ScriptedAgent agent(login, copyOfAgent(login, "impostor.exe"));
    agent.play({"accept", "read"});

    const Outcome outcome = hello();

    QCOMPARE(outcome.status, LANYARD_UNTRUSTED);
    QCOMPARE(agent.word(), QByteArray("got nothing"));
}

void TstServerCheck::saysThatNoAgentRuns()
{
    const OwnLogin login;

    QCOMPARE(hello().status, LANYARD_NO_AGENT);
}

QTEST_GUILESS_MAIN(TstServerCheck)
#include "tst_server_check_win.moc"
