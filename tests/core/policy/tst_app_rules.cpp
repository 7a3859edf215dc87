// SPDX-License-Identifier: MIT
#include "core/policy/app_rules.h"

#include <QTest>

using namespace lanyard;
using namespace lanyard::policy;

class TstAppRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsARule();
    void findsWhatIsWrong_data();
    void findsWhatIsWrong();
    void tellsLines();
    void grantsNobodyAnythingOnceThereIsAProblem();
    void acceptsTwoVersionsOfOneProgram();
    void grantsTheProgramThatFits();
    void deniesWhatDoesNotFit_data();
    void deniesWhatDoesNotFit();
    void saysWhyAProgramHasNoPublisher_data();
    void saysWhyAProgramHasNoPublisher();
    void comparesPathsAsTheSystemDoes_data();
    void comparesPathsAsTheSystemDoes();
    void deniesWhatTwoRulesFit();
    void grantsAScriptHostOnlyWhereAccepted();
    void knowsAScriptHost_data();
    void knowsAScriptHost();
    void wantsAHashOnlyWhereItDecides();
};

namespace {

const QByteArray hashA(64, 'a');

QByteArray fileOf(const QByteArray& apps)
{
    return R"({"schema":"lanyard.apps/1","apps":[)" + apps + "]}";
}

QByteArray app(const QByteArray& name, const QByteArray& match, const QByteArray& more = {})
{
    return R"({"name":")" + name + R"(","match":)" + match + more + "}";
}

Program ward()
{
    Program program;
    program.executable = "/opt/ward/ward";
    program.executableProtected = true;
    return program;
}

AppRules rulesOf(const QByteArray& apps)
{
    return readAppRules(fileOf(apps)).rules;
}

QByteArray whyNot(const Program& program, const AppRules& rules)
{
    const auto grant = decide(program, rules);
    return grant ? QByteArray() : grant.error().code;
}

} // namespace

void TstAppRules::readsARule()
{
    const auto read = readAppRules(fileOf(R"({
        "name": "ward", "description": "Ward list", "match": {"path": "/opt/ward/ward"},
        "operations": ["token", "identity", "sign_in", "sign_out", "events"],
        "audiences": {"meds": ["meds.read"], "spine": ["*"]},
        "identity": ["person", "role"], "requests_per_second": 5})"),
        QByteArrayList{"meds", "spine"});

    QCOMPARE(read.problems, QList<AppProblem>());
    const AppRule& rule = read.rules.rules.first();
    QCOMPARE(rule.grant.name, QByteArray("ward"));
    QCOMPARE(rule.match.path, "/opt/ward/ward");
    QVERIFY(rule.grant.operations.testFlag(Operation::Events));
    QCOMPARE(rule.grant.audiences.value("meds"), QByteArrayList{"meds.read"});
    QCOMPARE(rule.grant.identity, (QByteArrayList{"person", "role"}));
    QCOMPARE(rule.grant.requestsPerSecond, std::optional(5));
    QVERIFY(!rule.acceptScriptHost);
}

void TstAppRules::findsWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("says");
    const QByteArray at = R"({"path":"/a"})";
    const auto row = [](const char* name, const QByteArray& text, const char* says) {
        QTest::newRow(name) << text << QString::fromLatin1(says);
    };
    row("no JSON", "{", "at byte");
    row("another schema", R"({"schema":"lanyard.apps/2","apps":[]})", "lanyard.apps/1");
    row("no list of apps", R"({"schema":"lanyard.apps/1"})", "apps must be");
    row("an unknown member", R"({"schema":"lanyard.apps/1","apps":[],"app":[]})", "\"app\"");
    row("a misspelt limit", fileOf(app("a", at, R"(,"request_per_second":1)")), "not known");
    row("a misspelt match", fileOf(app("a", R"({"pth":"/a"})")), "not known");
    row("no name", fileOf(R"({"match":{"path":"/a"}})"), "name must");
    row("a name with blanks", fileOf(app("a b", at)), "name must");
    row("nothing to match", fileOf(app("a", "{}")), "match must");
    row("a product alone: anybody can claim it",
        fileOf(app("a", R"({"product":"x"})")),
        "match must");
    row("an empty path", fileOf(app("a", R"({"path":""})")), "not empty");
    row("a path that is not absolute", fileOf(app("a", R"({"path":"a/b"})")), "absolute");
    row("a hash that is too short", fileOf(app("a", R"({"sha256":"abc"})")), "64");
    row("an unknown operation", fileOf(app("a", at, R"(,"operations":["fly"])")), "fly");
    row("operations as a text", fileOf(app("a", at, R"(,"operations":"token")")), "list");
    row("an audience without scopes",
        fileOf(app("a", at, R"(,"operations":["token"],"audiences":{"meds":[]})")),
        "name the scopes");
    row("a star beside a scope",
        fileOf(app("a", at, R"(,"operations":["token"],"audiences":{"meds":["*","x"]})")),
        "name the scopes");
    row("an audience that policy does not map",
        fileOf(app("a", at, R"(,"operations":["token"],"audiences":{"pay":["x"]})")),
        "pay");
    row("audiences without the operation",
        fileOf(app("a", at, R"(,"audiences":{"meds":["x"]})")),
        "go together");
    row("the operation without audiences",
        fileOf(app("a", at, R"(,"operations":["token"])")),
        "go together");
    row("identity without fields", fileOf(app("a", at, R"(,"operations":["identity"])")), "needs");
    row("a field no identity has", fileOf(app("a", at, R"(,"identity":["pin"])")), "pin");
    row("a rate of nothing", fileOf(app("a", at, R"(,"requests_per_second":0)")), "whole number");
    row("yes for true", fileOf(app("a", at, R"(,"accept_script_host":"yes")")), "true or false");
    row("one name twice", fileOf(app("a", at) + "," + app("a", R"({"path":"/b"})")), "another");
    row("one program twice", fileOf(app("a", at) + "," + app("b", at)), "already names");
    row("one program, once by its path and once more closely",
        fileOf(app("a", at) + "," + app("b", R"({"path":"/a","sha256":")" + hashA + "\"}")),
        "already names");
    row("an interpreter", fileOf(app("a", R"({"path":"/usr/bin/python3.11"})")), "anybody's code");
}

void TstAppRules::findsWhatIsWrong()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, says);

    const auto read = readAppRules(text, QByteArrayList{"meds"});

    QVERIFY(read.rules.rules.isEmpty());
    QVERIFY(!read.problems.isEmpty());
    QVERIFY2(read.problems.first().text.contains(says), qPrintable(read.problems.first().text));
    QCOMPARE(read.problems.first().line, 1);
}

void TstAppRules::tellsLines()
{
    const auto read = readAppRules(R"({
  "schema": "lanyard.apps/1",
  "apps": [
    {"name": "one", "match": {"path": "/a"}},
    {
      "name": "two",
      "match": {"path": "/b"},
      "oprations": []
    },
    {"name": "one", "match": {"path": "/c"}}
  ]
})");
    const auto broken = readAppRules("{\n\"schema\": \"lanyard.apps/1\",\n\n oops\n}");

    QCOMPARE(read.problems.size(), 2);
    QCOMPARE(read.problems[0].line, 8);
    QCOMPARE(read.problems[1].line, 10);
    QCOMPARE(broken.problems.first().line, 4);
}

void TstAppRules::grantsNobodyAnythingOnceThereIsAProblem()
{
    const auto read = readAppRules(
        fileOf(app("a", R"({"path":"/opt/ward/ward"})") + "," + app("b", R"({"path":"b"})")));

    QCOMPARE(whyNot(ward(), read.rules), QByteArray("app.unknown"));
}

void TstAppRules::acceptsTwoVersionsOfOneProgram()
{
    const auto read = readAppRules(fileOf(app("a1", R"({"path":"/a","sha256":")" + hashA + "\"}")
        + "," + app("a2", R"({"path":"/a","sha256":")" + QByteArray(64, 'b') + "\"}")));

    QCOMPARE(read.problems, QList<AppProblem>());
    QCOMPARE(read.rules.rules.size(), 2);
}

void TstAppRules::grantsTheProgramThatFits()
{
    const auto grant = decide(ward(), rulesOf(app("ward", R"({"path":"/opt/ward/ward"})")));

    QVERIFY(grant);
    QCOMPARE(grant->name, QByteArray("ward"));
}

void TstAppRules::deniesWhatDoesNotFit_data()
{
    QTest::addColumn<QByteArray>("match");
    QTest::addColumn<QString>("executable");
    QTest::addColumn<bool>("isReplaced");
    QTest::addColumn<bool>("isProtected");
    QTest::addColumn<QByteArray>("why");
    const QByteArray path = R"({"path":"/opt/ward/ward"})";
    const QByteArray both = R"({"path":"/opt/ward/ward","sha256":")" + hashA + "\"}";
    const QString executable = "/opt/ward/ward";
    QTest::newRow("another path") << path << "/opt/ward/other" << false << true
                                  << QByteArray("app.unknown");
    QTest::newRow("a path that only begins alike")
        << path << "/opt/ward/ward2" << false << true << QByteArray("app.unknown");
    QTest::newRow("another case") << path << "/opt/ward/Ward" << false << true
                                  << QByteArray("app.unknown");
    QTest::newRow("the right path without the right hash")
        << both << executable << false << true << QByteArray("app.unknown");
    QTest::newRow("a signer nobody verified")
        << QByteArray(R"({"publisher":"Ward Ltd"})") << executable << false << true
        << QByteArray("app.unknown");
    QTest::newRow("a file replaced since")
        << path << executable << true << true << QByteArray("app.replaced");
    QTest::newRow("a file anybody can write")
        << path << executable << false << false << QByteArray("app.unprotected");
}

void TstAppRules::deniesWhatDoesNotFit()
{
    QFETCH(const QByteArray, match);
    QFETCH(const QString, executable);
    QFETCH(const bool, isReplaced);
    QFETCH(const bool, isProtected);
    QFETCH(const QByteArray, why);
    Program program;
    program.executable = executable;
    program.executableReplaced = isReplaced;
    program.executableProtected = isProtected;

    QCOMPARE(whyNot(program, rulesOf(app("ward", match))), why);
}

void TstAppRules::saysWhyAProgramHasNoPublisher_data()
{
    QTest::addColumn<QByteArray>("match");
    QTest::addColumn<QByteArray>("problem");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray signedPath = R"({"path":"/opt/ward/ward","publisher":"Ward Ltd"})";
    const QByteArray otherPath = R"({"path":"/opt/other","publisher":"Ward Ltd"})";
    const QByteArray publisher = R"({"publisher":"Ward Ltd"})";
    const QByteArray unknown("app.unknown");
    QTest::newRow("unsigned, named by path too")
        << signedPath << QByteArray("publisher.none") << QByteArray("publisher.none");
    QTest::newRow("unsigned, as most programs are")
        << publisher << QByteArray("publisher.none") << unknown;
    QTest::newRow("expired") << publisher << QByteArray("publisher.expired")
                             << QByteArray("publisher.expired");
    QTest::newRow("not known in time")
        << signedPath << QByteArray("publisher.timed_out") << QByteArray("publisher.timed_out");
    QTest::newRow("another program's path")
        << otherPath << QByteArray("publisher.expired") << unknown;
    QTest::newRow("another publisher's") << signedPath << QByteArray() << unknown;
}

void TstAppRules::saysWhyAProgramHasNoPublisher()
{
    QFETCH(const QByteArray, match);
    QFETCH(const QByteArray, problem);
    QFETCH(const QByteArray, expected);
    Program program = ward();
    program.publisherProblem = problem;

    QCOMPARE(whyNot(program, rulesOf(app("ward", match))), expected);
}

void TstAppRules::comparesPathsAsTheSystemDoes_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QString>("executable");
    QTest::addColumn<Qt::CaseSensitivity>("pathCase");
    QTest::addColumn<bool>("isSame");

    QTest::newRow("Windows' own way to write it")
        << QByteArray(R"(C:\\Program Files\\Ward\\ward.exe)") << "C:/Program Files/Ward/ward.exe"
        << Qt::CaseInsensitive << true;
    QTest::newRow("in capitals on Windows")
        << QByteArray("C:/PROGRAM FILES/WARD/WARD.EXE") << "C:/Program Files/Ward/ward.exe"
        << Qt::CaseInsensitive << true;
    QTest::newRow("another folder on Windows")
        << QByteArray("C:/Temp/Ward/ward.exe") << "C:/Program Files/Ward/ward.exe"
        << Qt::CaseInsensitive << false;
    QTest::newRow("in capitals on Linux")
        << QByteArray("/opt/WARD") << "/opt/ward" << Qt::CaseSensitive << false;
    QTest::newRow("with a backslash in a name on Linux")
        << QByteArray(R"(/opt/a\\b)") << "/opt/a/b" << Qt::CaseSensitive << false;
}

void TstAppRules::comparesPathsAsTheSystemDoes()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QString, executable);
    QFETCH(const Qt::CaseSensitivity, pathCase);
    Program program = ward();
    program.executable = executable;
    program.pathCase = pathCase;

    const auto grant = decide(program, rulesOf(app("ward", R"({"path":")" + path + "\"}")));

    QTEST(grant.has_value(), "isSame");
}

void TstAppRules::deniesWhatTwoRulesFit()
{
    Program program = ward();
    program.sha256 = hashA;
    const auto rules = rulesOf(app("a", R"({"path":"/opt/ward/ward"})") + ","
        + app("b", R"({"sha256":")" + hashA + "\"}"));
    QCOMPARE(rules.rules.size(), 2); // Not the same program, as far as the file can tell.

    QCOMPARE(whyNot(program, rules), QByteArray("app.ambiguous"));
}

void TstAppRules::grantsAScriptHostOnlyWhereAccepted()
{
    Program python;
    python.executable = "/usr/bin/python3.11";
    python.sha256 = hashA;
    const QByteArray match = R"({"sha256":")" + hashA + "\"}";

    QCOMPARE(whyNot(python, rulesOf(app("a", match))), QByteArray("app.script_host"));
    QCOMPARE(
        whyNot(python, rulesOf(app("a", match, R"(,"accept_script_host":true)"))), QByteArray());
}

void TstAppRules::knowsAScriptHost_data()
{
    QTest::addColumn<QString>("executable");
    QTest::addColumn<bool>("isOne");
    for (const char* name : {"/usr/bin/python3.11",
             "/usr/bin/node",
             "/usr/bin/bash",
             "C:\\Windows\\System32\\wscript.exe",
             "C:\\Windows\\System32\\CScript.EXE",
             "C:\\Program Files\\Java\\bin\\javaw.exe",
             "C:\\Program Files\\PowerShell\\7\\pwsh.exe",
             "C:\\Program Files\\Microsoft Office\\EXCEL.EXE",
             "C:\\Windows\\System32\\rundll32.exe",
             "C:\\Windows\\System32\\mshta.exe",
             "/usr/bin/perl"})
        QTest::newRow(name) << QString::fromLatin1(name) << true;
    for (const char* name : {"/opt/ward/ward",
             "C:\\Ward\\Ward.exe",
             "/opt/pythonesque/ward",
             "/opt/shop",
             "/opt/bashful",
             "C:\\Ward\\nodelist.exe"})
        QTest::newRow(name) << QString::fromLatin1(name) << false;
}

void TstAppRules::knowsAScriptHost()
{
    QFETCH(const QString, executable);
    QFETCH(const bool, isOne);

    QCOMPARE(isScriptHost(executable), isOne);
}

void TstAppRules::wantsAHashOnlyWhereItDecides()
{
    const auto byPath = rulesOf(app("a", R"({"path":"/opt/ward/ward"})"));
    const auto byBoth = rulesOf(app("a", R"({"path":"/opt/ward/ward","sha256":")" + hashA + "\"}"));
    Program other = ward();
    other.executable = "/opt/other";

    QVERIFY(!byPath.wantHashOf(ward()));
    QVERIFY(byBoth.wantHashOf(ward()));
    QVERIFY(!byBoth.wantHashOf(other));
}

QTEST_APPLESS_MAIN(TstAppRules)
#include "tst_app_rules.moc"
