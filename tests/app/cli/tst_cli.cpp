// SPDX-License-Identifier: MIT

/// The command line as a script meets it: exit codes and the two output streams.

#include "app/cli/exit_code.h"
#include "tests/support/scripted_agent.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using lanyard::cli::Exit;
using lanyard::testing::OwnLogin;
using lanyard::testing::ScriptedAgent;

namespace {

struct Run {
    int exitCode = -1;
    QByteArray output;
    QByteArray errors;
};

Run run(const QStringList& arguments, const QString& program = QStringLiteral(LANYARD_CLI))
{
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished(ScriptedAgent::patience)
        || process.exitStatus() != QProcess::NormalExit)
        return {};
    // A line of Windows ends in two characters.
    return {process.exitCode(),
        process.readAllStandardOutput().replace("\r\n", "\n"),
        process.readAllStandardError().replace("\r\n", "\n")};
}

QJsonObject paramsOf(const QByteArray& request)
{
    return QJsonDocument::fromJson(request).object().value(QLatin1String("params")).toObject();
}

/// What a failure told as JSON.
QJsonObject errorOf(const Run& ran)
{
    return QJsonDocument::fromJson(ran.output).object().value(QLatin1String("error")).toObject();
}

int number(Exit exit)
{
    return static_cast<int>(exit);
}

const QByteArray signedIn =
    R"(result {"state":"signed_in","reason":null,"context_id":"c-1",)"
    R"("signed_in_at":"2026-11-22T08:00:00Z","idle_ends_at":"2026-11-22T08:15:00Z",)"
    R"("absolute_ends_at":"2026-11-22T20:00:00Z","person":{"uid":"1","name":"Ada Ward"}})";

const QByteArray tokenAnswer =
    R"(result {"access_token":"s3cret.token","token_type":"Bearer",)"
    R"("expires_at":"2030-01-01T00:00:00Z","scope":"read","context_id":"c-1"})";

const QByteArray identityAnswer =
    R"(result {"schema":"lanyard.identity/1","context_id":"c-1","person":{"uid":"1",)"
    R"("name":"Ada Ward"},"role":{"name":"Nurse","organisation":{"code":"X01","name":"North"}},)"
    R"("roles":[{"name":"Nurse"},{"name":"Manager"}],"permissions":["prescribe","read"],)"
    R"("elevation":null})";

} // namespace

class TstCli : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void printsTheTokenAndNothingElse();
    void printsTheTokenAsJson();
    void asksForWhatItWasTold();
    void keepsTheTokenOffStandardError();
    void endsWithACodeForEachError_data();
    void endsWithACodeForEachError();
    void tellsAnErrorAsJson();
    void tellsAnErrorToAPerson();
    void showsTheStatus();
    void endsWithTheState_data();
    void endsWithTheState();
    void passesTheStateOnAsJson();
    void signsInAndShowsTheStatus();
    void signsOut();
    void showsTheIdentity();
    void showsOneField_data();
    void showsOneField();
    void tellsThatAFieldIsNotThere();
    void tellsThatAFieldIsNotThereAsJson();
    void keepsControlCharactersOffTheTerminal();
    void reportsThatNoAgentRuns();
    void reportsAnImpostor();
    void keepsItsDeadline();
    void explainsWrongUse();
    void explainsWrongUseAsJson_data();
    void explainsWrongUseAsJson();
    void saysThatAReasonIsNotRecorded();
    void helps();
    void handsTheRestToLanyardAdmin();
    void saysWhenLanyardAdminIsMissing();
};

void TstCli::printsTheTokenAndNothingElse()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(tokenAnswer);

    const Run ran = run({"token", "--audience", "records"});

    QCOMPARE(ran.exitCode, number(Exit::Ok));
    QCOMPARE(ran.output, QByteArray("s3cret.token\n"));
    QCOMPARE(ran.errors, QByteArray());
}

void TstCli::printsTheTokenAsJson()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(R"(result {"access_token":"a\"b\\c","token_type":"Bearer",)"
                   R"("expires_at":"2030-01-01T00:00:00Z","scope":"read","context_id":"c-1"})");

    const Run ran = run({"token", "--audience", "records", "--json"});

    QCOMPARE(ran.exitCode, number(Exit::Ok));
    QCOMPARE(ran.output.count('\n'), 1);
    const QJsonObject expected = {{QStringLiteral("access_token"), QStringLiteral("a\"b\\c")},
        {QStringLiteral("token_type"), QStringLiteral("Bearer")},
        {QStringLiteral("expires_at"), QStringLiteral("2030-01-01T00:00:00Z")},
        {QStringLiteral("scope"), QStringLiteral("read")},
        {QStringLiteral("context_id"), QStringLiteral("c-1")}};
    QCOMPARE(QJsonDocument::fromJson(ran.output).object(), expected);
}

void TstCli::asksForWhatItWasTold()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(tokenAnswer);

    run({"token",
        "--audience=records",
        "--scope=read",
        "--min-valid=90",
        "--interactive",
        "--context-id=c-1",
        "--correlation-id=r-1",
        "--timeout=7"});

    QJsonObject params = paramsOf(agent.request());
    const int timeout = params.take(QLatin1String("timeout_ms")).toInt();
    QVERIFY2(timeout > 5000 && timeout < 7000, qPrintable(QString::number(timeout)));
    const QJsonObject expected = {{QStringLiteral("audience"), QStringLiteral("records")},
        {QStringLiteral("scope"), QStringLiteral("read")},
        {QStringLiteral("min_valid_s"), 90},
        {QStringLiteral("interactive"), true},
        {QStringLiteral("context_id"), QStringLiteral("c-1")},
        {QStringLiteral("correlation_id"), QStringLiteral("r-1")}};
    QCOMPARE(params, expected);
}

void TstCli::keepsTheTokenOffStandardError()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(R"(result {"access_token":"s3cret.token","token_type":"Bearer"})");

    const Run ran = run({"token", "--audience", "records"});

    QCOMPARE(ran.exitCode, number(Exit::Other));
    QCOMPARE(ran.output, QByteArray());
    QVERIFY(!ran.errors.contains("s3cret"));
}

void TstCli::endsWithACodeForEachError_data()
{
    QTest::addColumn<int>("code");

    QTest::newRow("signed_out") << 10;
    QTest::newRow("interaction_required") << 11;
    QTest::newRow("denied") << 12;
    QTest::newRow("timed_out") << 13;
    QTest::newRow("context_changed") << 16;
    QTest::newRow("offline") << 17;
    QTest::newRow("paused") << 18;
    QTest::newRow("busy") << 19;
    QTest::newRow("elevation_required") << 20;
    QTest::newRow("insufficient_permission") << 20;
    QTest::newRow("unavailable") << 20;
    QTest::newRow("bad_request") << 20;
    QTest::newRow("unsupported") << 20;
    QTest::newRow("moonlight") << 20;
    QTest::newRow("cancelled") << 21;
}

void TstCli::endsWithACodeForEachError()
{
    QFETCH(const int, code);
    const QByteArray word = QTest::currentDataTag();
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(R"(error {"code":-32000,"message":"No","data":{"code":")" + word + R"("}})");

    const Run ran = run({"token", "--audience", "records"});

    QCOMPARE(ran.exitCode, code);
    QCOMPARE(ran.output, QByteArray());
    QVERIFY(ran.errors.contains("No (" + word + ")"));
}

void TstCli::tellsAnErrorAsJson()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(R"(error {"code":-32011,"message":"Later","data":{"code":"busy",)"
                   R"("reference":"LY-1","retry_after_ms":1500}})");

    const Run ran = run({"identity", "--json"});

    QCOMPARE(ran.exitCode, number(Exit::Busy));
    QCOMPARE(ran.output,
        QByteArray(R"({"error":{"code":"busy","message":"Later","reference":"LY-1",)"
                   R"("retry_after_ms":1500}})"
                   "\n"));
    QCOMPARE(ran.errors, QByteArray());
}

void TstCli::tellsAnErrorToAPerson()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(R"(error {"code":-32001,"message":"Nobody is signed in",)"
                   R"("data":{"code":"signed_out","reference":"LY-1"}})");

    const Run ran = run({"identity"});

    QCOMPARE(ran.errors,
        QByteArray("lanyard: Nobody is signed in (signed_out, reference LY-1)\n"
                   "lanyard: Sign in first: lanyard sign-in\n"));
}

void TstCli::showsTheStatus()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(signedIn);

    const Run ran = run({"status"});

    QCOMPARE(ran.exitCode, number(Exit::Ok));
    QCOMPARE(ran.output,
        QByteArray("Signed in\n"
                   "  Person        Ada Ward\n"
                   "  Since         2026-11-22T08:00:00Z\n"
                   "  Idle until    2026-11-22T08:15:00Z\n"
                   "  Ends at       2026-11-22T20:00:00Z\n"));
}

void TstCli::endsWithTheState_data()
{
    QTest::addColumn<int>("code");

    QTest::newRow("signed_in") << 0;
    QTest::newRow("signed_out") << 10;
    QTest::newRow("signing_in") << 10;
    QTest::newRow("ended") << 10;
    QTest::newRow("paused") << 18;
}

void TstCli::endsWithTheState()
{
    QFETCH(const int, code);
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(R"(result {"state":")" + QByteArray(QTest::currentDataTag()) + "\"}");

    QCOMPARE(run({"status"}).exitCode, code);
}

void TstCli::passesTheStateOnAsJson()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(R"(result {"state":"ended","reason":{"code":"session.idle"},"new":[1,2]})");

    QCOMPARE(run({"status", "--json"}).output,
        QByteArray(R"({"state":"ended","reason":{"code":"session.idle"},"new":[1,2]})"
                   "\n"));
}

void TstCli::signsInAndShowsTheStatus()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept", "read", signedIn, "read", signedIn});

    const Run ran = run({"sign-in", "--reason", "ward round", "--timeout", "9"});

    QCOMPARE(ran.exitCode, number(Exit::Ok));
    QVERIFY(ran.output.startsWith("Signed in\n  Person        Ada Ward\n"));
    const QByteArray request = agent.request();
    QVERIFY(request.contains("session.sign_in"));
    QCOMPARE(
        paramsOf(request).value(QLatin1String("reason")).toString(), QStringLiteral("ward round"));
}

void TstCli::signsOut()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce("result {}");

    const Run ran = run({"sign-out"});

    QCOMPARE(ran.exitCode, number(Exit::Ok));
    QCOMPARE(ran.output, QByteArray("Signed out\n"));
    QVERIFY(agent.request().contains("session.sign_out"));
}

void TstCli::showsTheIdentity()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(identityAnswer);

    QCOMPARE(run({"identity"}).output,
        QByteArray("Ada Ward\n"
                   "  User id       1\n"
                   "  Role          Nurse\n"
                   "  Organisation  North\n"
                   "  Code          X01\n"
                   "  May           prescribe, read\n"
                   "  Context       c-1\n"));
}

void TstCli::showsOneField_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("shown");

    QTest::newRow("text") << "role.organisation.code" << QByteArray("X01\n");
    QTest::newRow("one of a list") << "roles.1.name" << QByteArray("Manager\n");
    QTest::newRow("a list") << "permissions" << QByteArray("[\"prescribe\",\"read\"]\n");
    QTest::newRow("nothing in force") << "elevation" << QByteArray("null\n");
}

void TstCli::showsOneField()
{
    QFETCH(const QString, path);
    QFETCH(const QByteArray, shown);
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(identityAnswer);

    const Run ran = run({"identity", "--field", path});

    QCOMPARE(ran.exitCode, number(Exit::Ok));
    QCOMPARE(ran.output, shown);
}

void TstCli::tellsThatAFieldIsNotThere()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept", "read", identityAnswer, "accept", "read", identityAnswer});

    QCOMPARE(run({"identity", "--field", "person.shoe"}).exitCode, number(Exit::NoSuchField));
    QCOMPARE(run({"identity", "--field", "roles.2"}).exitCode, number(Exit::NoSuchField));
}

void TstCli::tellsThatAFieldIsNotThereAsJson()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(identityAnswer);

    const Run ran = run({"identity", "--field", "person.shoe", "--json"});

    QCOMPARE(ran.exitCode, number(Exit::NoSuchField));
    QCOMPARE(ran.output.count('\n'), 1);
    QCOMPARE(errorOf(ran)[QLatin1String("code")].toString(), QStringLiteral("no_such_field"));
    QVERIFY(!errorOf(ran)[QLatin1String("message")].toString().isEmpty());
    QCOMPARE(ran.errors, QByteArray());
}

void TstCli::keepsControlCharactersOffTheTerminal()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.playOnce(R"(result {"state":"signed_in","person":{"name":"A\u001b[2Jda\nSigned out"}})");

    QCOMPARE(run({"status"}).output, QByteArray("Signed in\n  Person        A [2Jda Signed out\n"));
}

void TstCli::reportsThatNoAgentRuns()
{
    const OwnLogin login;

    const Run ran = run({"status"});

    QCOMPARE(ran.exitCode, number(Exit::NoAgent));
    QVERIFY(ran.errors.contains("no_agent"));
}

void TstCli::reportsAnImpostor()
{
    const OwnLogin login;
    const QString impostor = login.path() + "/impostor";
    QVERIFY(QFile::copy(QStringLiteral(LANYARD_SCRIPTED_AGENT), impostor));
    ScriptedAgent agent(login, impostor);
    agent.playOnce(tokenAnswer);

    QCOMPARE(run({"token", "--audience", "x"}).exitCode, number(Exit::UntrustedServer));
}

void TstCli::keepsItsDeadline()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept", "read"});

    QCOMPARE(run({"status", "--timeout", "1"}).exitCode, number(Exit::TimedOut));
}

void TstCli::explainsWrongUse()
{
    const Run ran = run({"token", "--for\x1b", "x"});

    QCOMPARE(ran.exitCode, number(Exit::Usage));
    QCOMPARE(ran.output, QByteArray());
    QCOMPARE(ran.errors,
        QByteArray("lanyard: token has no --for \nlanyard: lanyard --help tells how it is used\n"));
}

void TstCli::explainsWrongUseAsJson_data()
{
    QTest::addColumn<QStringList>("arguments");

    QTest::newRow("an option that is not there") << QStringList{"token", "--for", "x", "--json"};
    QTest::newRow("a command that is not there") << QStringList{"--json", "walk"};
    QTest::newRow("no audience") << QStringList{"token", "--json"};
    QTest::newRow("a text that is too long")
        << QStringList{"sign-in", "--reason", QString(4000, QLatin1Char('x')), "--json"};
}

void TstCli::explainsWrongUseAsJson()
{
    QFETCH(const QStringList, arguments);

    const Run ran = run(arguments);

    QCOMPARE(ran.exitCode, number(Exit::Usage));
    QCOMPARE(ran.output.count('\n'), 1);
    QCOMPARE(errorOf(ran)[QLatin1String("code")].toString(), QStringLiteral("bad_argument"));
    QVERIFY(!errorOf(ran)[QLatin1String("message")].toString().isEmpty());
    QCOMPARE(ran.errors, QByteArray());
}

void TstCli::saysThatAReasonIsNotRecorded()
{
    const QByteArray help = run({"--help"}).output;

    QCOMPARE(help.count("--reason TEXT"), 2);
    QCOMPARE(help.count("why; not recorded"), 2);
}

void TstCli::helps()
{
    const Run help = run({"--help"});
    const Run version = run({"--version"});

    QCOMPARE(help.exitCode, number(Exit::Ok));
    for (const char* const word : {"sign-in", "sign-out", "status", "token", "identity", "policy"})
        QVERIFY(help.output.contains(word));
    QVERIFY(version.output.startsWith("lanyard "));
}

void TstCli::handsTheRestToLanyardAdmin()
{
    const QTemporaryDir folder;
    const auto copied = [&folder](const QString& program) {
        const QString copy = folder.filePath(QFileInfo(program).fileName());
        return QFile::copy(program, copy) ? copy : QString();
    };
    QVERIFY(!copied(QStringLiteral(LANYARD_ADMIN)).isEmpty());
    const QString program = copied(QStringLiteral(LANYARD_CLI));

    const Run done = run({"policy", "document"}, program);
    const Run refused = run({"policy", "with space and \"quotes\"", "--json"}, program);

    QCOMPARE(done.exitCode, 0);
    QVERIFY(done.output.contains("IdleLimitMinutes"));
    QCOMPARE(refused.exitCode, number(Exit::Usage));
    QVERIFY(refused.output.startsWith(R"({"error":{"code":"cli.usage")"));
}

void TstCli::saysWhenLanyardAdminIsMissing()
{
    QTemporaryDir folder;
    const QString program = folder.filePath("lanyard");
    QVERIFY(QFile::copy(QStringLiteral(LANYARD_CLI), program));

    QCOMPARE(run({"audit", "verify"}, program).exitCode, number(Exit::Other));
}

QTEST_GUILESS_MAIN(TstCli)
#include "tst_cli.moc"
