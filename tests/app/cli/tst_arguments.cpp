// SPDX-License-Identifier: MIT
#include "app/cli/arguments.h"

#include <QTest>

using namespace lanyard::cli;

class TstArguments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryOptionOfToken();
    void readsValuesBehindAnEqualsSign();
    void countsInTheCallersUnit();
    void givesHelpForEveryCommand();
    void refuses_data();
    void refuses();
    void knowsWhatLanyardAdminDoes();
};

void TstArguments::readsEveryOptionOfToken()
{
    const Reading reading = readArguments({"token",
        "--audience",
        "a",
        "--scope",
        "s t",
        "--min-valid",
        "90",
        "--interactive",
        "--context-id",
        "c",
        "--correlation-id",
        "r",
        "--timeout",
        "5",
        "--json"});

    QVERIFY(!reading.mistake);
    const Arguments& read = reading.arguments;
    QCOMPARE(read.command, Command::Token);
    QCOMPARE(QByteArray(read.value("--audience")), QByteArray("a"));
    QCOMPARE(QByteArray(read.value("--scope")), QByteArray("s t"));
    QCOMPARE(QByteArray(read.value("--context-id")), QByteArray("c"));
    QCOMPARE(QByteArray(read.value("--correlation-id")), QByteArray("r"));
    QCOMPARE(read.number("--min-valid"), 90U);
    QVERIFY(read.json);
    QVERIFY(read.interactive);
}

void TstArguments::readsValuesBehindAnEqualsSign()
{
    const Reading reading = readArguments({"token", "--audience=https://x/?a=b"});

    QVERIFY(!reading.mistake);
    QCOMPARE(QByteArray(reading.arguments.value("--audience")), QByteArray("https://x/?a=b"));
}

void TstArguments::countsInTheCallersUnit()
{
    const Reading reading = readArguments({"status", "--timeout", "3"});

    QCOMPARE(reading.arguments.number("--timeout", 1000), 3000U);
    QCOMPARE(reading.arguments.number("--other", 1000), 0U);
}

void TstArguments::givesHelpForEveryCommand()
{
    for (const char* const word : {"help", "--help", "-h"})
        QCOMPARE(readArguments({word}).arguments.command, Command::Help);
    QCOMPARE(readArguments({"sign-in", "--help"}).arguments.command, Command::Help);
}

void TstArguments::refuses_data()
{
    QTest::addColumn<QStringList>("words");

    const auto row = [](const char* name, const QStringList& words) {
        QTest::newRow(name) << words;
    };
    row("nothing", {});
    row("a command there is none of", {"sing-in"});
    row("an option of another command", {"status", "--audience", "x"});
    row("a word that is no option", {"status", "now"});
    row("a token for nothing", {"token"});
    row("a missing value", {"token", "--audience"});
    row("a value for a switch", {"token", "--audience", "a", "--interactive=yes"});
    row("an option twice", {"token", "--audience", "a", "--audience", "b"});
    row("seconds that are no number", {"status", "--timeout", "soon"});
    row("seconds with a unit", {"status", "--timeout", "5s"});
    row("negative seconds", {"status", "--timeout", "-1"});
    row("no seconds", {"status", "--timeout", ""});
    row("more than a day", {"status", "--timeout", "86401"});
}

void TstArguments::refuses()
{
    QFETCH(const QStringList, words);
    std::vector<std::string> given;
    for (const QString& word : words)
        given.push_back(word.toStdString());

    QVERIFY(readArguments(given).mistake);
}

void TstArguments::knowsWhatLanyardAdminDoes()
{
    for (const char* const word : {"diagnose", "policy", "audit", "apps", "roles"})
        QVERIFY(isAdminCommand(word));
    QVERIFY(!isAdminCommand("token"));
    QVERIFY(!isAdminCommand("../sh"));
}

QTEST_APPLESS_MAIN(TstArguments)
#include "tst_arguments.moc"
