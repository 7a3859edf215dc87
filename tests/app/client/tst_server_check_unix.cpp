// SPDX-License-Identifier: MIT

/// The client library verifies who serves before it sends a byte (design.md §6.7, R2, P45).

#include "tests/support/scripted_agent.h"

#include <QTest>

#include <array>
#include <cerrno>
#include <lanyard/client.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

using lanyard::testing::OwnLogin;
using lanyard::testing::ScriptedAgent;

namespace {

constexpr uid_t nobody = 65534;

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

QString copyOfAgent(const OwnLogin& login, const QString& name, QFile::Permissions permissions)
{
    QString path = login.path() + "/" + name;
    QFile::copy(QStringLiteral(LANYARD_SCRIPTED_AGENT), path);
    QFile::setPermissions(path, permissions);
    return path;
}

constexpr QFile::Permissions runnable = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;

} // namespace

class TstServerCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acceptsTheAgent();
    void acceptsAnAgentThatAnUpdateReplaced();
    void refusesAnotherProgram();
    void refusesAProgramThatOthersMayWrite_data();
    void refusesAProgramThatOthersMayWrite();
    void refusesAnotherUsersProgramFile();
    void refusesAnotherUsersProcess();
    void refusesAFolderThatIsOpenToOthers_data();
    void refusesAFolderThatIsOpenToOthers();
    void refusesAnotherUsersFolder();
    void refusesALinkInPlaceOfTheFolder();
    void sendsNothingToWhomItRefuses();
};

void TstServerCheck::acceptsTheAgent()
{
    const OwnLogin login;
    ScriptedAgent agent(login, copyOfAgent(login, "lanyard-agent", runnable));
    agent.playOnce("result {}");

    QCOMPARE(hello().status, LANYARD_OK);
}

void TstServerCheck::acceptsAnAgentThatAnUpdateReplaced()
{
    const OwnLogin login;
    const QString program = copyOfAgent(login, "lanyard-agent", runnable);
    ScriptedAgent agent(login, program);
    agent.playOnce("result {}");
    QVERIFY(QFile::remove(program));

    QCOMPARE(hello().status, LANYARD_OK);
}

void TstServerCheck::refusesAnotherProgram()
{
    const OwnLogin login;
    ScriptedAgent agent(login, copyOfAgent(login, "lanyard-agent2", runnable));
    agent.playOnce("result {}");

    const Outcome outcome = hello();

    QCOMPARE(outcome.status, LANYARD_UNTRUSTED);
    QCOMPARE(outcome.message, std::string("the program that listens is not lanyard-agent"));
}

void TstServerCheck::refusesAProgramThatOthersMayWrite_data()
{
    QTest::addColumn<QFile::Permissions>("added");

    QTest::newRow("its group") << QFile::Permissions(QFile::WriteGroup);
    QTest::newRow("everybody") << QFile::Permissions(QFile::WriteOther);
}

void TstServerCheck::refusesAProgramThatOthersMayWrite()
{
    QFETCH(const QFile::Permissions, added);
    const OwnLogin login;
    ScriptedAgent agent(login, copyOfAgent(login, "lanyard-agent", runnable | added));
    agent.playOnce("result {}");

    const Outcome outcome = hello();

    QCOMPARE(outcome.status, LANYARD_UNTRUSTED);
    QCOMPARE(
        outcome.message, std::string("the agent's program file may be written by other users"));
}

void TstServerCheck::refusesAnotherUsersProgramFile()
{
    if (geteuid() != 0)
        QSKIP("Only root can give a file away.");
    const OwnLogin login;
    const QString program = copyOfAgent(login, "lanyard-agent", runnable | QFile::ExeOther);
    QCOMPARE(chown(QFile::encodeName(program).constData(), nobody, nobody), 0);
    ScriptedAgent agent(login, program);
    agent.playOnce("result {}");

    const Outcome outcome = hello();

    QCOMPARE(outcome.status, LANYARD_UNTRUSTED);
    QCOMPARE(outcome.message, std::string("the agent's program file belongs to another user"));
}

void TstServerCheck::refusesAnotherUsersProcess()
{
    if (geteuid() != 0)
        QSKIP("Only root can start a process as another user.");
    const OwnLogin login;
    ScriptedAgent agent(
        login, copyOfAgent(login, "lanyard-agent", runnable), {QString::number(nobody)});
    QVERIFY(agent.isReady());
    agent.playOnce("result {}");

    const Outcome outcome = hello();

    QCOMPARE(outcome.status, LANYARD_UNTRUSTED);
    QCOMPARE(outcome.message, std::string("the program that listens runs as another user"));
}

void TstServerCheck::refusesAFolderThatIsOpenToOthers_data()
{
    QTest::addColumn<uint>("mode");

    QTest::newRow("its group may write") << 0720U;
    QTest::newRow("everybody may write") << 0702U;
    QTest::newRow("everybody may look") << 0704U;
    QTest::newRow("everybody may pass") << 0701U;
}

void TstServerCheck::refusesAFolderThatIsOpenToOthers()
{
    QFETCH(const uint, mode);
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce("result {}");
    QCOMPARE(chmod(QFile::encodeName(login.socketFolder()).constData(), mode), 0);

    const Outcome outcome = hello();

    QCOMPARE(outcome.status, LANYARD_UNTRUSTED);
    QCOMPARE(
        outcome.message, std::string("the folder of the agent's socket is open to other users"));
}

void TstServerCheck::refusesAnotherUsersFolder()
{
    if (geteuid() != 0)
        QSKIP("Only root can give a folder away.");
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce("result {}");
    QCOMPARE(chown(QFile::encodeName(login.socketFolder()).constData(), nobody, nobody), 0);

    const Outcome outcome = hello();

    QCOMPARE(outcome.status, LANYARD_UNTRUSTED);
    QCOMPARE(
        outcome.message, std::string("the folder of the agent's socket belongs to another user"));
}

void TstServerCheck::refusesALinkInPlaceOfTheFolder()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce("result {}");
    QVERIFY(QDir().rename(login.socketFolder(), login.path() + "/elsewhere"));
    QVERIFY(QFile::link(login.path() + "/elsewhere", login.socketFolder()));

    QCOMPARE(hello().status, LANYARD_UNTRUSTED);
}

void TstServerCheck::sendsNothingToWhomItRefuses()
{
    const OwnLogin login;
    ScriptedAgent agent(login, copyOfAgent(login, "impostor", runnable));
    agent.play({"accept", "read"});

    const Outcome outcome = hello();

    QCOMPARE(outcome.status, LANYARD_UNTRUSTED);
    QCOMPARE(agent.word(), QByteArray("got nothing"));
}

QTEST_GUILESS_MAIN(TstServerCheck)
#include "tst_server_check_unix.moc"
