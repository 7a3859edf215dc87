// SPDX-License-Identifier: MIT

/// The client library verifies who serves before it sends a byte (design.md §6.7, R2, P45).

#include "app/client/server_check_win.h"
#include "tests/support/scripted_agent.h"

#include <QTest>

#include <array>
#include <lanyard/client.h>
#include <string>

Q_DECLARE_METATYPE(std::string)

using lanyard::client::checkProgram;
using lanyard::client::checkStanding;
using lanyard::client::Standing;
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
    void acceptsTheInstalledProgramAlone();
    void refusesAPipeOfAnotherUser();
    void refusesWhoActsForAnother_data();
    void refusesWhoActsForAnother();
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

/// By whatever name it is called; a copy loads what lies beside it.
void TstServerCheck::acceptsTheInstalledProgramAlone()
{
    const OwnLogin login;
    const OwnLogin elsewhere;
    const auto installed = copyOfAgent(login, "lanyard-agent.exe").toStdWString();
    const auto copy = copyOfAgent(elsewhere, "lanyard-agent.exe").toStdWString();
    auto otherName = QString::fromStdWString(installed).replace('/', '\\');
    otherName.insert(otherName.lastIndexOf('\\'), "\\.");

    QVERIFY(!checkProgram(installed, installed));
    QVERIFY(!checkProgram(otherName.toStdWString(), installed));
    QVERIFY(!checkProgram(copy, {})); // Nothing is installed.
    QCOMPARE(checkProgram(copy, installed)->status, LANYARD_UNTRUSTED);
    QCOMPARE(checkProgram(installed, L"C:\\gone\\lanyard-agent.exe")->status, LANYARD_UNTRUSTED);
}

void TstServerCheck::refusesAPipeOfAnotherUser() // P45
{
    const OwnLogin login;
    ScriptedAgent agent(login,
        copyOfAgent(login, "lanyard-agent.exe"),
        {QStringLiteral("S-1-5-32-544")}); // The administrators.
    if (!agent.isReady())
        QSKIP("this user can make no pipe that belongs to another");
    agent.play({"accept", "read"});

    const Outcome outcome = hello();

    QCOMPARE(outcome.status, LANYARD_UNTRUSTED);
    QCOMPARE(outcome.message, std::string("the agent's pipe belongs to another user"));
    QCOMPARE(agent.word(), QByteArray("got nothing"));
}

void TstServerCheck::refusesWhoActsForAnother_data()
{
    QTest::addColumn<std::string>("user");
    QTest::addColumn<quint32>("session");
    QTest::addColumn<quint32>("integrity");
    QTest::addColumn<quint32>("ours");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char* name,
                         const char* user,
                         quint32 session,
                         quint32 integrity,
                         quint32 ours,
                         const char* message) {
        QTest::newRow(name) << std::string(user) << session << integrity << ours
                            << QByteArray(message);
    };
    constexpr auto self = "S-1-5-21-1-2-3-1001";
    constexpr auto stranger = "the program that serves runs as another user";
    constexpr auto sandboxed = "the program that serves runs with less integrity";
    constexpr quint32 low = SECURITY_MANDATORY_LOW_RID;
    constexpr quint32 medium = SECURITY_MANDATORY_MEDIUM_RID;
    constexpr quint32 high = SECURITY_MANDATORY_HIGH_RID;
    row("the agent", self, 2, medium, medium, "");
    row("the agent, for a program run as administrator (P50)", self, 2, medium, high, "");
    row("the agent, for a browser's tab", self, 2, medium, low, "");
    row("another user's", "S-1-5-21-1-2-3-1002", 2, medium, medium, stranger);
    row("the system's", "S-1-5-18", 0, SECURITY_MANDATORY_SYSTEM_RID, medium, stranger);
    row("nobody's that is told", "", 2, medium, medium, stranger);
    row("ours in another session (P46)",
        self,
        3,
        medium,
        medium,
        "the program that serves is in another session");
    row("a browser's tab", self, 2, low, medium, sandboxed);
    row("a browser's tab, for a program run as administrator", self, 2, low, high, sandboxed);
}

void TstServerCheck::refusesWhoActsForAnother()
{
    QFETCH(const std::string, user);
    QFETCH(const quint32, session);
    QFETCH(const quint32, integrity);
    QFETCH(const quint32, ours);
    QFETCH(const QByteArray, message);

    const auto trouble =
        checkStanding(Standing{user, session, integrity}, Standing{"S-1-5-21-1-2-3-1001", 2, ours});

    QCOMPARE(QByteArray::fromStdString(trouble ? trouble->message : std::string()), message);
    QVERIFY(!trouble || trouble->status == LANYARD_UNTRUSTED);
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
